//! The job queue in each database: the suite of every queue, each rail of the guard, and faults.
#![cfg(all(feature = "sqlite", feature = "postgres"))]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

#[macro_use]
mod fixtures;
mod clock;
mod conformance;
mod database;
mod killed;
mod limits;
mod poison;
mod postgres;
mod sqlite;
mod workers;
