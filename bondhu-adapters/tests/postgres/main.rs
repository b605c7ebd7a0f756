//! The PostgreSQL store: the suite of every store, and what only a server can do wrong.
#![cfg(feature = "postgres")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod access;
mod cancellation;
mod conflicts;
mod conformance;
mod connecting;
mod fixtures;
mod locks;
mod restarts;
mod row_security;
mod schema;
mod search;
mod unreadable;
