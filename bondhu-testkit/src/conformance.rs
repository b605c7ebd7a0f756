//! What every adapter of a port must do, as scenarios that run on any of them.
//!
//! Each sentence about behaviour in the docs of a port has a scenario here, except those that no call can observe:
//! that a commit survives a crash (a test of the store's own file), that a look-up costs the same at any depth (a
//! benchmark), that an unknown person's password costs as much work as a known one's (a test of the hasher), and that
//! a store with row-level security hides rows (a test of that store).
#![expect(
    clippy::unwrap_used,
    reason = "a scenario is a test, and an adapter that fails in it fails the test"
)]
#![expect(clippy::missing_panics_doc, reason = "panicking is how a scenario fails")]

use std::time::Duration;

pub mod authorization;
pub mod cache;
pub mod chat_model;
pub mod clock;
pub mod game_provider;
pub mod job_queue;
pub mod live_events;
pub mod music_provider;
pub mod password_hasher;
pub mod randomness;
pub mod rate_limiter;
pub mod store;
pub mod token_vault;
pub mod turn_feed;
pub mod video_provider;

/// A suite: the port it is about and the macro that runs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suite {
    /// The name of the port's trait.
    pub port: &'static str,
    /// The name of the macro, without `!`.
    pub invocation: &'static str,
}

/// All suites.
pub const SUITES: [Suite; 15] = [
    Suite { port: "Authorization", invocation: "authorization_conformance" },
    Suite { port: "Cache", invocation: "cache_conformance" },
    Suite { port: "ChatModel", invocation: "chat_model_conformance" },
    Suite { port: "Clock", invocation: "clock_conformance" },
    Suite { port: "GameProvider", invocation: "game_provider_conformance" },
    Suite { port: "JobQueue", invocation: "job_queue_conformance" },
    Suite { port: "LiveEvents", invocation: "live_events_conformance" },
    Suite { port: "MusicProvider", invocation: "music_provider_conformance" },
    Suite { port: "PasswordHasher", invocation: "password_hasher_conformance" },
    Suite { port: "Randomness", invocation: "randomness_conformance" },
    Suite { port: "RateLimiter", invocation: "rate_limiter_conformance" },
    Suite { port: "Store", invocation: "store_conformance" },
    Suite { port: "TokenVault", invocation: "token_vault_conformance" },
    Suite { port: "TurnFeed", invocation: "turn_feed_conformance" },
    Suite { port: "VideoProvider", invocation: "video_provider_conformance" },
];

/// Turns a scenario that hangs into one that fails: two minutes are far more than any takes on the slowest machine.
#[doc(hidden)]
pub async fn in_time(scenario: impl Future<Output = ()>) {
    tokio::time::timeout(Duration::from_mins(2), scenario).await.expect("the scenario hangs");
}

/// One `#[tokio::test]` per named scenario of a module, each with a subject of its own from `$make`.
#[doc(hidden)]
#[macro_export]
macro_rules! __scenarios {
    ($make:ident, $tests:ident, [$($module:ident)::+], $($name:ident),+ $(,)?) => {
        mod $tests {
            use $crate::conformance::$($module)::+ as scenarios;
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    $crate::conformance::in_time(async {
                        let (subject, _guard) = super::$make().await;
                        scenarios::$name(subject).await;
                    })
                    .await;
                }
            )+
        }
    };
}
