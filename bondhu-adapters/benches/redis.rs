//! A hit and a miss of the cache, a check of the limiter, and invalidation beside few keys and beside a million, each
//! through a real server on this machine; and a bare client's GET of the same bytes beside them.

use std::sync::Arc;
use std::time::Duration;

use bondhu_adapters::redis::cache::{RedisCache, RedisCacheConfig};
use bondhu_adapters::redis::rate_limiter::RedisRateLimiter;
use bondhu_adapters::redis::{Redis, RedisOptions};
use bondhu_adapters::system_clock::SystemClock;
use bondhu_adapters::system_random::SystemRandom;
use bondhu_domain::ids::UserId;
use bondhu_ports::cache::{Bytes, Cache, CacheGroup, EntryKey, Lookup};
use bondhu_ports::rate_limiter::{Limit, RateLimiter};
use bondhu_testkit::builders::a_user;
use bondhu_testkit::ephemeral_redis::EphemeralRedis;
use criterion::{Criterion, criterion_group, criterion_main};
use fred::clients::Client;
use fred::interfaces::{ClientLike, KeysInterface};
use fred::types::config::Config;
use tokio::runtime::Runtime;

const HOUR: Duration = Duration::from_hours(1);
/// About what a page of 50 messages takes.
const PAGE: usize = 16 << 10;

fn key(person: UserId) -> EntryKey {
    EntryKey { group: CacheGroup::History, person, field: "50:-:0:-".to_owned() }
}

async fn connected(server: &EphemeralRedis) -> (Redis, RedisCache) {
    let redis = Redis::connect(&RedisOptions::at(server.url())).expect("options");
    redis.connected().await;
    let (clock, random) = (Arc::new(SystemClock), Arc::new(SystemRandom));
    (redis.clone(), RedisCache::new(redis, RedisCacheConfig::default(), clock, random))
}

async fn fill(cache: &RedisCache, key: &EntryKey) {
    if let Lookup::Miss(lease) = cache.lookup(key).await.expect("a look-up") {
        cache.store(key, lease, Bytes::from(vec![7; PAGE]), HOUR).await.expect("a store");
    }
}

fn cache(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let server = EphemeralRedis::start();
    let (_redis, cache) = runtime.block_on(connected(&server));
    let held = key(a_user().build().id);
    let bare = runtime.block_on(async {
        fill(&cache, &held).await;
        let bare = Client::new(Config::from_url(&server.url()).expect("a URL"), None, None, None);
        bare.init().await.expect("a connection");
        bare.set::<(), _, _>("bare", vec![7_u8; PAGE].as_slice(), None, None, false).await.expect("a SET");
        bare
    });
    let mut group = criterion.benchmark_group("page of 16 KiB");
    group.bench_function("bare GET", |bencher| {
        bencher.to_async(&runtime).iter(|| async { bare.get::<Bytes, _>("bare").await.expect("a GET") });
    });
    group.bench_function("hit", |bencher| {
        bencher.to_async(&runtime).iter(|| cache.lookup(&held));
    });
    group.bench_function("miss and store", |bencher| {
        bencher.to_async(&runtime).iter(|| async { fill(&cache, &key(a_user().build().id)).await });
    });
    group.finish();
}

fn limiter(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let server = EphemeralRedis::start();
    let (redis, _cache) = runtime.block_on(connected(&server));
    let limiter = RedisRateLimiter::new(redis, Arc::new(SystemClock), Arc::new(SystemRandom));
    let limit = Limit { service: "chat", count: 30, window: Duration::from_mins(1) };
    criterion.bench_function("limiter check", |bencher| {
        bencher.to_async(&runtime).iter(|| limiter.check(&limit, "mitu"));
    });
}

fn invalidation(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let server = EphemeralRedis::start();
    let (_redis, cache) = runtime.block_on(connected(&server));
    let mut group = criterion.benchmark_group("invalidation");
    for keys in [10, 1_000_000] {
        let filled = format!("EVAL \"for i=1,{keys} do redis.call('SET','other:'..i,'x') end\" 0");
        assert!(server.command(&filled).starts_with('$'), "the server could not be filled");
        let person = a_user().build().id;
        group.bench_function(format!("beside {keys} keys"), |bencher| {
            bencher.to_async(&runtime).iter(|| cache.invalidate(person, &CacheGroup::ALL));
        });
    }
    group.finish();
}

criterion_group!(benches, cache, limiter, invalidation);
criterion_main!(benches);
