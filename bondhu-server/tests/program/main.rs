//! The real binary: its commands, its words when something is wrong, and what survives its death.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod accounts;
mod backup;
mod client;
mod commands;
mod crash;
mod damage;
#[path = "../stage/documented.rs"]
mod documented;
mod models;
#[path = "../stage/older.rs"]
mod older;
#[path = "../stage/process.rs"]
mod process;
mod ready;
mod shared;
mod stopping;
