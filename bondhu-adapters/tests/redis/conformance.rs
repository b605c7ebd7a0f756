//! The suites of the ports: on one process, and where it matters on two with one server between them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bondhu_adapters::layers::local_fallback_rate_limiter::{LocalFallbackConfig, LocalFallbackRateLimiter};
use bondhu_adapters::layers::resilient_cache::{ResilientCache, ResilientCacheConfig};
use bondhu_adapters::memory::rate_limiter::MemoryRateLimiter;
use bondhu_adapters::redis::live_events::{RedisLiveEvents, RedisLiveEventsConfig};
use bondhu_adapters::redis::rate_limiter::RedisRateLimiter;
use bondhu_adapters::redis::turn_feed::{RedisTurnFeed, RedisTurnFeedConfig};
use bondhu_adapters::redis::{Redis, RedisOptions};
use bondhu_domain::ids::{MessageId, UserId};
use bondhu_ports::cache::Cache;
use bondhu_ports::live_events::{LiveEvent, LiveEvents, Numbered};
use bondhu_ports::rate_limiter::RateLimiter;
use bondhu_ports::turn_feed::{TurnEvent, TurnFeed};
use bondhu_testkit::ephemeral_redis::{EphemeralRedis, any_redis};
use bondhu_testkit::manual_clock::ManualClock;
use bondhu_testkit::movable_time::Timed;
use futures::stream::BoxStream;

use super::{PATIENT, cache_over, connect, fresh, options, prefix, random};

type Server = Option<EphemeralRedis>;

async fn cache() -> (Timed<dyn Cache>, Server) {
    let (redis, server) = fresh().await;
    let clock = ManualClock::default();
    (Timed::new(cache_over(&redis, &clock), Arc::new(clock)), server)
}

async fn layered_cache() -> (Timed<dyn Cache>, Server) {
    let (redis, server) = fresh().await;
    let clock = ManualClock::default();
    let config = ResilientCacheConfig {
        timeout: PATIENT,
        settle: Duration::from_secs(1),
        ..ResilientCacheConfig::default()
    };
    let cache = ResilientCache::new(cache_over(&redis, &clock), config, Arc::new(clock.clone()));
    (Timed::new(Arc::new(cache), Arc::new(clock)), server)
}

async fn rate_limiter() -> (Timed<dyn RateLimiter>, Server) {
    let (redis, server) = fresh().await;
    let clock = ManualClock::default();
    let limiter = RedisRateLimiter::new(redis, Arc::new(clock.clone()), random());
    (Timed::new(Arc::new(limiter), Arc::new(clock)), server)
}

async fn layered_rate_limiter() -> (Timed<dyn RateLimiter>, Server) {
    let (redis, server) = fresh().await;
    let clock = ManualClock::default();
    let shared = Arc::new(RedisRateLimiter::new(redis, Arc::new(clock.clone()), random()));
    let local = Arc::new(MemoryRateLimiter::new(Arc::new(clock.clone())));
    let config = LocalFallbackConfig { timeout: PATIENT, ..LocalFallbackConfig::default() };
    let limiter = LocalFallbackRateLimiter::new(shared, local, config, Arc::new(clock.clone()));
    (Timed::new(Arc::new(limiter), Arc::new(clock)), server)
}

fn live_events_over(redis: Redis) -> RedisLiveEvents {
    let config = RedisLiveEventsConfig { timeout: PATIENT, ..RedisLiveEventsConfig::default() };
    RedisLiveEvents::new(redis, config, Arc::new(ManualClock::default()), random())
}

async fn live_events() -> (Arc<dyn LiveEvents>, Server) {
    let (redis, server) = fresh().await;
    (Arc::new(live_events_over(redis)), server)
}

/// Whoever publishes is in another process than those who listen, and those in different ones.
struct LiveAcross {
    publisher: RedisLiveEvents,
    listeners: [RedisLiveEvents; 2],
    turn: std::sync::atomic::AtomicUsize,
}

#[async_trait]
impl LiveEvents for LiveAcross {
    async fn publish(&self, person: UserId, event: LiveEvent) {
        self.publisher.publish(person, event).await;
    }

    async fn subscribe(&self, person: UserId, last_seen: Option<u64>) -> BoxStream<'static, Numbered> {
        let turn = self.turn.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        self.listeners[turn % 2].subscribe(person, last_seen).await
    }
}

async fn live_events_across() -> (Arc<dyn LiveEvents>, Server) {
    let ([one, two, three], server) = three_processes().await;
    let listeners = [live_events_over(two), live_events_over(three)];
    (Arc::new(LiveAcross { publisher: live_events_over(one), listeners, turn: 0.into() }), server)
}

async fn three_processes() -> ([Redis; 3], Server) {
    let (url, server) = any_redis();
    let options = RedisOptions { prefix: prefix(), ..options(&url) };
    let connections =
        [connect(options.clone()).await, connect(options.clone()).await, connect(options).await];
    (connections, server)
}

fn turn_feed_over(redis: Redis) -> RedisTurnFeed {
    let config = RedisTurnFeedConfig { timeout: PATIENT, ..RedisTurnFeedConfig::default() };
    RedisTurnFeed::new(redis, config, Arc::new(ManualClock::default()))
}

async fn turn_feed() -> (Arc<dyn TurnFeed>, Server) {
    let (redis, server) = fresh().await;
    (Arc::new(turn_feed_over(redis)), server)
}

/// Turns are opened in one process after the other and followed in a third.
struct FeedAcross {
    answering: [RedisTurnFeed; 2],
    following: RedisTurnFeed,
    opened: Mutex<Opened>,
}

#[derive(Default)]
struct Opened {
    tries: usize,
    by: HashMap<(UserId, MessageId), usize>,
}

#[async_trait]
impl TurnFeed for FeedAcross {
    async fn open(&self, person: UserId, turn: MessageId) -> bool {
        let by = {
            let mut opened = self.opened.lock().unwrap();
            opened.tries += 1;
            opened.tries % 2
        };
        let here = self.answering[by].open(person, turn).await;
        if here {
            self.opened.lock().unwrap().by.insert((person, turn), by);
        }
        here
    }

    async fn append(&self, person: UserId, turn: MessageId, event: TurnEvent) {
        let by = self.opened.lock().unwrap().by.get(&(person, turn)).copied().unwrap_or(0);
        self.answering[by].append(person, turn, event).await;
    }

    async fn follow(
        &self,
        person: UserId,
        turn: MessageId,
        after: u64,
    ) -> Option<BoxStream<'static, (u64, TurnEvent)>> {
        self.following.follow(person, turn, after).await
    }
}

async fn turn_feed_across() -> (Arc<dyn TurnFeed>, Server) {
    let ([one, two, three], server) = three_processes().await;
    let feed = FeedAcross {
        answering: [turn_feed_over(one), turn_feed_over(two)],
        following: turn_feed_over(three),
        opened: Mutex::default(),
    };
    (Arc::new(feed), server)
}

// `RedisCache` is made by `cache_over`.
bondhu_testkit::cache_conformance!(cache);
bondhu_testkit::live_events_conformance!(live_events);
bondhu_testkit::rate_limiter_conformance!(rate_limiter);
bondhu_testkit::turn_feed_conformance!(turn_feed);

mod layered {
    use super::{layered_cache, layered_rate_limiter};

    bondhu_testkit::cache_conformance!(layered_cache);
    bondhu_testkit::rate_limiter_conformance!(layered_rate_limiter);
}

mod across {
    use super::{live_events_across, turn_feed_across};

    bondhu_testkit::live_events_conformance!(live_events_across);
    bondhu_testkit::turn_feed_conformance!(turn_feed_across);
}
