//! A small cache over a clock that tests move.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bondhu_domain::ids::UserId;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::cache::{CHANGE_WINDOW, Cache, CacheError, CacheGroup, EntryKey, Lease, Lookup, Stored};
use bondhu_ports::clock::Clock;
use bytes::Bytes;
use tokio::sync::Mutex as AsyncMutex;

use crate::manual_clock::ManualClock;

/// A [`Cache`] that keeps everything until it expires or is invalidated.
#[derive(Default)]
pub struct FakeCache {
    clock: ManualClock,
    contents: Mutex<Contents>,
}

#[derive(Default)]
struct Contents {
    entries: HashMap<EntryKey, (Bytes, Timestamp)>,
    stamps: HashMap<UserId, u128>,
    /// Held by whoever has the lease of the entry.
    loading: HashMap<EntryKey, Arc<AsyncMutex<()>>>,
    /// Announced changes that were not invalidated yet, and until when they count.
    changes: HashMap<UserId, (u32, Timestamp)>,
}

/// The stamp of leases that store nothing.
const NEVER: u128 = u128::MAX;

impl Contents {
    fn is_changing(&self, person: UserId, now: Timestamp) -> bool {
        self.changes.get(&person).is_some_and(|(_, until)| now < *until)
    }

    fn drop_entries(&mut self, person: UserId, groups: &[CacheGroup]) {
        *self.stamps.entry(person).or_default() += 1;
        self.entries.retain(|key, _| key.person != person || !groups.contains(&key.group));
    }
}

impl FakeCache {
    /// An empty cache with the time of `clock`.
    pub fn new(clock: ManualClock) -> Self {
        Self { clock, contents: Mutex::default() }
    }

    fn contents(&self) -> MutexGuard<'_, Contents> {
        self.contents.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hit(&self, key: &EntryKey) -> Option<Lookup> {
        let contents = self.contents();
        let (value, expires_at) = contents.entries.get(key)?;
        (self.clock.now() < *expires_at).then(|| Lookup::Hit(value.clone()))
    }
}

#[async_trait]
impl Cache for FakeCache {
    async fn lookup(&self, key: &EntryKey) -> Result<Lookup, CacheError> {
        if let Some(hit) = self.hit(key) {
            return Ok(hit);
        }
        if self.contents().is_changing(key.person, self.clock.now()) {
            return Ok(Lookup::Miss(Lease { stamp: NEVER, held: None }));
        }
        let loading = Arc::clone(self.contents().loading.entry(key.clone()).or_default());
        let turn = loading.lock_owned().await;
        Ok(self.hit(key).unwrap_or_else(|| {
            let stamp = self.contents().stamps.get(&key.person).copied().unwrap_or(0);
            Lookup::Miss(Lease { stamp, held: Some(Box::new(turn)) })
        }))
    }

    async fn store(
        &self,
        key: &EntryKey,
        lease: Lease,
        value: Bytes,
        ttl: Duration,
    ) -> Result<Stored, CacheError> {
        let now = self.clock.now();
        let expires_at = now + ttl;
        let mut contents = self.contents();
        if contents.is_changing(key.person, now) {
            return Ok(Stored::Stale);
        }
        if contents.stamps.get(&key.person).copied().unwrap_or(0) != lease.stamp {
            return Ok(Stored::Stale);
        }
        contents.entries.insert(key.clone(), (value, expires_at));
        Ok(Stored::Kept)
    }

    async fn announce(&self, person: UserId, groups: &[CacheGroup]) -> Result<(), CacheError> {
        let until = self.clock.now() + CHANGE_WINDOW;
        let mut contents = self.contents();
        let change = contents.changes.entry(person).or_insert((0, until));
        *change = (change.0 + 1, until);
        contents.drop_entries(person, groups);
        Ok(())
    }

    async fn invalidate(&self, person: UserId, groups: &[CacheGroup]) -> Result<(), CacheError> {
        let mut contents = self.contents();
        contents.drop_entries(person, groups);
        let open = contents.changes.get_mut(&person).map(|(open, _)| {
            *open -= 1;
            *open
        });
        if open == Some(0) {
            contents.changes.remove(&person);
        }
        Ok(())
    }

    async fn check(&self) -> Result<(), CacheError> {
        Ok(())
    }
}
