//! The cache in Upstash, against a wire server that behaves as its REST API does.
#![cfg(feature = "upstash")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::sync::Arc;
use std::time::Duration;

use bondhu_adapters::upstash::{
    UpstashCache, UpstashCacheConfig, UpstashError, UpstashErrorKind, UpstashOptions,
};
use bondhu_ports::cache::{Cache, CacheError, CacheGroup, EntryKey, Lookup, Stored};
use bondhu_testkit::builders::a_user;
use bondhu_testkit::manual_clock::ManualClock;
use bondhu_testkit::movable_time::Timed;
use bondhu_testkit::seeded_random::SeededRandom;
use bondhu_testkit::upstash_wire::{TOKEN, UpstashWire};

const PATIENT: Duration = Duration::from_mins(1);

fn options(wire: &UpstashWire) -> UpstashOptions {
    UpstashOptions { url: wire.url(), token: TOKEN.into(), timeout: PATIENT }
}

fn over(options: &UpstashOptions, clock: &ManualClock) -> UpstashCache {
    let random = Arc::new(SeededRandom::default());
    UpstashCache::new(options, UpstashCacheConfig::default(), Arc::new(clock.clone()), random).unwrap()
}

async fn cache() -> (Timed<dyn Cache>, UpstashWire) {
    let wire = UpstashWire::start().await;
    let clock = ManualClock::default();
    (Timed::new(Arc::new(over(&options(&wire), &clock)), Arc::new(clock)), wire)
}

bondhu_testkit::cache_conformance!(cache);

fn key() -> EntryKey {
    EntryKey { group: CacheGroup::History, person: a_user().build().id, field: "50:-:0:-".to_owned() }
}

fn kind(error: CacheError) -> UpstashErrorKind {
    error.source.downcast::<UpstashError>().unwrap().kind()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hit_is_one_request_and_a_miss_two() {
    let wire = UpstashWire::start().await;
    let cache = over(&options(&wire), &ManualClock::default());
    let key = key();
    let Lookup::Miss(lease) = cache.lookup(&key).await.unwrap() else { panic!("a hit") };
    assert_eq!(cache.store(&key, lease, "page".into(), PATIENT).await.unwrap(), Stored::Kept);
    assert!(matches!(cache.lookup(&key).await.unwrap(), Lookup::Hit(value) if value == "page"));
    assert_eq!(wire.requests(), ["HGET", "EVAL", "EVAL", "HGET"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_used_up_quota_turns_the_cache_off_for_a_while() {
    let wire = UpstashWire::start().await;
    let clock = ManualClock::default();
    let cache = over(&options(&wire), &clock);
    wire.fail(Some((400, r#"{"error":"ERR max daily request limit exceeded"}"#)));
    for _ in 0..10 {
        assert_eq!(kind(cache.lookup(&key()).await.unwrap_err()), UpstashErrorKind::Quota);
        assert!(cache.invalidate(key().person, &CacheGroup::ALL).await.is_err());
    }
    assert_eq!(wire.requests().len(), 1, "what is counted and refused is not asked again");
    wire.fail(None);
    clock.advance(Duration::from_mins(10));
    assert!(matches!(cache.lookup(&key()).await.unwrap(), Lookup::Miss(_)));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_failure_is_an_error_and_none_is_an_entry() {
    let wire = UpstashWire::start().await;
    let cache = over(&options(&wire), &ManualClock::default());
    for (status, body, expected) in [
        (503, "<html>bad gateway</html>", UpstashErrorKind::Unavailable),
        (200, "<html>hello</html>", UpstashErrorKind::Malformed),
        (200, r#"{"result":{}}"#, UpstashErrorKind::Malformed),
        (200, r#"{"result":"not base64!"}"#, UpstashErrorKind::Malformed),
        (200, r#"{"result":7}"#, UpstashErrorKind::Malformed),
        (200, r#"{"error":"ERR something"}"#, UpstashErrorKind::Refused),
        (302, "", UpstashErrorKind::Malformed),
    ] {
        wire.fail(Some((status, body)));
        assert_eq!(kind(cache.lookup(&key()).await.unwrap_err()), expected, "{status} {body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_token_is_told_and_not_repeated() {
    let wire = UpstashWire::start().await;
    assert!(UpstashCache::probe(&options(&wire)).await.is_ok());
    let wrong = UpstashOptions { token: "wrong-token".into(), ..options(&wire) };
    let error = UpstashCache::probe(&wrong).await.unwrap_err();
    assert_eq!(error.kind(), UpstashErrorKind::Unauthorized);
    assert!(!format!("{error:?} {wrong:?}").contains("wrong-token"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_server_costs_the_timeout() {
    let wire = UpstashWire::start().await;
    let hasty = UpstashOptions { timeout: Duration::from_millis(200), ..options(&wire) };
    let cache = over(&hasty, &ManualClock::default());
    wire.redis.pause();
    let error = tokio::time::timeout(PATIENT, cache.lookup(&key())).await.expect("bounded").unwrap_err();
    assert_eq!(kind(error), UpstashErrorKind::Unavailable);
    wire.redis.resume();
}
