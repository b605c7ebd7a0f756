//! The real binary on PostgreSQL: its words when something is wrong with the database, several processes on one, and what
//! survives the death of any.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod backup;
#[path = "../program/client.rs"]
mod client;
mod commands;
mod crash;
#[path = "../stage/documented.rs"]
mod documented;
#[path = "../stage/older.rs"]
mod older;
#[path = "../stage/process.rs"]
mod process;
mod restarts;
mod stage;
#[path = "../program/stopping.rs"]
mod stopping;
mod two_processes;
