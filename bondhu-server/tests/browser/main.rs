//! What a person sees: the page in headless Chromium, against the real program.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod chrome;
#[path = "../stage/in_process.rs"]
mod in_process;
mod journey;
#[path = "../stage/process.rs"]
mod process;
mod streaming;
mod visitor;
