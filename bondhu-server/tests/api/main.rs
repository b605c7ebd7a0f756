//! The whole HTTP interface: the real router over the real use cases, on fakes whose time and failures a test decides.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod account;
mod assets;
mod cached;
mod call;
mod care;
mod contract;
mod cross_site;
mod events;
mod facts;
mod faults;
mod full_disk;
mod history;
mod idempotency;
#[path = "../stage/in_process.rs"]
mod in_process;
mod limits;
mod live;
mod models;
mod mood;
mod order;
mod pages;
mod personality;
mod personality_context;
mod personality_jobs;
mod problems;
mod profile;
mod prompts;
mod reactions;
mod resuming;
mod search;
mod sending;
mod sessions;
mod shared_cache;
mod sign_in;
mod stage;
mod stats;
mod strangers;
mod streaming;
