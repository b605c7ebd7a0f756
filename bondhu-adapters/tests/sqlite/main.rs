//! The SQLite store: the suite of every store, and what only a file can do wrong.
#![cfg(feature = "sqlite")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod backup;
mod cancellation;
mod conformance;
mod damage;
mod fixtures;
mod full_disk;
mod locks;
mod opening;
mod reopening;
mod schema;
mod search;
mod unreadable;
