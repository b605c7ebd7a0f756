//! Concurrent misses load once.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use bondhu_ports::cache::{Lookup, Stored};
use bytes::Bytes;
use futures::poll;
use tokio::task::JoinSet;

use super::{Subject, TTL, invalidate, key, miss, somebody, store, value};

/// Of fifty who look up one entry at once, one loads it and all get it.
pub async fn fifty_misses_load_once(subject: Subject) {
    let key = key(somebody(), "a");
    let loads = Arc::new(AtomicU32::new(0));
    let mut tasks = JoinSet::new();
    for _ in 0..50 {
        let (cache, key, loads) = (Arc::clone(&subject.port), key.clone(), Arc::clone(&loads));
        tasks.spawn(async move {
            match cache.lookup(&key).await.unwrap() {
                Lookup::Hit(value) => value,
                Lookup::Miss(lease) => {
                    let number = loads.fetch_add(1, Ordering::SeqCst);
                    for _ in 0..20 {
                        tokio::task::yield_now().await;
                    }
                    let value = Bytes::from(number.to_string());
                    assert_eq!(cache.store(&key, lease, value.clone(), TTL).await.unwrap(), Stored::Kept);
                    value
                }
            }
        });
    }
    let values = tasks.join_all().await;
    assert_eq!(loads.load(Ordering::SeqCst), 1);
    assert!(values.iter().all(|value| value == "0"));
}

/// While somebody holds the lease of an entry, other look-ups of it wait, and then get what was stored.
pub async fn others_wait_and_get_what_was_stored(subject: Subject) {
    let key = key(somebody(), "a");
    let lease = miss(&subject, &key).await;
    let mut waiting = pin!(subject.port.lookup(&key));
    for _ in 0..20 {
        assert!(poll!(waiting.as_mut()).is_pending());
        tokio::task::yield_now().await;
    }
    assert_eq!(store(&subject, &key, lease, "value").await, Stored::Kept);
    let Lookup::Hit(value) = waiting.await.unwrap() else { panic!("what was stored was missed") };
    assert_eq!(value.as_ref(), b"value");
}

/// A lease that is given up without storing lets exactly one who waits load.
pub async fn an_abandoned_lease_lets_the_next_load(subject: Subject) {
    let key = key(somebody(), "a");
    let abandoned = miss(&subject, &key).await;
    let mut second = pin!(subject.port.lookup(&key));
    let mut third = pin!(subject.port.lookup(&key));
    assert!(poll!(second.as_mut()).is_pending() && poll!(third.as_mut()).is_pending());
    drop(abandoned);
    let Lookup::Miss(lease) = second.await.unwrap() else { panic!("nothing was stored") };
    for _ in 0..20 {
        assert!(poll!(third.as_mut()).is_pending());
        tokio::task::yield_now().await;
    }
    assert_eq!(store(&subject, &key, lease, "value").await, Stored::Kept);
    assert!(matches!(third.await.unwrap(), Lookup::Hit(_)));
}

/// Fifty who each give up in turn all get their turn.
pub async fn many_abandoned_leases_block_nobody(subject: Subject) {
    let key = key(somebody(), "a");
    let mut tasks = JoinSet::new();
    for _ in 0..50 {
        let (cache, key) = (Arc::clone(&subject.port), key.clone());
        tasks.spawn(async move {
            let found = cache.lookup(&key).await.unwrap();
            tokio::task::yield_now().await;
            matches!(found, Lookup::Miss(_))
        });
    }
    assert!(tasks.join_all().await.into_iter().all(|missed| missed));
}

/// Somebody who stops waiting stands in nobody's way.
pub async fn a_cancelled_wait_blocks_nobody(subject: Subject) {
    let key = key(somebody(), "a");
    let lease = miss(&subject, &key).await;
    {
        let mut impatient = pin!(subject.port.lookup(&key));
        assert!(poll!(impatient.as_mut()).is_pending());
    }
    drop(lease);
    let lease = miss(&subject, &key).await;
    assert_eq!(store(&subject, &key, lease, "value").await, Stored::Kept);
    assert!(value(&subject, &key).await.is_some());
}

/// Those who wait for a load that turns out stale load anew.
pub async fn those_who_wait_for_a_stale_load_load_anew(subject: Subject) {
    let key = key(somebody(), "a");
    let slow = miss(&subject, &key).await;
    let mut waiting = pin!(subject.port.lookup(&key));
    assert!(poll!(waiting.as_mut()).is_pending());
    invalidate(&subject, key.person).await;
    assert_eq!(store(&subject, &key, slow, "old").await, Stored::Stale);
    let Lookup::Miss(lease) = waiting.await.unwrap() else { panic!("an old value was seen") };
    assert_eq!(store(&subject, &key, lease, "new").await, Stored::Kept);
    assert_eq!(value(&subject, &key).await.as_deref(), Some(&b"new"[..]));
}

/// The lease of one entry holds up no other entry, of the same person or of another.
pub async fn a_lease_holds_up_no_other_entry(subject: Subject) {
    let (person, other) = (somebody(), somebody());
    let _held = miss(&subject, &key(person, "a")).await;
    let _same_person = miss(&subject, &key(person, "b")).await;
    let _same_field = miss(&subject, &key(other, "a")).await;
}

/// A lease holds up no invalidation.
pub async fn a_lease_holds_up_no_invalidation(subject: Subject) {
    let key = key(somebody(), "a");
    let _held = miss(&subject, &key).await;
    invalidate(&subject, key.person).await;
}
