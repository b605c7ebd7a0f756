//! A small cache over a clock that tests move.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bondhu_domain::ids::UserId;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::cache::{Cache, CacheError, CacheGroup, EntryKey, Lease, Lookup, Stored};
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
        let expires_at = self.clock.now() + ttl;
        let mut contents = self.contents();
        if contents.stamps.get(&key.person).copied().unwrap_or(0) != lease.stamp {
            return Ok(Stored::Stale);
        }
        contents.entries.insert(key.clone(), (value, expires_at));
        Ok(Stored::Kept)
    }

    async fn invalidate(&self, person: UserId, groups: &[CacheGroup]) -> Result<(), CacheError> {
        let mut contents = self.contents();
        *contents.stamps.entry(person).or_default() += 1;
        contents.entries.retain(|key, _| key.person != person || !groups.contains(&key.group));
        Ok(())
    }
}
