//! The in-process cache: what only it promises.

use std::collections::BTreeSet;

use bondhu_testkit::manual_clock::ManualClock;
use bondhu_testkit::seeded_random::SeededRandom;

use super::*;

const HOUR: Duration = Duration::from_hours(1);

fn cache(config: MemoryCacheConfig) -> (MemoryCache, ManualClock) {
    let clock = ManualClock::default();
    (MemoryCache::new(config, Arc::new(clock.clone()), Arc::new(SeededRandom::new(7))), clock)
}

fn person(number: u16) -> UserId {
    let mut entropy = [0; 10];
    entropy[8..].copy_from_slice(&number.to_be_bytes());
    UserId::new(ManualClock::START, entropy)
}

fn key(person: UserId, field: &str) -> EntryKey {
    EntryKey { group: CacheGroup::History, person, field: field.to_owned() }
}

async fn lease(cache: &MemoryCache, key: &EntryKey) -> Lease {
    match cache.lookup(key).await.unwrap() {
        Lookup::Miss(lease) => lease,
        Lookup::Hit(_) => panic!("expected a miss"),
    }
}

async fn is_hit(cache: &MemoryCache, key: &EntryKey) -> bool {
    matches!(cache.lookup(key).await.unwrap(), Lookup::Hit(_))
}

#[tokio::test]
async fn people_are_forgotten_with_their_last_lease() {
    let (cache, _) = cache(MemoryCacheConfig::default());
    let keys: Vec<EntryKey> = (0..200).map(|number| key(person(number), "50:")).collect();
    for (number, key) in keys.iter().enumerate() {
        let lease = lease(&cache, key).await;
        if number % 2 == 0 {
            cache.store(key, lease, Bytes::from_static(b"page"), HOUR).await.unwrap();
        }
    }
    assert_eq!(cache.people.len(), 100, "those of whom nothing was stored are gone");
}

#[tokio::test]
async fn a_person_who_comes_back_has_a_new_stamp() {
    let (cache, _) = cache(MemoryCacheConfig::default());
    let key = key(person(1), "50:");
    let stamps: BTreeSet<u128> = {
        let mut stamps = BTreeSet::new();
        for _ in 0..10 {
            stamps.insert(lease(&cache, &key).await.stamp);
        }
        stamps
    };
    assert_eq!(stamps.len(), 10);
}

#[tokio::test]
async fn a_lease_from_before_the_person_was_forgotten_is_stale() {
    let (cache, _) = cache(MemoryCacheConfig::default());
    let key = key(person(1), "50:");
    let stamp = lease(&cache, &key).await.stamp;
    let old = Lease { stamp, held: None };
    assert_eq!(cache.people.len(), 0);
    let stored = cache.store(&key, old, Bytes::from_static(b"old"), HOUR).await.unwrap();
    assert_eq!(stored, Stored::Stale);
}

#[tokio::test]
async fn a_stale_lease_keeps_nobody_waiting() {
    let (cache, _) = cache(MemoryCacheConfig::default());
    let key = key(person(1), "50:");
    let slow = lease(&cache, &key).await;
    cache.invalidate(key.person, &CacheGroup::ALL).await.unwrap();
    let quick = lease(&cache, &key).await;
    assert_eq!(
        cache.store(&key, slow, Bytes::from_static(b"old"), HOUR).await.unwrap(),
        Stored::Stale,
        "the slow reader loaded before the write"
    );
    let mut waiting = std::pin::pin!(cache.lookup(&key));
    assert!(
        futures::poll!(waiting.as_mut()).is_pending(),
        "giving up the stale lease ended the other flight"
    );
    cache.store(&key, quick, Bytes::from_static(b"new"), HOUR).await.unwrap();
    assert!(matches!(waiting.await.unwrap(), Lookup::Hit(value) if value == "new"));
}

#[tokio::test]
async fn an_entry_inserted_after_its_invalidation_is_never_seen() {
    let (cache, clock) = cache(MemoryCacheConfig::default());
    let key = key(person(1), "50:");
    let lease = lease(&cache, &key).await;
    let (person, group_stamp) = cache.people.check(&key, lease.stamp).unwrap();
    cache.invalidate(key.person, &CacheGroup::ALL).await.unwrap();
    let expires_at = clock.now() + HOUR;
    let late = Entry { value: Bytes::from_static(b"old"), group_stamp, person, ttl: HOUR, expires_at };
    cache.entries.insert(key.clone(), late).await;
    assert!(!is_hit(&cache, &key).await);
}

#[tokio::test]
async fn entries_expire_apart_and_never_late() {
    let (cache, clock) = cache(MemoryCacheConfig { ttl_jitter_percent: 10, ..MemoryCacheConfig::default() });
    let keys: Vec<EntryKey> = (0..100).map(|number| key(person(number), "50:")).collect();
    for key in &keys {
        let lease = lease(&cache, key).await;
        cache.store(key, lease, Bytes::from_static(b"page"), HOUR).await.unwrap();
    }
    let mut left = Vec::new();
    for minutes in [53, 57, 60] {
        clock.set(ManualClock::START + Duration::from_mins(minutes));
        let mut hits = 0;
        for key in &keys {
            hits += usize::from(is_hit(&cache, key).await);
        }
        left.push(hits);
    }
    assert_eq!((left[0], left[2]), (100, 0));
    assert!((20..80).contains(&left[1]), "half-way through the jitter {} of 100 were left", left[1]);
}

#[tokio::test]
async fn the_capacity_is_one_of_bytes_and_bounds_the_people_too() {
    let (cache, _) = cache(MemoryCacheConfig { capacity_bytes: 100_000, ..MemoryCacheConfig::default() });
    for number in 0..20_000 {
        let key = key(person(number), "50:");
        let lease = lease(&cache, &key).await;
        cache.store(&key, lease, Bytes::from(vec![0; 10_000]), HOUR).await.unwrap();
    }
    cache.entries.run_pending_tasks().await;
    assert!(cache.entries.weighted_size() <= 100_000);
    // Nine entries fit; moka frees the others somewhat later.
    assert!(cache.people.len() < 2_000, "{} people of 20,000 are known", cache.people.len());
}
