//! What entries look like in the server, and what is believed of them.

use std::time::Duration;

use bondhu_adapters::redis::RedisOptions;
use bondhu_adapters::redis::cache::{RedisCache, RedisCacheConfig};
use bondhu_ports::cache::{CHANGE_WINDOW, Cache, CacheGroup, Lookup, Stored};
use bondhu_testkit::ephemeral_redis::EphemeralRedis;
use bondhu_testkit::manual_clock::ManualClock;

use super::{cache_over, calls, connect, fill, is_hit, key, miss, options, somebody};

async fn with_server() -> (std::sync::Arc<dyn Cache>, EphemeralRedis, ManualClock) {
    let server = EphemeralRedis::start();
    let redis = connect(options(&server.url())).await;
    let clock = ManualClock::default();
    (cache_over(&redis, &clock), server, clock)
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_are_fields_of_a_hash_of_the_person() {
    let (cache, server, _) = with_server().await;
    let key = key(somebody());
    fill(&*cache, &key).await;
    let hash = format!("chat:history:{{{}}}", key.person);
    assert_eq!(server.command(&format!("HEXISTS {hash} {}", key.field)), ":1");
    let left: u64 = server.command(&format!("TTL {hash}")).trim_start_matches(':').parse().unwrap();
    assert!((3_000..=3_600).contains(&left), "shortened, never lengthened: {left} s");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hit_is_one_command() {
    let (cache, server, _) = with_server().await;
    let key = key(somebody());
    fill(&*cache, &key).await;
    server.command("CONFIG RESETSTAT");
    for _ in 0..10 {
        assert!(is_hit(&*cache, &key).await);
    }
    let seen: Vec<_> = ["hget", "evalsha", "get"].iter().map(|name| calls(&server, name)).collect();
    assert_eq!(seen, [10, 0, 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_of_another_version_or_make_is_a_miss() {
    let (cache, server, _) = with_server().await;
    let key = key(somebody());
    let hash = format!("chat:history:{{{}}}", key.person);
    for foreign in ["\\x02aaaaaaaabbbbbbbbpage", "\\x01short", "page", "\\x01aaaaaaaabbbbbbbbpage"] {
        assert!(server.command(&format!("HSET {hash} {} \"{foreign}\"", key.field)).starts_with(':'));
        let lease = miss(&*cache, &key).await;
        let stored = cache.store(&key, lease, "good".into(), Duration::from_mins(1)).await.unwrap();
        assert_eq!(stored, Stored::Kept, "{foreign}");
        assert!(is_hit(&*cache, &key).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stamp_that_was_evicted_makes_its_leases_stale() {
    let (cache, server, _) = with_server().await;
    let key = key(somebody());
    let lease = miss(&*cache, &key).await;
    assert_eq!(server.command(&format!("DEL cache:stamp:{{{}}}", key.person)), ":1");
    assert_eq!(cache.store(&key, lease, "old".into(), Duration::from_mins(1)).await.unwrap(), Stored::Stale);
    let one = miss(&*cache, &key).await.stamp;
    server.command("FLUSHALL");
    let two = miss(&*cache, &key).await.stamp;
    assert_ne!(one, two, "stamps are never given twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_goes_by_itself() {
    let (cache, server, _) = with_server().await;
    let key = key(somebody());
    fill(&*cache, &key).await;
    cache.announce(key.person, &CacheGroup::ALL).await.unwrap();
    drop(miss(&*cache, &key).await);
    let mark = format!("cache:change:{{{}}}", key.person);
    let left: u64 = server.command(&format!("TTL {mark}")).trim_start_matches(':').parse().unwrap();
    assert!(left > 0 && left <= CHANGE_WINDOW.as_secs());
    assert_eq!(server.command("DBSIZE"), ":1", "an announcement leaves nothing but its mark");
    cache.invalidate(key.person, &CacheGroup::ALL).await.unwrap();
    assert_eq!(server.command("DBSIZE"), ":0");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_cannot_fill_the_server() {
    let (cache, server, _) = with_server().await;
    let person = somebody();
    for number in 0..1_500 {
        let mut key = key(person);
        key.field = format!("50:{number}");
        fill(&*cache, &key).await;
    }
    let held = server.command(&format!("HLEN chat:history:{{{person}}}"));
    assert!(held.trim_start_matches(':').parse::<u32>().unwrap() <= 1_000, "{held}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prefix_keeps_two_programs_apart() {
    let server = EphemeralRedis::start();
    let key = key(somebody());
    let mut hits = Vec::new();
    for (connections, names) in [("", ""), ("a:", ""), ("a:", "b:"), ("", "b:")] {
        let redis = connect(RedisOptions { prefix: connections.to_owned(), ..options(&server.url()) }).await;
        let config = RedisCacheConfig { prefix: names.to_owned(), ..RedisCacheConfig::default() };
        let clock = std::sync::Arc::new(ManualClock::default());
        let cache = RedisCache::new(redis, config, clock, super::random());
        hits.push(matches!(cache.lookup(&key).await.unwrap(), Lookup::Hit(_)));
        fill(&cache, &key).await;
    }
    assert_eq!(hits, [false; 4]);
}
