//! A server in this process, whose parts a test may change.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use bondhu_adapters::companion::Companion;
use bondhu_adapters::memory::live_events::{MemoryLiveEvents, MemoryLiveEventsConfig};
use bondhu_adapters::memory::turn_feed::{MemoryTurnFeed, MemoryTurnFeedConfig};
use bondhu_adapters::sentiment::lexicon::LexiconAnalyzer;
use bondhu_domain::personality::Norm;
use bondhu_domain::sessions::SessionPolicy;
use bondhu_domain::streaks::StreakPolicy;
use bondhu_ports::clock::Clock;
use bondhu_ports::randomness::{Randomness, RandomnessExt};
use bondhu_ports::rate_limiter::Limit;
use bondhu_server::app::{App, Policy};
use bondhu_server::http::{Options, Web, router};
use bondhu_server::tasks::Tasks;
use bondhu_testkit::fake_cache::FakeCache;
use bondhu_testkit::fake_rate_limiter::FakeRateLimiter;
use bondhu_testkit::manual_clock::ManualClock;
use bondhu_testkit::memory_store::{MemoryJobQueue, MemoryStore};
use bondhu_testkit::plain_password_hasher::PlainPasswordHasher;
use bondhu_testkit::scripted_chat_model::ScriptedChatModel;
use bondhu_testkit::seeded_random::SeededRandom;

/// Where its pages believe to be.
pub const ORIGIN: &str = "http://bondhu.test";
/// The largest body it takes.
pub const BODY_LIMIT: usize = 64 << 10;

/// The use cases at the time of `clock`, as the `start`th start of the program, with some parts changed, and the router
/// over them. The model answers "I am here.".
pub fn in_process(clock: &ManualClock, start: u64, change: impl FnOnce(&mut App)) -> (Arc<App>, Router) {
    let mut app = app(clock, start);
    change(&mut app);
    let app = Arc::new(app);
    let web = Web::new(Arc::clone(&app), Tasks::default(), options(app.random.seed()));
    (app, router(web))
}

fn app(clock: &ManualClock, start: u64) -> App {
    let shared: Arc<dyn Clock> = Arc::new(clock.clone());
    let random: Arc<dyn Randomness> = Arc::new(SeededRandom::new(start));
    let feed = MemoryTurnFeed::new(MemoryTurnFeedConfig::default(), Arc::clone(&shared));
    let live =
        MemoryLiveEvents::new(MemoryLiveEventsConfig::default(), Arc::clone(&shared), Arc::clone(&random));
    let store = MemoryStore::new();
    App {
        queue: Arc::new(MemoryJobQueue::new(store.clone(), Arc::clone(&shared))),
        store: Arc::new(store),
        cache: Arc::new(FakeCache::new(clock.clone())),
        clock: shared,
        random,
        model: Arc::new(ScriptedChatModel::saying("I am here.")),
        companion: Arc::new(Companion),
        sentiment: Arc::new(LexiconAnalyzer),
        feed: Arc::new(feed),
        live: Arc::new(live),
        hasher: Arc::new(PlainPasswordHasher::default()),
        limiter: Arc::new(FakeRateLimiter::new(clock.clone())),
        external: None,
        policy: policy(),
    }
}

fn policy() -> Policy {
    Policy {
        sessions: SessionPolicy::default(),
        streaks: StreakPolicy::default(),
        token_life: Duration::from_hours(30 * 24),
        registration_open: true,
        auth_limit: Limit { service: "auth", count: 3, window: Duration::from_mins(1) },
        chat_limit: Limit { service: "chat", count: 100_000, window: Duration::from_mins(1) },
        history_ttl: Duration::from_hours(24),
        search_ttl: Duration::from_hours(1),
        stats_ttl: Duration::from_mins(1),
        insights_ttl: Duration::from_hours(1),
        context_ttl: Duration::from_mins(30),
        norm: Norm::General,
        context_messages: 40,
        prompt_tokens: 3_000,
        memory_tokens: 600,
        longest_reply: 8_000,
        idempotency_ttl: Duration::from_hours(24),
        idempotency_lease: Duration::from_secs(30),
    }
}

fn options(boot: u64) -> Options {
    Options {
        body_limit: BODY_LIMIT,
        request_timeout: Duration::from_secs(30),
        turn_timeout: Duration::from_mins(1),
        keep_alive: Duration::from_secs(15),
        origin: ORIGIN.to_owned(),
        cors_origins: vec!["https://other.example".to_owned()],
        trusted_proxies: vec!["198.51.100.0/24".parse().unwrap()],
        boot: format!("{boot:016x}"),
    }
}
