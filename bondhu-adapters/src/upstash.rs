//! The cache in Upstash by its REST API, for machines that cannot keep connections open.

mod error;
mod rest;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use bondhu_domain::ids::UserId;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::cache::{Bytes, Cache, CacheError, CacheGroup, EntryKey, Lease, Lookup, Stored};
use bondhu_ports::clock::Clock;
use bondhu_ports::error::BoxError;
use bondhu_ports::randomness::Randomness;
use secrecy::SecretString;
use serde_json::{Value, json};

pub use self::error::{UpstashError, UpstashErrorKind};
use self::rest::Rest;
pub use crate::stamped_cache::SharedCacheConfig as UpstashCacheConfig;
use crate::stamped_cache::{CacheScript, Reply, Server, StampedCache};

/// For so long nothing is asked after the server said that a quota is used up.
const OFF_AFTER_QUOTA: Duration = Duration::from_mins(10);

/// Where the API is.
#[derive(Clone, Debug)]
pub struct UpstashOptions {
    /// Its URL, such as `https://name.upstash.io`.
    pub url: String,
    /// Its REST token, which is not the password of its Redis protocol.
    pub token: SecretString,
    /// How long a request may take.
    pub timeout: Duration,
}

/// A cache that all processes with one Upstash database share. A hit is one request. When a quota is used up the cache is
/// off for a while: its calls fail without a request.
pub struct UpstashCache(StampedCache<UpstashServer>);

impl UpstashCache {
    /// A cache behind this API.
    pub fn new(
        options: &UpstashOptions,
        config: UpstashCacheConfig,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Randomness>,
    ) -> Result<Self, UpstashError> {
        let server =
            UpstashServer { rest: Rest::new(options)?, off_until: Mutex::default(), clock: clock.clone() };
        Ok(Self(StampedCache::new(server, config, clock, random)))
    }

    /// Asks for an answer, to tell an operator what is wrong.
    pub async fn probe(options: &UpstashOptions) -> Result<(), UpstashError> {
        Rest::new(options)?.command(&json!(["PING"])).await.map(drop)
    }
}

#[async_trait]
impl Cache for UpstashCache {
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

struct UpstashServer {
    rest: Rest,
    off_until: Mutex<Option<Timestamp>>,
    clock: Arc<dyn Clock>,
}

impl UpstashServer {
    async fn command(&self, command: Value) -> Result<Value, BoxError> {
        let off_until = *self.off_until.lock().unwrap_or_else(PoisonError::into_inner);
        if off_until.is_some_and(|until| self.clock.now() < until) {
            return Err(UpstashError::bare(UpstashErrorKind::Quota).into());
        }
        let answer = self.rest.command(&command).await;
        if let Err(error) = &answer
            && error.kind() == UpstashErrorKind::Quota
        {
            tracing::warn!("a quota of the cache is used up; it is off for a while");
            let until = self.clock.now() + OFF_AFTER_QUOTA;
            *self.off_until.lock().unwrap_or_else(PoisonError::into_inner) = Some(until);
        }
        Ok(answer?)
    }
}

#[async_trait]
impl Server for UpstashServer {
    fn incarnation(&self) -> Option<u64> {
        // It keeps everything it has acknowledged, and is never put back to an earlier state.
        Some(1)
    }

    async fn field(&self, key: &str, field: &str) -> Result<Option<Bytes>, BoxError> {
        match self.command(json!(["HGET", key, field])).await? {
            Value::Null => Ok(None),
            answer => Ok(Some(entry(text(&answer)?))),
        }
    }

    async fn run(&self, script: CacheScript, keys: Vec<String>, args: Vec<Bytes>) -> Result<Reply, BoxError> {
        let mut command = vec![json!("EVAL"), json!(script.source()), json!(keys.len())];
        command.extend(keys.into_iter().map(Value::String));
        for (index, arg) in args.into_iter().enumerate() {
            // Arguments travel in JSON, which holds no bytes: an entry is kept as base64.
            let is_entry = script == CacheScript::Store && index == STORED_ENTRY;
            let text = if is_entry { BASE64.encode(&arg) } else { String::from_utf8(arg.into())? };
            command.push(Value::String(text));
        }
        match self.command(Value::Array(command)).await? {
            Value::Array(texts) if script == CacheScript::Lease => {
                let mut texts = texts.iter().map(text).collect::<Result<Vec<_>, _>>()?;
                if let Some(first) = texts.first_mut() {
                    *first = entry(std::mem::take(first));
                }
                Ok(Reply::Texts(texts))
            }
            answer => {
                let number =
                    answer.as_i64().ok_or_else(|| UpstashError::bare(UpstashErrorKind::Malformed))?;
                Ok(Reply::Number(number))
            }
        }
    }

    async fn ping(&self) -> Result<(), BoxError> {
        self.command(json!(["PING"])).await.map(drop)
    }
}

/// Which argument of [`CacheScript::Store`] is the entry.
const STORED_ENTRY: usize = 2;

/// A text of a reply: it was asked for as base64, because the reply is JSON too.
fn text(value: &Value) -> Result<Bytes, UpstashError> {
    let malformed = || UpstashError::bare(UpstashErrorKind::Malformed);
    let text = value.as_str().ok_or_else(malformed)?;
    BASE64
        .decode(text)
        .map(Bytes::from)
        .map_err(|error| UpstashError::new(UpstashErrorKind::Malformed, error))
}

/// An entry as it was before [`UpstashServer::run`] made it text. What cannot be one is left to be told apart later.
fn entry(text: Bytes) -> Bytes {
    BASE64.decode(&text).map_or(text, Bytes::from)
}
