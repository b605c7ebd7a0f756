//! The resilient cache under faults.

use std::sync::Mutex;

use bondhu_testkit::manual_clock::ManualClock;
use futures::FutureExt;

use super::*;

const HOUR: Duration = Duration::from_hours(1);

/// A cache of one person that can be told to fail. It has no single flight: whoever misses gets a lease.
#[derive(Default)]
struct Flaky(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    mode: Mode,
    stamp: u128,
    entries: Vec<(EntryKey, Bytes)>,
    calls: u32,
}

#[derive(Clone, Copy, Default)]
enum Mode {
    #[default]
    Works,
    Fails,
    Hangs,
}

impl Flaky {
    fn set(&self, mode: Mode) {
        self.0.lock().unwrap().mode = mode;
    }

    fn calls(&self) -> u32 {
        self.0.lock().unwrap().calls
    }

    async fn gate(&self) -> Result<(), CacheError> {
        let mode = {
            let mut inner = self.0.lock().unwrap();
            inner.calls += 1;
            inner.mode
        };
        match mode {
            Mode::Works => Ok(()),
            Mode::Fails => Err(CacheError { source: "away".into() }),
            Mode::Hangs => std::future::pending().await,
        }
    }
}

#[async_trait]
impl Cache for Flaky {
    async fn lookup(&self, key: &EntryKey) -> Result<Lookup, CacheError> {
        self.gate().await?;
        let inner = self.0.lock().unwrap();
        let found = inner.entries.iter().find(|(known, _)| known == key);
        Ok(match found {
            Some((_, value)) => Lookup::Hit(value.clone()),
            None => Lookup::Miss(Lease { stamp: inner.stamp, held: None }),
        })
    }

    async fn store(
        &self,
        key: &EntryKey,
        lease: Lease,
        value: Bytes,
        _: Duration,
    ) -> Result<Stored, CacheError> {
        self.gate().await?;
        let mut inner = self.0.lock().unwrap();
        if lease.stamp != inner.stamp {
            return Ok(Stored::Stale);
        }
        inner.entries.push((key.clone(), value));
        Ok(Stored::Kept)
    }

    async fn announce(&self, person: UserId, groups: &[CacheGroup]) -> Result<(), CacheError> {
        self.invalidate(person, groups).await
    }

    async fn check(&self) -> Result<(), CacheError> {
        self.gate().await
    }

    async fn invalidate(&self, person: UserId, _: &[CacheGroup]) -> Result<(), CacheError> {
        self.gate().await?;
        let mut inner = self.0.lock().unwrap();
        inner.stamp += 1;
        inner.entries.retain(|(key, _)| key.person != person);
        Ok(())
    }
}

fn person(number: u8) -> UserId {
    UserId::new(ManualClock::START, [number; 10])
}

fn key(number: u8) -> EntryKey {
    EntryKey { group: CacheGroup::History, person: person(number), field: "50:".to_owned() }
}

fn wrapped(inner: Arc<dyn Cache>) -> (Arc<ResilientCache>, ManualClock) {
    let clock = ManualClock::default();
    let config = ResilientCacheConfig { failures: 3, ..ResilientCacheConfig::default() };
    (Arc::new(ResilientCache::new(inner, config, Arc::new(clock.clone()))), clock)
}

fn flaky() -> (Arc<Flaky>, Arc<ResilientCache>, ManualClock) {
    let flaky = Arc::new(Flaky::default());
    let (cache, clock) = wrapped(Arc::clone(&flaky) as Arc<dyn Cache>);
    (flaky, cache, clock)
}

async fn miss(cache: &ResilientCache, number: u8) -> Lease {
    match cache.lookup(&key(number)).await.unwrap() {
        Lookup::Miss(lease) => lease,
        Lookup::Hit(_) => panic!("expected a miss"),
    }
}

async fn store(cache: &ResilientCache, number: u8, lease: Lease) -> Stored {
    cache.store(&key(number), lease, Bytes::from_static(b"page"), HOUR).await.unwrap()
}

async fn is_hit(cache: &ResilientCache, number: u8) -> bool {
    matches!(cache.lookup(&key(number)).await.unwrap(), Lookup::Hit(_))
}

#[tokio::test]
async fn an_error_is_a_miss_that_stores_nothing() {
    let (flaky, cache, _) = flaky();
    flaky.set(Mode::Fails);
    let lease = miss(&cache, 1).await;
    flaky.set(Mode::Works);
    assert_eq!(store(&cache, 1, lease).await, Stored::Stale);
    assert!(!is_hit(&cache, 1).await);
    let counts = cache.counts();
    assert_eq!((counts.errors, counts.bypassed, counts.stale, counts.misses), (1, 1, 1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_slow_cache_is_a_miss_after_its_time() {
    let (flaky, cache, _) = flaky();
    flaky.set(Mode::Hangs);
    let begun = tokio::time::Instant::now();
    let lease = miss(&cache, 1).await;
    assert_eq!(begun.elapsed(), Duration::from_millis(50));
    assert_eq!(store(&cache, 1, lease).await, Stored::Stale);
    assert_eq!((cache.counts().timeouts, flaky.calls()), (1, 1));
}

#[tokio::test]
async fn after_failures_in_a_row_it_is_left_alone_for_a_while() {
    let (flaky, cache, clock) = flaky();
    flaky.set(Mode::Fails);
    for _ in 0..10 {
        miss(&cache, 1).await;
    }
    assert_eq!(flaky.calls(), 3);
    flaky.set(Mode::Works);
    clock.advance(Duration::from_secs(5));
    let lease = miss(&cache, 1).await;
    assert_eq!(store(&cache, 1, lease).await, Stored::Kept);
    assert!(is_hit(&cache, 1).await);
}

#[tokio::test]
async fn until_an_invalidation_gets_through_that_person_sees_nothing_old() {
    let (flaky, cache, clock) = flaky();
    for number in [1, 2] {
        let lease = miss(&cache, number).await;
        store(&cache, number, lease).await;
    }
    flaky.set(Mode::Fails);
    cache.invalidate(person(1), &CacheGroup::ALL).await.unwrap();
    assert_eq!(cache.counts().undelivered, 1);
    assert!(!is_hit(&cache, 1).await, "the invalidation fails again");
    flaky.set(Mode::Works);
    assert!(is_hit(&cache, 2).await, "others are not concerned");
    let calls = flaky.calls();
    let lease = miss(&cache, 1).await;
    assert_eq!(flaky.calls(), calls + 2, "the invalidation first, then the look-up");
    assert_eq!(cache.counts().undelivered, 0);
    assert_eq!(store(&cache, 1, lease).await, Stored::Kept);
    clock.advance(Duration::from_secs(5));
    assert!(is_hit(&cache, 1).await);
}

#[tokio::test]
async fn what_was_loaded_before_an_undelivered_invalidation_is_not_stored() {
    let (flaky, cache, _) = flaky();
    let lease = miss(&cache, 1).await;
    flaky.set(Mode::Fails);
    cache.invalidate(person(1), &CacheGroup::ALL).await.unwrap();
    flaky.set(Mode::Works);
    assert_eq!(store(&cache, 1, lease).await, Stored::Stale);
    assert!(!is_hit(&cache, 1).await);
}

#[tokio::test]
async fn an_invalidation_whose_caller_goes_away_is_not_lost() {
    let (flaky, cache, _) = flaky();
    let lease = miss(&cache, 1).await;
    store(&cache, 1, lease).await;
    flaky.set(Mode::Hangs);
    assert!(cache.invalidate(person(1), &CacheGroup::ALL).now_or_never().is_none());
    flaky.set(Mode::Works);
    assert!(!is_hit(&cache, 1).await);
}

#[tokio::test]
async fn those_who_do_not_come_back_are_delivered_by_others() {
    let (flaky, cache, _) = flaky();
    flaky.set(Mode::Fails);
    cache.invalidate(person(1), &CacheGroup::ALL).await.unwrap();
    flaky.set(Mode::Works);
    cache.invalidate(person(2), &CacheGroup::ALL).await.unwrap();
    assert_eq!(cache.counts().undelivered, 0);
}

#[tokio::test]
async fn an_announcement_that_fails_is_delivered_as_an_invalidation() {
    let (flaky, cache, _) = flaky();
    let lease = miss(&cache, 1).await;
    store(&cache, 1, lease).await;
    flaky.set(Mode::Fails);
    cache.announce(person(1), &CacheGroup::ALL).await.unwrap();
    flaky.set(Mode::Works);
    assert!(!is_hit(&cache, 1).await);
}

#[tokio::test]
async fn changes_are_announced_also_while_look_ups_are_given_up() {
    let (flaky, cache, _) = flaky();
    flaky.set(Mode::Fails);
    for _ in 0..3 {
        miss(&cache, 2).await;
    }
    flaky.set(Mode::Works);
    cache.announce(person(1), &CacheGroup::ALL).await.unwrap();
    assert_eq!(cache.counts().undelivered, 0, "other processes know of it before it is acknowledged");
}

#[tokio::test(start_paused = true)]
async fn a_change_waits_longer_than_a_look_up_but_not_again_and_again() {
    let (flaky, cache, clock) = flaky();
    flaky.set(Mode::Hangs);
    let begun = tokio::time::Instant::now();
    for number in 1..=20 {
        cache.announce(person(number), &CacheGroup::ALL).await.unwrap();
    }
    assert_eq!(begun.elapsed(), ResilientCacheConfig::default().change_timeout);
    assert_eq!(cache.counts().undelivered, 20);
    flaky.set(Mode::Works);
    cache.feel_pulse().await;
    assert_eq!(cache.counts().undelivered, 0);
    clock.advance(Duration::from_micros(1));
    let before = flaky.calls();
    cache.announce(person(1), &CacheGroup::ALL).await.unwrap();
    assert!(flaky.calls() > before, "after a pulse it is told again");
}

#[tokio::test]
async fn a_pulse_delivers_what_nobody_asks_for() {
    let (flaky, cache, _) = flaky();
    flaky.set(Mode::Fails);
    for number in 1..=20 {
        cache.invalidate(person(number), &CacheGroup::ALL).await.unwrap();
    }
    cache.feel_pulse().await;
    assert_eq!(cache.counts().undelivered, 20);
    flaky.set(Mode::Works);
    cache.feel_pulse().await;
    assert_eq!(cache.counts().undelivered, 0, "the cool-down is not waited for");
}

#[tokio::test]
async fn a_cache_that_was_away_is_believed_only_after_a_while() {
    let flaky = Arc::new(Flaky::default());
    let clock = ManualClock::default();
    let settle = Duration::from_secs(1);
    let config = ResilientCacheConfig { settle, ..ResilientCacheConfig::default() };
    let cache = ResilientCache::new(Arc::clone(&flaky) as Arc<dyn Cache>, config, Arc::new(clock.clone()));
    let lease = miss(&cache, 1).await;
    store(&cache, 1, lease).await;
    assert!(is_hit(&cache, 1).await);
    flaky.set(Mode::Fails);
    cache.feel_pulse().await;
    flaky.set(Mode::Works);
    cache.feel_pulse().await;
    assert!(!is_hit(&cache, 1).await, "another process may still have something to deliver");
    clock.advance(settle);
    assert!(is_hit(&cache, 1).await);
}

/// A cache whose second look-up waits for the first one's lease, as the port has it.
#[derive(Default)]
struct SingleFlight {
    lease_out: Mutex<Option<tokio::sync::watch::Receiver<()>>>,
}

#[async_trait]
impl Cache for SingleFlight {
    async fn lookup(&self, _: &EntryKey) -> Result<Lookup, CacheError> {
        let waiting = self.lease_out.lock().unwrap().take();
        if let Some(mut landed) = waiting {
            let _gone = landed.changed().await;
            return Ok(Lookup::Hit(Bytes::from_static(b"page")));
        }
        let (landing, landed) = tokio::sync::watch::channel(());
        *self.lease_out.lock().unwrap() = Some(landed);
        Ok(Lookup::Miss(Lease { stamp: 1, held: Some(Box::new(landing)) }))
    }

    async fn store(&self, _: &EntryKey, lease: Lease, _: Bytes, _: Duration) -> Result<Stored, CacheError> {
        assert!(lease.held.is_some(), "the inner cache gets back what it gave");
        Ok(Stored::Kept)
    }

    async fn announce(&self, _: UserId, _: &[CacheGroup]) -> Result<(), CacheError> {
        Ok(())
    }

    async fn invalidate(&self, _: UserId, _: &[CacheGroup]) -> Result<(), CacheError> {
        Ok(())
    }

    async fn check(&self) -> Result<(), CacheError> {
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn waiting_for_somebody_elses_load_is_not_a_failure() {
    let (cache, _) = wrapped(Arc::new(SingleFlight::default()));
    let lease = miss(&cache, 1).await;
    let slow_load = async {
        // Several steps, so that the one who waits is asked in between.
        for _ in 0..5 {
            tokio::time::advance(Duration::from_secs(1)).await;
        }
        store(&cache, 1, lease).await
    };
    let (hit, stored) = tokio::join!(is_hit(&cache, 1), slow_load);
    assert!(hit);
    assert_eq!(stored, Stored::Kept);
    assert_eq!((cache.counts().timeouts, cache.counts().bypassed), (0, 0));
}
