//! Fakes, builders and conformance suites for the ports of Bondhu. A dev-dependency, always.
//!
//! Every adapter of a port runs that port's suite. Each suite has a macro that takes the name of an async function
//! which makes a fresh subject and a guard (a temporary directory, or `()`) that lives as long as the test:
//!
//! ```
//! use std::sync::Arc;
//! use bondhu_ports::store::Store;
//! use bondhu_testkit::memory_store::MemoryStore;
//!
//! async fn make() -> (Arc<dyn Store>, ()) {
//!     (Arc::new(MemoryStore::new()), ())
//! }
//!
//! bondhu_testkit::store_conformance!(make);
//! # fn main() {}
//! ```
//!
//! The macro expands to one `#[tokio::test]` per scenario, so an adapter cannot leave one out. The crate that invokes
//! it needs `tokio` with the features `macros` and `rt-multi-thread`.
#![deny(missing_docs)]

pub mod builders;
pub mod conformance;
pub mod cut_proxy;
#[cfg(unix)]
pub mod ephemeral_postgres;
pub mod ephemeral_redis;
pub mod eventually;
pub mod fake_cache;
pub mod fake_live_events;
pub mod fake_rate_limiter;
pub mod fake_turn_feed;
pub mod manual_clock;
pub mod memory_store;
pub mod movable_time;
pub mod no_cache;
pub mod obedient_chat_model;
pub mod plain_password_hasher;
pub mod scripted_chat_model;
pub mod scripted_rate_limiter;
pub mod seeded_random;
pub mod spotify_wire;
pub mod steam_wire;
pub mod upstash_wire;
pub mod vendor_wire;
pub mod wire_server;
pub mod youtube_wire;

/// Compiles and runs the code of `docs/embedding.md`.
#[cfg(doctest)]
#[doc = include_str!("../../docs/embedding.md")]
pub struct Embedding;
