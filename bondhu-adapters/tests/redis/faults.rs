//! A server that stops, freezes, is cut off or comes back as it was long ago: nothing old is served, nothing is waited
//! for without end.

mod listeners;

use std::sync::Arc;
use std::time::Duration;

use bondhu_adapters::layers::local_fallback_rate_limiter::{LocalFallbackConfig, LocalFallbackRateLimiter};
use bondhu_adapters::layers::resilient_cache::{ResilientCache, ResilientCacheConfig};
use bondhu_adapters::memory::rate_limiter::MemoryRateLimiter;
use bondhu_adapters::redis::rate_limiter::RedisRateLimiter;
use bondhu_adapters::redis::turn_feed::{RedisTurnFeed, RedisTurnFeedConfig};
use bondhu_adapters::redis::{Redis, RedisOptions};
use bondhu_ports::cache::{Cache, CacheGroup, Lookup};
use bondhu_ports::rate_limiter::{Decision, Limit, RateLimiter};
use bondhu_ports::turn_feed::{TurnEvent, TurnFeed};
use bondhu_testkit::builders::a_message;
use bondhu_testkit::cut_proxy::CutProxy;
use bondhu_testkit::ephemeral_redis::EphemeralRedis;
use bondhu_testkit::manual_clock::ManualClock;
use futures::StreamExt;
use tokio::time::timeout;

use super::{cache_over, connect, fill, is_hit, key, options, random, somebody};

/// Far longer than anything here may take, far shorter than for ever.
const BOUND: Duration = Duration::from_secs(20);
const SETTLE: Duration = Duration::from_secs(1);

fn resilient(redis: &Redis, clock: &ManualClock) -> ResilientCache {
    let config = ResilientCacheConfig { settle: SETTLE, ..ResilientCacheConfig::default() };
    ResilientCache::new(cache_over(redis, clock), config, Arc::new(clock.clone()))
}

/// Two processes that have found the server well.
async fn two(url: &str, clock: &ManualClock) -> [ResilientCache; 2] {
    let caches =
        [resilient(&connect(options(url)).await, clock), resilient(&connect(options(url)).await, clock)];
    for cache in &caches {
        until_well(cache).await;
    }
    caches
}

/// A single call may be late on a busy machine; pulses go on until the cache answers.
async fn until_well(cache: &ResilientCache) {
    let well = async {
        while cache.check().await.is_err() || cache.counts().undelivered > 0 {
            cache.feel_pulse().await;
        }
        cache.feel_pulse().await;
    };
    timeout(BOUND, well).await.expect("the cache is not well again");
}

async fn change(cache: &ResilientCache, person: bondhu_domain::ids::UserId) {
    cache.announce(person, &CacheGroup::ALL).await.unwrap();
    cache.invalidate(person, &CacheGroup::ALL).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_server_delays_nobody_and_serves_nothing_old() {
    let server = EphemeralRedis::start();
    let clock = ManualClock::default();
    let [writer, reader] = two(&server.url(), &clock).await;
    let key = key(somebody());
    clock.advance(SETTLE);
    fill(&writer, &key).await;
    server.pause();
    let frozen = async {
        reader.feel_pulse().await;
        for _ in 0..50 {
            change(&writer, key.person).await;
            assert!(!is_hit(&reader, &key).await);
            assert!(!is_hit(&writer, &key).await);
        }
    };
    timeout(BOUND, frozen).await.expect("a frozen server must not be waited for each time");
    server.resume();
    until_well(&reader).await;
    assert!(!is_hit(&reader, &key).await, "the writer may not have delivered yet");
    until_well(&writer).await;
    assert_eq!(writer.counts().undelivered, 0);
    clock.advance(SETTLE);
    let Lookup::Miss(lease) = reader.lookup(&key).await.unwrap() else { panic!("an old entry was served") };
    drop(lease);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_server_is_done_without_and_used_again_when_it_is_back() {
    let mut server = EphemeralRedis::persistent();
    let clock = ManualClock::default();
    let [writer, reader] = two(&server.url(), &clock).await;
    let key = key(somebody());
    clock.advance(SETTLE);
    fill(&writer, &key).await;
    server.stop();
    let stopped = async {
        for _ in 0..50 {
            change(&writer, key.person).await;
            assert!(!is_hit(&reader, &key).await);
        }
    };
    timeout(BOUND, stopped).await.expect("a stopped server must not be waited for each time");
    server.restart();
    for cache in [&reader, &writer] {
        until_well(cache).await;
    }
    assert!(!is_hit(&reader, &key).await);
    clock.advance(SETTLE + bondhu_ports::cache::CHANGE_WINDOW);
    let filled = async {
        while let Lookup::Miss(lease) = reader.lookup(&key).await.unwrap() {
            reader.store(&key, lease, "new".into(), Duration::from_hours(1)).await.unwrap();
            // As it does while the program runs; a single call may have been late.
            reader.feel_pulse().await;
            clock.advance(SETTLE);
        }
    };
    timeout(BOUND, filled).await.expect("it is not used again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_restored_from_a_snapshot_serves_nothing_from_before() {
    let mut server = EphemeralRedis::persistent();
    let clock = ManualClock::default();
    let redis = connect(options(&server.url())).await;
    let cache = cache_over(&redis, &clock);
    let key = key(somebody());
    fill(&*cache, &key).await;
    server.snapshot();
    // The change that the snapshot does not know, by a process that is gone before the server is back.
    cache.invalidate(key.person, &CacheGroup::ALL).await.unwrap();
    server.kill();
    server.restart();
    let hash = format!("chat:history:{{{}}}", key.person);
    assert_eq!(server.command(&format!("EXISTS {hash}")), ":1", "the old entry is there");
    let answered = async {
        loop {
            match cache.lookup(&key).await {
                Ok(Lookup::Hit(_)) => panic!("an entry of an earlier life was served"),
                Ok(Lookup::Miss(_)) => break,
                Err(_) => tokio::task::yield_now().await,
            }
        }
    };
    timeout(BOUND, answered).await.expect("it is not used again");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_announced_change_outlives_its_process() {
    let server = EphemeralRedis::start();
    let clock = ManualClock::default();
    let [dies, lives] = two(&server.url(), &clock).await;
    let key = key(somebody());
    clock.advance(SETTLE);
    fill(&lives, &key).await;
    dies.announce(key.person, &CacheGroup::ALL).await.unwrap();
    assert_eq!(dies.counts().undelivered, 0);
    // Between its commit and its invalidation.
    drop(dies);
    assert!(!is_hit(&lives, &key).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_cut_in_the_middle_of_an_answer_is_a_miss_and_never_half_a_page() {
    let server = EphemeralRedis::start();
    let proxy = CutProxy::to(server.address()).await;
    let url = format!("redis://{}", proxy.address());
    let redis = connect(RedisOptions { connections: 1, ..options(&url) }).await;
    let clock = ManualClock::default();
    let cache = cache_over(&redis, &clock);
    let page = bytes::Bytes::from("नमस्ते ".repeat(20_000));
    for (round, bytes) in [1, 17, 1_000, 100_000].into_iter().enumerate() {
        let key = key(somebody());
        let rounds = async {
            let mut hits = 0;
            while hits < 3 {
                match cache.lookup(&key).await {
                    Ok(Lookup::Hit(value)) => {
                        assert!(value == page, "half a page");
                        hits += 1;
                        if hits == 1 {
                            proxy.cut_after(bytes);
                        }
                    }
                    Ok(Lookup::Miss(lease)) => {
                        let _kept = cache.store(&key, lease, page.clone(), Duration::from_hours(1)).await;
                    }
                    Err(_) => tokio::task::yield_now().await,
                }
            }
        };
        timeout(BOUND, rounds).await.expect("it does not come back from a cut");
        assert_eq!(proxy.cuts(), round as u64 + 1);
    }
}

const CHAT: Limit = Limit { service: "chat", count: 5, window: Duration::from_mins(1) };

#[tokio::test(flavor = "multi_thread")]
async fn limits_hold_in_each_process_while_the_server_is_away() {
    let server = EphemeralRedis::start();
    let clock = ManualClock::default();
    let redis = connect(options(&server.url())).await;
    let shared = Arc::new(RedisRateLimiter::new(redis, Arc::new(clock.clone()), random()));
    let local = Arc::new(MemoryRateLimiter::new(Arc::new(clock.clone())));
    let config = LocalFallbackConfig::default();
    let limiter = LocalFallbackRateLimiter::new(shared, local, config, Arc::new(clock.clone()));
    for paused in [false, true] {
        if paused {
            server.pause();
        }
        let asked = async {
            let mut allowed = 0;
            for _ in 0..20 {
                let decision = limiter.check(&CHAT, "mitu").await.unwrap();
                allowed += u32::from(matches!(decision, Decision::Allowed { .. }));
            }
            allowed
        };
        assert_eq!(timeout(BOUND, asked).await.expect("bounded"), 5, "paused: {paused}");
        clock.advance(CHAT.window);
    }
    server.resume();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_turn_goes_on_here_while_the_server_is_away() {
    let server = EphemeralRedis::start();
    let redis = connect(options(&server.url())).await;
    let config = RedisTurnFeedConfig::default();
    let feed = RedisTurnFeed::new(redis, config, Arc::new(ManualClock::default()));
    let (person, turn) = (somebody(), a_message().build().id);
    let text = |text: &str| TurnEvent::Delta { text: text.to_owned() };
    server.pause();
    let answered = async {
        assert!(feed.open(person, turn).await);
        assert!(!feed.open(person, turn).await);
        let follower = feed.follow(person, turn, 0).await.unwrap();
        for _ in 0..100 {
            feed.append(person, turn, text("a")).await;
        }
        feed.append(person, turn, TurnEvent::Failed).await;
        follower.count().await
    };
    assert_eq!(timeout(BOUND, answered).await.expect("bounded"), 101);
    server.resume();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_turn_whose_process_died_fails_for_those_who_follow_it() {
    let server = EphemeralRedis::start();
    let mut config = RedisTurnFeedConfig { timeout: super::PATIENT, ..RedisTurnFeedConfig::default() };
    config.kept.abandoned_after = Duration::from_secs(1);
    let (person, turn) = (somebody(), a_message().build().id);
    let clock = Arc::new(ManualClock::default());
    let dies = RedisTurnFeed::new(connect(options(&server.url())).await, config, clock.clone());
    let lives = RedisTurnFeed::new(connect(options(&server.url())).await, config, clock);
    assert!(dies.open(person, turn).await);
    dies.append(person, turn, TurnEvent::Delta { text: "half an".to_owned() }).await;
    let follower = lives.follow(person, turn, 0).await.unwrap();
    assert!(!lives.open(person, turn).await);
    drop(dies);
    let seen: Vec<_> = timeout(BOUND, follower.collect()).await.expect("it is waited for without end");
    assert_eq!(seen.last(), Some(&(2, TurnEvent::Failed)));
    assert!(lives.open(person, turn).await, "it can be answered anew");
}
