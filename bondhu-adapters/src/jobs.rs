//! Background work on apalis, with the rails that keep it on its track.
//!
//! The engine fetches, locks and acknowledges jobs and finds those of dead workers. Everything it does not do right by
//! itself is put right in its module `guard`, whoever stores the jobs. What people and operators see of a job is in
//! `tasks`, written with the engine's row in one transaction.

mod config;
mod enqueue;
mod guard;
mod ledger;
mod payload;
#[cfg(feature = "postgres")]
pub mod postgres;
mod rows;
#[cfg(feature = "sqlite")]
pub mod sqlite;

pub use config::{JobsConfig, MAX_STARTS};
pub(crate) use enqueue::{engine_task, job_id, key_of};
