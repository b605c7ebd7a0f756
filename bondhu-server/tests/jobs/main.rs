//! Background work in the real program.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod analysis;
mod operations;
mod person;
mod program;
mod schedules;
mod summaries;
