//! The traits through which Bondhu meets the outside world: one port a file, with its types and its error.
//!
//! Every port is used as `Arc<dyn Port>`. Absence is `Option`; time is a parameter or the [`clock::Clock`] port. Each
//! sentence about behaviour in these docs has a scenario in the conformance suites of `bondhu-testkit`, which any
//! adapter can run.
#![deny(missing_docs)]

pub mod achievements;
pub mod activity_days;
pub mod auth_tokens;
pub mod authorization;
pub mod cache;
pub mod chat_model;
pub mod chat_summaries;
pub mod clock;
pub mod error;
pub mod export_reader;
pub mod external_identity;
pub mod facts;
pub mod game_provider;
pub mod idempotency;
pub mod insights;
pub mod job_outbox;
pub mod job_queue;
pub mod live_events;
pub mod message_search;
pub mod messages;
pub mod moods;
pub mod music_provider;
pub mod password_hasher;
pub mod personality;
pub mod provider_error;
pub mod randomness;
pub mod rate_limiter;
pub mod reactions;
pub mod safety_events;
pub mod sentiment;
pub mod sessions;
pub mod stats;
pub mod store;
pub mod taste_page;
pub mod token;
pub mod token_vault;
pub mod turn_feed;
pub mod users;
pub mod video_provider;
