//! Counts what a cache answers.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bondhu_domain::ids::UserId;
use bondhu_ports::cache::{Bytes, Cache, CacheError, CacheGroup, EntryKey, Lease, Lookup, Stored};

/// A cache that is counted: `bondhu_cache_total` by what was asked, of which group, and the outcome.
pub struct MeteredCache {
    inner: Arc<dyn Cache>,
}

impl MeteredCache {
    /// Counts what `inner` answers.
    pub fn new(inner: Arc<dyn Cache>) -> Self {
        Self { inner }
    }
}

fn count(asked: &'static str, group: CacheGroup, outcome: &'static str) {
    metrics::counter!("bondhu_cache_total", "asked" => asked, "group" => group.as_str(), "outcome" => outcome)
        .increment(1);
}

#[async_trait]
impl Cache for MeteredCache {
    async fn lookup(&self, key: &EntryKey) -> Result<Lookup, CacheError> {
        let found = self.inner.lookup(key).await;
        let outcome = match &found {
            Ok(Lookup::Hit(_)) => "hit",
            Ok(Lookup::Miss(_)) => "miss",
            Err(_) => "failed",
        };
        count("lookup", key.group, outcome);
        found
    }

    async fn store(
        &self,
        key: &EntryKey,
        lease: Lease,
        value: Bytes,
        ttl: Duration,
    ) -> Result<Stored, CacheError> {
        let stored = self.inner.store(key, lease, value, ttl).await;
        let outcome = match &stored {
            Ok(Stored::Kept) => "kept",
            Ok(Stored::Stale) => "stale",
            Err(_) => "failed",
        };
        count("store", key.group, outcome);
        stored
    }

    async fn announce(&self, person: UserId, groups: &[CacheGroup]) -> Result<(), CacheError> {
        let done = self.inner.announce(person, groups).await;
        for group in groups {
            count("announce", *group, if done.is_ok() { "done" } else { "failed" });
        }
        done
    }

    async fn invalidate(&self, person: UserId, groups: &[CacheGroup]) -> Result<(), CacheError> {
        let done = self.inner.invalidate(person, groups).await;
        for group in groups {
            count("invalidate", *group, if done.is_ok() { "done" } else { "failed" });
        }
        done
    }

    async fn check(&self) -> Result<(), CacheError> {
        self.inner.check().await
    }
}
