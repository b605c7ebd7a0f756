//! The cache in process, over moka.

mod changes;
mod people;

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use bondhu_domain::ids::UserId;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::cache::{Bytes, Cache, CacheError, CacheGroup, EntryKey, Lease, Lookup, Stored};
use bondhu_ports::clock::Clock;
use bondhu_ports::randomness::Randomness;

use self::changes::Changes;
use self::people::{People, Person};
use crate::cache_ttl::shortened;
use crate::single_flight::{Flight, Flights};

/// What an entry costs beside its field and its value: key, entry, and moka's own nodes.
const OVERHEAD_BYTES: usize = 256;
/// The stamp of leases that store nothing: no person ever has it.
const NEVER: u128 = u128::MAX;

/// How large and how regular a [`MemoryCache`] is.
#[derive(Clone, Copy, Debug)]
pub struct MemoryCacheConfig {
    /// About how many bytes all entries may take together.
    pub capacity_bytes: u64,
    /// By up to how many percent of itself a time to live is shortened, so that what was stored together does not
    /// expire together; 0 to 100. It is never lengthened: the caller's figure is a promise.
    pub ttl_jitter_percent: u8,
}

impl Default for MemoryCacheConfig {
    /// 64 MiB and 10 %.
    fn default() -> Self {
        Self { capacity_bytes: 64 << 20, ttl_jitter_percent: 10 }
    }
}

/// A cache that one process keeps in its memory. Its time is the clock's; moka drops an entry no later than that by the
/// monotonic clock, should the clock be set back.
pub struct MemoryCache {
    entries: moka::future::Cache<EntryKey, Entry>,
    people: Arc<People>,
    flights: Arc<Flights>,
    changes: Changes,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Randomness>,
    ttl_jitter_percent: u8,
}

#[derive(Clone)]
struct Entry {
    value: Bytes,
    /// The stamp of its group when it was stored. An entry is good only while that stamp is the current one.
    group_stamp: u64,
    /// Keeps the stamps of the person known for as long as this entry is.
    person: Arc<Person>,
    ttl: Duration,
    expires_at: Timestamp,
}

impl MemoryCache {
    /// An empty cache.
    pub fn new(config: MemoryCacheConfig, clock: Arc<dyn Clock>, random: Arc<dyn Randomness>) -> Self {
        let entries = moka::future::Cache::builder()
            .max_capacity(config.capacity_bytes)
            .weigher(|key: &EntryKey, entry: &Entry| {
                u32::try_from(OVERHEAD_BYTES + key.field.len() + entry.value.len()).unwrap_or(u32::MAX)
            })
            .expire_after(ByOwnTtl)
            .build();
        let ttl_jitter_percent = config.ttl_jitter_percent.min(100);
        Self {
            entries,
            people: Arc::new(People::new()),
            flights: Arc::default(),
            changes: Changes::new(),
            clock,
            random,
            ttl_jitter_percent,
        }
    }

    async fn current(&self, key: &EntryKey) -> Option<Bytes> {
        let entry = self.entries.get(key).await?;
        let good =
            entry.person.group_stamp(key.group) == entry.group_stamp && self.clock.now() < entry.expires_at;
        good.then_some(entry.value)
    }

    fn drop_entries(&self, person: UserId, groups: &[CacheGroup]) {
        self.people.invalidate(person, groups);
        self.flights.disown(person);
    }
}

#[async_trait]
impl Cache for MemoryCache {
    async fn lookup(&self, key: &EntryKey) -> Result<Lookup, CacheError> {
        loop {
            if let Some(value) = self.current(key).await {
                return Ok(Lookup::Hit(value));
            }
            if self.changes.is_open(key.person, self.clock.now()) {
                return Ok(Lookup::Miss(Lease { stamp: NEVER, held: None }));
            }
            match self.flights.take_off(key) {
                Flight::Lead(lead) => {
                    let lease = self.people.get_or_add(key.person).lease(lead);
                    // Whoever led before may have stored between the look and the lease.
                    return Ok(match self.current(key).await {
                        Some(value) => Lookup::Hit(value),
                        None => Lookup::Miss(lease),
                    });
                }
                Flight::Follow(mut landed) => {
                    // An error only says that the leader is gone, which is what is waited for.
                    let _gone = landed.changed().await;
                }
            }
        }
    }

    async fn store(
        &self,
        key: &EntryKey,
        lease: Lease,
        value: Bytes,
        ttl: Duration,
    ) -> Result<Stored, CacheError> {
        if self.changes.is_open(key.person, self.clock.now()) {
            return Ok(Stored::Stale);
        }
        let Some((person, group_stamp)) = self.people.check(key, lease.stamp) else {
            return Ok(Stored::Stale);
        };
        let ttl = shortened(ttl, self.ttl_jitter_percent, self.random.as_ref());
        let expires_at = self.clock.now() + ttl;
        // An invalidation from here on leaves an entry whose stamp is not the current one: nobody will see it.
        self.entries.insert(key.clone(), Entry { value, group_stamp, person, ttl, expires_at }).await;
        // Only now may those who wait look again.
        drop(lease);
        Ok(Stored::Kept)
    }

    async fn announce(&self, person: UserId, groups: &[CacheGroup]) -> Result<(), CacheError> {
        // First of all: a lease that is given from here on must see it.
        self.changes.announce(person, self.clock.now());
        self.drop_entries(person, groups);
        Ok(())
    }

    async fn invalidate(&self, person: UserId, groups: &[CacheGroup]) -> Result<(), CacheError> {
        self.drop_entries(person, groups);
        self.changes.settle(person);
        Ok(())
    }

    async fn check(&self) -> Result<(), CacheError> {
        Ok(())
    }
}

struct ByOwnTtl;

impl moka::Expiry<EntryKey, Entry> for ByOwnTtl {
    fn expire_after_create(&self, _: &EntryKey, entry: &Entry, _: Instant) -> Option<Duration> {
        Some(entry.ttl)
    }

    fn expire_after_update(
        &self,
        _: &EntryKey,
        entry: &Entry,
        _: Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        Some(entry.ttl)
    }
}

#[cfg(test)]
mod tests;
