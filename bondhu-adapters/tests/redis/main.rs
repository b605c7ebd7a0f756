//! The ports over Redis, against real servers.
#![cfg(feature = "redis")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod conformance;
mod entries;
mod faults;
mod limits;
mod servers;

use std::sync::Arc;
use std::time::Duration;

use bondhu_adapters::redis::cache::{RedisCache, RedisCacheConfig};
use bondhu_adapters::redis::{Redis, RedisOptions};
use bondhu_domain::ids::UserId;
use bondhu_ports::cache::{Cache, CacheGroup, EntryKey, Lease, Lookup};
use bondhu_ports::randomness::{Randomness, RandomnessExt};
use bondhu_testkit::builders::a_user;
use bondhu_testkit::ephemeral_redis::{EphemeralRedis, any_redis};
use bondhu_testkit::manual_clock::ManualClock;
use bondhu_testkit::seeded_random::SeededRandom;

/// A busy machine must not look like a slow server.
const PATIENT: Duration = Duration::from_mins(1);

/// Connected, with names that no other test uses. The guard keeps the server.
async fn fresh() -> (Redis, Option<EphemeralRedis>) {
    let (url, server) = any_redis();
    (connect(RedisOptions { prefix: prefix(), ..options(&url) }).await, server)
}

fn options(url: &str) -> RedisOptions {
    RedisOptions { command_timeout: PATIENT, connect_timeout: PATIENT, ..RedisOptions::at(url) }
}

async fn connect(options: RedisOptions) -> Redis {
    let redis = Redis::connect(&options).unwrap();
    redis.connected().await;
    redis
}

fn prefix() -> String {
    format!("test:{:x}:", bondhu_adapters::system_random::SystemRandom.seed())
}

fn random() -> Arc<dyn Randomness> {
    Arc::new(bondhu_adapters::system_random::SystemRandom)
}

fn cache_over(redis: &Redis, clock: &ManualClock) -> Arc<dyn Cache> {
    let (clock, config) = (Arc::new(clock.clone()), RedisCacheConfig::default());
    Arc::new(RedisCache::new(redis.clone(), config, clock, Arc::new(SeededRandom::new(random().seed()))))
}

fn somebody() -> UserId {
    a_user().build().id
}

fn key(person: UserId) -> EntryKey {
    EntryKey { group: CacheGroup::History, person, field: "50:-:0:-".to_owned() }
}

/// The lease of an entry that must not be there.
async fn miss(cache: &dyn Cache, key: &EntryKey) -> Lease {
    match cache.lookup(key).await.unwrap() {
        Lookup::Miss(lease) => lease,
        Lookup::Hit(_) => panic!("expected a miss"),
    }
}

async fn fill(cache: &dyn Cache, key: &EntryKey) {
    let lease = miss(cache, key).await;
    let stored = cache.store(key, lease, "page".into(), Duration::from_hours(1)).await.unwrap();
    assert_eq!(stored, bondhu_ports::cache::Stored::Kept);
}

async fn is_hit(cache: &dyn Cache, key: &EntryKey) -> bool {
    matches!(cache.lookup(key).await.unwrap(), Lookup::Hit(_))
}

/// How often the server was given a command.
fn calls(server: &EphemeralRedis, command: &str) -> u32 {
    // An inline command answers with one line, so a script picks the number out.
    let stats = "redis.call('INFO','commandstats')";
    let script = format!("return tonumber(string.match({stats},'cmdstat_{command}:calls=(%d+)') or 0)");
    server.command(&format!("EVAL \"{script}\" 0")).trim_start_matches(':').parse().unwrap()
}
