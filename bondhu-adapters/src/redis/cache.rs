//! The cache in Redis.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bondhu_domain::ids::UserId;
use bondhu_ports::cache::{Bytes, Cache, CacheError, CacheGroup, EntryKey, Lease, Lookup, Stored};
use bondhu_ports::clock::Clock;
use bondhu_ports::error::BoxError;
use bondhu_ports::randomness::Randomness;
use fred::interfaces::{ClientLike, HashesInterface};
use fred::types::Value;
use fred::types::scripts::Script;

use super::connections::Redis;
pub use crate::stamped_cache::SharedCacheConfig as RedisCacheConfig;
use crate::stamped_cache::{CacheScript, Reply, Server, StampedCache};

/// A cache that all processes on one Redis server share. A hit is one `HGET`.
pub struct RedisCache(StampedCache<RedisServer>);

impl RedisCache {
    /// A cache over these connections. The prefix of the connections comes before that of `config`.
    pub fn new(
        redis: Redis,
        config: RedisCacheConfig,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Randomness>,
    ) -> Self {
        let RedisCacheConfig { prefix, ttl_jitter_percent } = config;
        let config = RedisCacheConfig { prefix: redis.named(&prefix), ttl_jitter_percent };
        let scripts = CacheScript::ALL.map(|script| Script::from_lua(script.source()));
        Self(StampedCache::new(RedisServer { redis, scripts }, config, clock, random))
    }
}

#[async_trait]
impl Cache for RedisCache {
    async fn lookup(&self, key: &EntryKey) -> Result<Lookup, CacheError> {
        self.0.lookup(key).await
    }

    async fn store(
        &self,
        key: &EntryKey,
        lease: Lease,
        value: Bytes,
        ttl: Duration,
    ) -> Result<Stored, CacheError> {
        self.0.store(key, lease, value, ttl).await
    }

    async fn announce(&self, person: UserId, groups: &[CacheGroup]) -> Result<(), CacheError> {
        self.0.announce(person, groups).await
    }

    async fn invalidate(&self, person: UserId, groups: &[CacheGroup]) -> Result<(), CacheError> {
        self.0.invalidate(person, groups).await
    }

    async fn check(&self) -> Result<(), CacheError> {
        self.0.check().await
    }
}

struct RedisServer {
    redis: Redis,
    scripts: [Script; CacheScript::ALL.len()],
}

#[async_trait]
impl Server for RedisServer {
    fn incarnation(&self) -> Option<u64> {
        self.redis.incarnation()
    }

    async fn field(&self, key: &str, field: &str) -> Result<Option<Bytes>, BoxError> {
        Ok(self.redis.link().client.hget(key, field).await?)
    }

    async fn run(&self, script: CacheScript, keys: Vec<String>, args: Vec<Bytes>) -> Result<Reply, BoxError> {
        let answer: Value = self.redis.run(&self.scripts[script as usize], keys, args).await?;
        Ok(match answer {
            Value::Integer(number) => Reply::Number(number),
            answer => Reply::Texts(answer.convert()?),
        })
    }

    async fn ping(&self) -> Result<(), BoxError> {
        Ok(self.redis.link().client.ping::<()>(None).await?)
    }
}
