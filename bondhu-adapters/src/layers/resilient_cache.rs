//! A cache that never fails: slow or broken, it is one that holds nothing.

mod leases;
mod undelivered;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use bondhu_domain::ids::UserId;
use bondhu_ports::cache::{Bytes, Cache, CacheError, CacheGroup, EntryKey, Lease, Lookup, Stored};
use bondhu_ports::clock::Clock;
use futures::future::{Either, select};
use tokio::time::{MissedTickBehavior, interval, timeout};

use self::leases::Leases;
use self::undelivered::Undelivered;
use super::breaker::Breaker;

/// A cache that was busy for less than this is not taken to have been away.
const SHORTEST_PULSE_TIMEOUT: Duration = Duration::from_millis(200);

/// When a [`ResilientCache`] gives up.
#[derive(Clone, Copy, Debug)]
pub struct ResilientCacheConfig {
    /// How long one call may take. Waiting for another look-up that loads the same entry is not counted.
    pub timeout: Duration,
    /// How long announcing a change may take: longer, because other processes tell what is old for as long as they do
    /// not know of it. After one that was in vain, others do not wait for a while.
    pub change_timeout: Duration,
    /// After how many failures in a row the cache is left alone; at least 1.
    pub failures: u32,
    /// For how long, until one call tries again.
    pub cool_down: Duration,
    /// For how long after it came back nothing of the cache is believed, so that other processes can deliver what they
    /// could not while it was away.
    pub settle: Duration,
}

impl Default for ResilientCacheConfig {
    /// 50 ms, a second for a change, five failures, five seconds; believed at once, as is right for a cache of one process.
    fn default() -> Self {
        Self {
            timeout: Duration::from_millis(50),
            change_timeout: Duration::from_secs(1),
            failures: 5,
            cool_down: Duration::from_secs(5),
            settle: Duration::ZERO,
        }
    }
}

/// Wraps a cache that may be slow or away. None of its calls returns an error:
///
/// - a look-up that fails is a miss whose lease stores nothing;
/// - after several failures in a row the cache is not asked for a while;
/// - an invalidation that did not get through is delivered before that person's next read or write, and by
///   [`Self::tend`] as soon as the cache answers; until it is, their reads are misses, so nobody sees what should have
///   been dropped. Other processes do not know of it, which is why they do not believe a cache that was away until it
///   has been back for a while.
pub struct ResilientCache {
    inner: Arc<dyn Cache>,
    clock: Arc<dyn Clock>,
    timeout: Duration,
    change_timeout: Duration,
    settle: Duration,
    breaker: Breaker,
    /// Of announcements alone: that look-ups are too slow to be worth it is no reason to leave others with what is old.
    changes: Breaker,
    leases: Arc<Leases>,
    undelivered: Undelivered,
    counters: Counters,
}

/// What a [`ResilientCache`] has done since it was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ResilientCacheCounts {
    /// Look-ups that found an entry.
    pub hits: u64,
    /// Look-ups that the cache answered without an entry.
    pub misses: u64,
    /// Look-ups that were misses because the cache could not or might not be asked.
    pub bypassed: u64,
    /// Entries stored.
    pub stored: u64,
    /// Entries not stored, because of an invalidation or a failure.
    pub stale: u64,
    /// Calls that the cache answered with an error.
    pub errors: u64,
    /// Calls that took too long.
    pub timeouts: u64,
    /// People whose invalidation has not got through yet.
    pub undelivered: u64,
}

#[derive(Default)]
struct Counters {
    hits: AtomicU64,
    misses: AtomicU64,
    bypassed: AtomicU64,
    stored: AtomicU64,
    stale: AtomicU64,
    errors: AtomicU64,
    timeouts: AtomicU64,
}

/// The cache did not answer; counted already.
struct NoAnswer;

impl ResilientCache {
    /// Wraps `inner`.
    pub fn new(inner: Arc<dyn Cache>, config: ResilientCacheConfig, clock: Arc<dyn Clock>) -> Self {
        Self {
            inner,
            clock,
            timeout: config.timeout,
            change_timeout: config.change_timeout,
            settle: config.settle,
            breaker: Breaker::new("the cache", config.failures, config.cool_down),
            changes: Breaker::new("the cache, told of changes,", 1, config.cool_down),
            leases: Arc::default(),
            undelivered: Undelivered::default(),
            counters: Counters::default(),
        }
    }

    /// The counts so far.
    pub fn counts(&self) -> ResilientCacheCounts {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let counters = &self.counters;
        ResilientCacheCounts {
            hits: read(&counters.hits),
            misses: read(&counters.misses),
            bypassed: read(&counters.bypassed),
            stored: read(&counters.stored),
            stale: read(&counters.stale),
            errors: read(&counters.errors),
            timeouts: read(&counters.timeouts),
            undelivered: self.undelivered.people(),
        }
    }

    /// Looks every `pulse` whether the cache answers, leaves it alone when it does not, and delivers what is undelivered as
    /// soon as it does. A cache whose every call is paid for is not asked while nothing is wrong. Never ends.
    pub async fn tend(self: Arc<Self>, pulse: Duration, paid: bool) {
        let mut pulses = interval(pulse);
        pulses.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            pulses.tick().await;
            let well =
                self.undelivered.people() == 0 && self.breaker.closed_for(Duration::ZERO, self.clock.now());
            if !(paid && well) {
                self.feel_pulse().await;
            }
        }
    }

    /// One pulse of [`Self::tend`].
    pub async fn feel_pulse(&self) {
        let patience = self.timeout.max(SHORTEST_PULSE_TIMEOUT);
        if !matches!(timeout(patience, self.inner.check()).await, Ok(Ok(()))) {
            self.breaker.trip(self.clock.now());
            return;
        }
        self.breaker.succeeded(self.clock.now());
        self.changes.succeeded(self.clock.now());
        while let Some(person) = self.undelivered.any() {
            if !self.deliver(person).await {
                break;
            }
        }
    }

    /// Delivers what this person's invalidations left behind. False while something is left.
    async fn deliver(&self, person: UserId) -> bool {
        let Some(pending) = self.undelivered.of(person) else { return true };
        let invalidation = self.inner.invalidate(person, &pending.groups);
        if self.within_time(invalidation).await.is_err() {
            return false;
        }
        self.undelivered.delivered(person, &pending)
    }

    /// Makes a call if the breaker lets it, and tells it what came of it.
    async fn within_time<T>(
        &self,
        call: impl Future<Output = Result<T, CacheError>> + Send,
    ) -> Result<T, NoAnswer> {
        self.admit()?;
        let answer = timeout(self.timeout, call).await.ok();
        self.record(answer)
    }

    /// Like [`Self::within_time`], but patient with a look-up that waits for somebody else's lease.
    async fn look_up(&self, key: &EntryKey) -> Result<Lookup, NoAnswer> {
        self.admit()?;
        let mut lookup = self.inner.lookup(key);
        loop {
            if let Ok(answer) = timeout(self.timeout, &mut lookup).await {
                return self.record(Some(answer));
            }
            let Some(mut released) = self.leases.holder(key) else { return self.record(None) };
            match select(lookup, std::pin::pin!(released.changed())).await {
                Either::Left((answer, _)) => return self.record(Some(answer)),
                Either::Right((_, waiting)) => lookup = waiting,
            }
        }
    }

    fn is_believed(&self) -> bool {
        // With no time to settle an open breaker must still let one call try.
        self.settle.is_zero() || self.breaker.closed_for(self.settle, self.clock.now())
    }

    fn admit(&self) -> Result<(), NoAnswer> {
        if self.breaker.admits(self.clock.now()) { Ok(()) } else { Err(NoAnswer) }
    }

    /// `None` stands for an answer that did not come in time.
    fn record<T>(&self, answer: Option<Result<T, CacheError>>) -> Result<T, NoAnswer> {
        let counter = match answer {
            Some(Ok(answer)) => {
                self.breaker.succeeded(self.clock.now());
                return Ok(answer);
            }
            Some(Err(_)) => &self.counters.errors,
            None => &self.counters.timeouts,
        };
        add_one(counter);
        self.breaker.failed(self.clock.now());
        Err(NoAnswer)
    }
}

#[async_trait]
impl Cache for ResilientCache {
    async fn lookup(&self, key: &EntryKey) -> Result<Lookup, CacheError> {
        let delivered = self.deliver(key.person).await;
        let answer = if delivered && self.is_believed() { self.look_up(key).await } else { Err(NoAnswer) };
        Ok(match answer {
            Ok(Lookup::Hit(value)) => {
                add_one(&self.counters.hits);
                Lookup::Hit(value)
            }
            Ok(Lookup::Miss(lease)) => {
                add_one(&self.counters.misses);
                Lookup::Miss(self.leases.watch(key, lease))
            }
            Err(NoAnswer) => {
                add_one(&self.counters.bypassed);
                Lookup::Miss(Lease { stamp: 0, held: None })
            }
        })
    }

    async fn store(
        &self,
        key: &EntryKey,
        lease: Lease,
        value: Bytes,
        ttl: Duration,
    ) -> Result<Stored, CacheError> {
        let mut stored = Stored::Stale;
        // A lease that is not one of ours is that of a bypassed look-up.
        if let Some((lease, _until_stored)) = Leases::unwrap(lease)
            && self.deliver(key.person).await
        {
            let store = self.inner.store(key, lease, value, ttl);
            stored = self.within_time(store).await.unwrap_or(Stored::Stale);
        }
        add_one(match stored {
            Stored::Kept => &self.counters.stored,
            Stored::Stale => &self.counters.stale,
        });
        Ok(stored)
    }

    async fn announce(&self, person: UserId, groups: &[CacheGroup]) -> Result<(), CacheError> {
        if self.changes.admits(self.clock.now()) {
            let answer = timeout(self.change_timeout, self.inner.announce(person, groups)).await.ok();
            if self.record(answer).is_ok() {
                self.changes.succeeded(self.clock.now());
                return Ok(());
            }
            self.changes.failed(self.clock.now());
        }
        // As if it were invalidated already: the change is committed all the same.
        self.undelivered.add(person, groups);
        Ok(())
    }

    async fn invalidate(&self, person: UserId, groups: &[CacheGroup]) -> Result<(), CacheError> {
        // Noted before it is tried: a caller that goes away in the middle must not leave old entries behind.
        self.undelivered.add(person, groups);
        if self.deliver(person).await
            && let Some(other) = self.undelivered.any()
        {
            // So that people who never come back are not kept for ever.
            self.deliver(other).await;
        }
        Ok(())
    }

    async fn check(&self) -> Result<(), CacheError> {
        match timeout(self.timeout, self.inner.check()).await {
            Ok(answer) => answer,
            Err(elapsed) => Err(CacheError { source: Box::new(elapsed) }),
        }
    }
}

fn add_one(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

#[cfg(test)]
mod tests;
