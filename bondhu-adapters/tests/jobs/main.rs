//! The job queue in the SQLite file: the suite of every queue, each rail of the guard, and faults.
#![cfg(feature = "sqlite")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod clock;
mod conformance;
mod fixtures;
mod killed;
mod limits;
mod poison;
mod workers;
