//! Two servers with one store and one Redis server between them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bondhu_adapters::layers::resilient_cache::{ResilientCache, ResilientCacheConfig};
use bondhu_adapters::redis::cache::{RedisCache, RedisCacheConfig};
use bondhu_adapters::redis::live_events::{RedisLiveEvents, RedisLiveEventsConfig};
use bondhu_adapters::redis::turn_feed::{RedisTurnFeed, RedisTurnFeedConfig};
use bondhu_adapters::redis::{Redis, RedisOptions};
use bondhu_ports::store::Store;
use bondhu_server::app::App;
use bondhu_testkit::ephemeral_redis::EphemeralRedis;
use bondhu_testkit::manual_clock::ManualClock;
use bondhu_testkit::memory_store::MemoryStore;
use serde_json::Value;
use tokio::task::JoinSet;

use super::call::Person;
use super::stage::Stage;

/// A busy machine must not look like a slow server.
const PATIENT: Duration = Duration::from_mins(1);
const ROUNDS: u64 = 1_000;

async fn two() -> (EphemeralRedis, [Arc<Stage>; 2]) {
    let server = EphemeralRedis::start();
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let clock = ManualClock::default();
    let one = stage(&server, &store, &clock, 1).await;
    let other = stage(&server, &store, &clock, 2).await;
    (server, [one, other])
}

async fn stage(
    server: &EphemeralRedis,
    store: &Arc<dyn Store>,
    clock: &ManualClock,
    start: u64,
) -> Arc<Stage> {
    let options = RedisOptions { command_timeout: PATIENT, ..RedisOptions::at(server.url()) };
    let redis = Redis::connect(&options).unwrap();
    redis.connected().await;
    let share = |app: &mut App| {
        app.store = Arc::clone(store);
        let (clock, random) = (Arc::clone(&app.clock), Arc::clone(&app.random));
        let cache =
            RedisCache::new(redis.clone(), RedisCacheConfig::default(), clock.clone(), random.clone());
        let settings = ResilientCacheConfig {
            timeout: PATIENT,
            settle: Duration::from_secs(1),
            ..ResilientCacheConfig::default()
        };
        app.cache = Arc::new(ResilientCache::new(Arc::new(cache), settings, clock.clone()));
        let live = RedisLiveEventsConfig { timeout: PATIENT, ..RedisLiveEventsConfig::default() };
        app.live = Arc::new(RedisLiveEvents::new(redis.clone(), live, clock.clone(), random));
        let feed = RedisTurnFeedConfig { timeout: PATIENT, ..RedisTurnFeedConfig::default() };
        app.feed = Arc::new(RedisTurnFeed::new(redis, feed, clock));
    };
    Arc::new(Stage::at(clock.clone(), start, share))
}

/// The number of the newest message on the newest page, and whether the page came from the cache.
async fn newest(stage: &Stage, person: &Person, limit: u64) -> (u64, bool) {
    let path = format!("/api/v1/chat/history/me?limit={limit}");
    let page = stage.get(&path).by(person).send().await.of(200).json();
    let messages = page["messages"].as_array().unwrap();
    let number = |message: &Value| message["message_text"].as_str().unwrap().parse::<u64>().ok();
    let newest = messages.iter().rev().find_map(number).unwrap_or(0);
    (newest, page["cached"] == true)
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_send_is_acknowledged_by_one_server_no_read_by_any_lacks_it() {
    let (_server, stages) = two().await;
    let mitu = stages[0].person("mitu").await;
    let acknowledged = Arc::new(AtomicU64::new(0));
    let from_cache = Arc::new(AtomicU64::new(0));
    let mut readers = JoinSet::new();
    for reader in 0..2_u64 {
        let stage = Arc::clone(&stages[usize::from(reader == 1)]);
        let (mitu, acknowledged) = (mitu.clone(), Arc::clone(&acknowledged));
        let from_cache = Arc::clone(&from_cache);
        readers.spawn(async move {
            while acknowledged.load(Ordering::SeqCst) < ROUNDS {
                let due = acknowledged.load(Ordering::SeqCst);
                let (seen, cached) = newest(&stage, &mitu, 10 + reader).await;
                assert!(
                    seen >= due,
                    "message {due} was acknowledged, and a read that began later shows {seen}"
                );
                from_cache.fetch_add(u64::from(cached), Ordering::SeqCst);
            }
        });
    }
    for round in 1..=ROUNDS {
        let writer = &stages[usize::from(round % 3 == 0)];
        writer.say(&mitu, &round.to_string()).await;
        acknowledged.store(round, Ordering::SeqCst);
        for stage in &stages {
            let (seen, _) = newest(stage, &mitu, 10).await;
            assert_eq!(seen, round);
            let (again, cached) = newest(stage, &mitu, 10).await;
            assert_eq!(again, round);
            from_cache.fetch_add(u64::from(cached), Ordering::SeqCst);
        }
    }
    readers.join_all().await;
    let hits = from_cache.load(Ordering::SeqCst);
    assert!(hits > ROUNDS, "the cache had its part: {hits} hits");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_followed_and_told_on_the_other_server() {
    let (_server, [one, other]) = two().await;
    let mitu = one.person("mitu").await;
    let mut events = other.get("/api/v1/events").by(&mitu).listen().await;
    let turn = one.say(&mitu, "hello").await;
    let id = turn["user_message_id"].as_str().unwrap();
    let stream = other.get(&format!("/api/v1/chat/stream/{id}")).by(&mitu).send().await.of(200).text();
    for part in ["event: accepted", "event: delta", "event: done", "I am here."] {
        assert!(stream.contains(part), "{part} in {stream}");
    }
    let mut told = Vec::new();
    while told.len() < 2 {
        let event = events.next().await.unwrap();
        if event.name == "message" {
            told.push(event.data["message_text"].as_str().unwrap().to_owned());
        }
    }
    assert_eq!(told, ["hello", "I am here."]);
}
