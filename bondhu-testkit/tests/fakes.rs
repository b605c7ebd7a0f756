//! The fakes do what every adapter does.

use std::sync::Arc;

use bondhu_ports::cache::Cache;
use bondhu_ports::chat_model::{Capability, ChatModel, ChatModelErrorKind, RefusedSide};
use bondhu_ports::clock::Clock;
use bondhu_ports::live_events::LiveEvents;
use bondhu_ports::password_hasher::PasswordHasher;
use bondhu_ports::randomness::Randomness;
use bondhu_ports::rate_limiter::RateLimiter;
use bondhu_ports::turn_feed::TurnFeed;
use bondhu_testkit::conformance::chat_model::ChatModelSubject;
use bondhu_testkit::fake_cache::FakeCache;
use bondhu_testkit::fake_live_events::FakeLiveEvents;
use bondhu_testkit::fake_rate_limiter::FakeRateLimiter;
use bondhu_testkit::fake_turn_feed::FakeTurnFeed;
use bondhu_testkit::manual_clock::ManualClock;
use bondhu_testkit::movable_time::Timed;
use bondhu_testkit::plain_password_hasher::PlainPasswordHasher;
use bondhu_testkit::scripted_chat_model::{Script, ScriptedChatModel};
use bondhu_testkit::seeded_random::SeededRandom;

async fn cache() -> (Timed<dyn Cache>, ()) {
    let clock = ManualClock::default();
    (Timed::new(Arc::new(FakeCache::new(clock.clone())), Arc::new(clock)), ())
}

async fn chat_model() -> (ChatModelSubject, ()) {
    let broken = [
        Script::fails_at_once(ChatModelErrorKind::Refused(RefusedSide::Prompt)),
        Script::new().fails(ChatModelErrorKind::Unavailable),
        Script::new().text("half an ans").fails(ChatModelErrorKind::Truncated).text("never"),
    ];
    let broken = broken.map(|script| Arc::new(ScriptedChatModel::new([script])) as Arc<dyn ChatModel>);
    // Text to some scenarios and JSON to others.
    let model = ScriptedChatModel::new([Script::new().text("[\"calm\"").text("]").finished()]);
    (ChatModelSubject { model: Arc::new(model), lacks: &[], broken: broken.into() }, ())
}

async fn chat_model_that_can_nothing() -> (ChatModelSubject, ()) {
    let model = ScriptedChatModel::saying("I am listening.").lacking(&Capability::ALL);
    (ChatModelSubject { model: Arc::new(model), lacks: &Capability::ALL, broken: Vec::new() }, ())
}

async fn clock() -> (Arc<dyn Clock>, ()) {
    (Arc::new(ManualClock::default()), ())
}

async fn live_events() -> (Arc<dyn LiveEvents>, ()) {
    (Arc::new(FakeLiveEvents::new()), ())
}

async fn password_hasher() -> (Arc<dyn PasswordHasher>, ()) {
    (Arc::new(PlainPasswordHasher::default()), ())
}

async fn randomness() -> (Arc<dyn Randomness>, ()) {
    (Arc::new(SeededRandom::default()), ())
}

async fn rate_limiter() -> (Timed<dyn RateLimiter>, ()) {
    let clock = ManualClock::default();
    (Timed::new(Arc::new(FakeRateLimiter::new(clock.clone())), Arc::new(clock)), ())
}

async fn turn_feed() -> (Arc<dyn TurnFeed>, ()) {
    (Arc::new(FakeTurnFeed::new()), ())
}

bondhu_testkit::cache_conformance!(cache);
bondhu_testkit::chat_model_conformance!(chat_model);

mod poor {
    use super::chat_model_that_can_nothing;

    bondhu_testkit::chat_model_conformance!(chat_model_that_can_nothing);
}

bondhu_testkit::clock_conformance!(clock);
bondhu_testkit::live_events_conformance!(live_events);
bondhu_testkit::password_hasher_conformance!(password_hasher);
bondhu_testkit::randomness_conformance!(randomness);
bondhu_testkit::rate_limiter_conformance!(rate_limiter);
bondhu_testkit::turn_feed_conformance!(turn_feed);
