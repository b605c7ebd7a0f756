//! The suites of the ports kept in memory, and of the layers around a cache.
#![cfg(feature = "memory")]

use std::sync::Arc;
use std::time::Duration;

use bondhu_adapters::layers::metered_cache::MeteredCache;
use bondhu_adapters::layers::resilient_cache::{ResilientCache, ResilientCacheConfig};
use bondhu_adapters::memory::cache::{MemoryCache, MemoryCacheConfig};
use bondhu_adapters::memory::live_events::{MemoryLiveEvents, MemoryLiveEventsConfig};
use bondhu_adapters::memory::rate_limiter::MemoryRateLimiter;
use bondhu_adapters::memory::turn_feed::{MemoryTurnFeed, MemoryTurnFeedConfig};
use bondhu_ports::cache::Cache;
use bondhu_ports::live_events::LiveEvents;
use bondhu_ports::rate_limiter::RateLimiter;
use bondhu_ports::turn_feed::TurnFeed;
use bondhu_testkit::manual_clock::ManualClock;
use bondhu_testkit::movable_time::Timed;
use bondhu_testkit::seeded_random::SeededRandom;

async fn cache() -> (Timed<dyn Cache>, ()) {
    let clock = ManualClock::default();
    (Timed::new(Arc::new(memory_cache(&clock)), Arc::new(clock)), ())
}

async fn layered_cache() -> (Timed<dyn Cache>, ()) {
    let clock = ManualClock::default();
    // A busy machine must not look like a slow cache.
    let config = ResilientCacheConfig { timeout: Duration::from_hours(1), ..ResilientCacheConfig::default() };
    let counted = Arc::new(MeteredCache::new(Arc::new(memory_cache(&clock))));
    let cache = ResilientCache::new(counted, config, Arc::new(clock.clone()));
    (Timed::new(Arc::new(cache), Arc::new(clock)), ())
}

fn memory_cache(clock: &ManualClock) -> MemoryCache {
    let random = Arc::new(SeededRandom::default());
    MemoryCache::new(MemoryCacheConfig::default(), Arc::new(clock.clone()), random)
}

async fn live_events() -> (Arc<dyn LiveEvents>, ()) {
    let (clock, random) = (Arc::new(ManualClock::default()), Arc::new(SeededRandom::default()));
    (Arc::new(MemoryLiveEvents::new(MemoryLiveEventsConfig::default(), clock, random)), ())
}

async fn rate_limiter() -> (Timed<dyn RateLimiter>, ()) {
    let clock = ManualClock::default();
    (Timed::new(Arc::new(MemoryRateLimiter::new(Arc::new(clock.clone()))), Arc::new(clock)), ())
}

async fn turn_feed() -> (Arc<dyn TurnFeed>, ()) {
    let clock = Arc::new(ManualClock::default());
    (Arc::new(MemoryTurnFeed::new(MemoryTurnFeedConfig::default(), clock)), ())
}

bondhu_testkit::cache_conformance!(cache);
bondhu_testkit::live_events_conformance!(live_events);
bondhu_testkit::rate_limiter_conformance!(rate_limiter);
bondhu_testkit::turn_feed_conformance!(turn_feed);

mod layered {
    use super::layered_cache;

    bondhu_testkit::cache_conformance!(layered_cache);
}
