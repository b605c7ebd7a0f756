//! The real binary: its commands, its words when something is wrong, and what survives its death.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod accounts;
mod client;
mod commands;
mod crash;
mod damage;
#[path = "../stage/process.rs"]
mod process;
mod shared;
mod stopping;
