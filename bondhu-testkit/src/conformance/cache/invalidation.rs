//! Nothing older than the newest invalidation is ever seen.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bondhu_ports::cache::{CacheGroup, Lookup, Stored};
use bytes::Bytes;
use tokio::task::JoinSet;

use super::{Subject, TTL, fill, invalidate, key, miss, somebody, store, value};

/// An invalidation drops all of a person's entries of its groups at once.
pub async fn an_invalidation_drops_all_entries_of_a_person(subject: Subject) {
    let person = somebody();
    let fields: Vec<String> = (0..100).map(|number| format!("{number}:0")).collect();
    for field in &fields {
        fill(&subject, &key(person, field), "value").await;
    }
    invalidate(&subject, person).await;
    for field in &fields {
        assert_eq!(value(&subject, &key(person, field)).await, None, "{field}");
    }
}

/// Nothing of anybody else is touched: neither entries nor leases.
pub async fn an_invalidation_touches_nobody_else(subject: Subject) {
    let (person, other) = (somebody(), somebody());
    let (kept, held) = (key(other, "kept"), key(other, "held"));
    fill(&subject, &kept, "kept").await;
    let lease = miss(&subject, &held).await;
    invalidate(&subject, person).await;
    assert_eq!(value(&subject, &kept).await.as_deref(), Some(&b"kept"[..]));
    assert_eq!(store(&subject, &held, lease, "held").await, Stored::Kept);
    assert_eq!(value(&subject, &held).await.as_deref(), Some(&b"held"[..]));
}

/// A slow reader that loads before an invalidation and stores after it is told `Stale`, and nobody sees its value.
pub async fn a_slow_reader_cannot_put_old_data_back(subject: Subject) {
    let key = key(somebody(), "a");
    let lease = miss(&subject, &key).await;
    invalidate(&subject, key.person).await;
    assert_eq!(store(&subject, &key, lease, "old").await, Stored::Stale);
    assert_eq!(value(&subject, &key).await, None);
}

/// The same when the slow reader loads the first entry of a person about whom the cache knows nothing any more.
pub async fn a_slow_reader_is_stale_after_expiry_too(subject: Subject) {
    let key = key(somebody(), "a");
    fill(&subject, &key, "older").await;
    subject.time.advance(TTL).await;
    let lease = miss(&subject, &key).await;
    invalidate(&subject, key.person).await;
    subject.time.advance(TTL * 10).await;
    assert_eq!(store(&subject, &key, lease, "old").await, Stored::Stale);
    assert_eq!(value(&subject, &key).await, None);
}

/// An invalidation makes every lease of the person stale, of whatever field.
pub async fn every_lease_of_the_person_becomes_stale(subject: Subject) {
    let person = somebody();
    let mut leases = Vec::new();
    for number in 0..10 {
        let key = key(person, &number.to_string());
        leases.push((miss(&subject, &key).await, key));
    }
    invalidate(&subject, person).await;
    for (lease, key) in leases {
        assert_eq!(store(&subject, &key, lease, "old").await, Stored::Stale);
        assert_eq!(value(&subject, &key).await, None);
    }
}

/// Several invalidations are no less than one: a lease from before the first is stale after the last.
pub async fn several_invalidations_are_no_less_than_one(subject: Subject) {
    for times in 1..=8 {
        let key = key(somebody(), "a");
        let lease = miss(&subject, &key).await;
        for _ in 0..times {
            invalidate(&subject, key.person).await;
        }
        assert_eq!(store(&subject, &key, lease, "old").await, Stored::Stale, "{times}");
    }
}

/// A lease that is given after an invalidation is good, and a stale one cannot displace what it stored.
pub async fn a_later_lease_is_good(subject: Subject) {
    let key = key(somebody(), "a");
    let slow = miss(&subject, &key).await;
    invalidate(&subject, key.person).await;
    assert_eq!(store(&subject, &key, slow, "old").await, Stored::Stale);
    let quick = miss(&subject, &key).await;
    assert_eq!(store(&subject, &key, quick, "new").await, Stored::Kept);
    assert_eq!(value(&subject, &key).await.as_deref(), Some(&b"new"[..]));
}

/// An invalidation of somebody about whom nothing is known is no error.
pub async fn an_invalidation_of_nothing_is_no_error(subject: Subject) {
    invalidate(&subject, somebody()).await;
    subject.port.invalidate(somebody(), &[]).await.unwrap();
}

/// While many read and one writes, no reader sees a value older than the last invalidation that had returned when it
/// began to look.
pub async fn readers_beside_a_writer_never_see_old_values(subject: Subject) {
    let person = somebody();
    let (truth, invalidated) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let mut tasks = JoinSet::new();
    for reader in 0..8 {
        let (cache, truth) = (Arc::clone(&subject.port), Arc::clone(&truth));
        let (invalidated, key) = (Arc::clone(&invalidated), key(person, &(reader % 2).to_string()));
        tasks.spawn(async move {
            for round in 0..200 {
                let oldest = invalidated.load(Ordering::SeqCst);
                match cache.lookup(&key).await.unwrap() {
                    Lookup::Hit(value) => {
                        let seen = u64::from_be_bytes(value.as_ref().try_into().unwrap());
                        assert!(seen >= oldest, "saw {seen} after {oldest} was invalidated");
                    }
                    Lookup::Miss(lease) => {
                        let loaded = truth.load(Ordering::SeqCst);
                        for _ in 0..round % 4 {
                            tokio::task::yield_now().await;
                        }
                        let value = Bytes::copy_from_slice(&loaded.to_be_bytes());
                        cache.store(&key, lease, value, TTL).await.unwrap();
                    }
                }
            }
        });
    }
    let cache = Arc::clone(&subject.port);
    tasks.spawn(async move {
        for written in 1..=300 {
            truth.store(written, Ordering::SeqCst);
            cache.invalidate(person, &CacheGroup::ALL).await.unwrap();
            invalidated.store(written, Ordering::SeqCst);
            tokio::task::yield_now().await;
        }
    });
    tasks.join_all().await;
}
