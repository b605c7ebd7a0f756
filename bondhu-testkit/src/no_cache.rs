//! Caches that never help: one that keeps nothing and one that is broken.

use std::time::Duration;

use async_trait::async_trait;
use bondhu_domain::ids::UserId;
use bondhu_ports::cache::{Cache, CacheError, CacheGroup, EntryKey, Lease, Lookup, Stored};
use bytes::Bytes;

/// A cache in which every look-up is a miss and nothing is kept.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoCache;

#[async_trait]
impl Cache for NoCache {
    async fn lookup(&self, _key: &EntryKey) -> Result<Lookup, CacheError> {
        Ok(Lookup::Miss(Lease { stamp: 0, held: None }))
    }

    async fn store(&self, _: &EntryKey, _: Lease, _: Bytes, _: Duration) -> Result<Stored, CacheError> {
        Ok(Stored::Stale)
    }

    async fn announce(&self, _person: UserId, _groups: &[CacheGroup]) -> Result<(), CacheError> {
        Ok(())
    }

    async fn invalidate(&self, _person: UserId, _groups: &[CacheGroup]) -> Result<(), CacheError> {
        Ok(())
    }

    async fn check(&self) -> Result<(), CacheError> {
        Ok(())
    }
}

/// A cache that answers nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct FailingCache;

#[async_trait]
impl Cache for FailingCache {
    async fn lookup(&self, _key: &EntryKey) -> Result<Lookup, CacheError> {
        Err(down())
    }

    async fn store(&self, _: &EntryKey, _: Lease, _: Bytes, _: Duration) -> Result<Stored, CacheError> {
        Err(down())
    }

    async fn announce(&self, _person: UserId, _groups: &[CacheGroup]) -> Result<(), CacheError> {
        Err(down())
    }

    async fn invalidate(&self, _person: UserId, _groups: &[CacheGroup]) -> Result<(), CacheError> {
        Err(down())
    }

    async fn check(&self) -> Result<(), CacheError> {
        Err(down())
    }
}

fn down() -> CacheError {
    CacheError { source: "the cache was told to fail".into() }
}
