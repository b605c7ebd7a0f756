//! The rate limiter in Redis: one script, one round trip.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bondhu_ports::clock::Clock;
use bondhu_ports::randomness::{Randomness, RandomnessExt};
use bondhu_ports::rate_limiter::{Decision, Limit, RateLimiter, RateLimiterError};
use fred::interfaces::KeysInterface;
use fred::types::scripts::Script;
use sha2::{Digest, Sha256};

use super::connections::Redis;
use super::error::RedisError;

/// What is counted is kept for so long after its window, so that clocks that are a little apart lose nothing.
const KEPT_AFTER: Duration = Duration::from_mins(1);

/// Limits that all processes on one Redis server share exactly. Each allowed call is a member of a sorted set, scored with
/// its time in microseconds. The time is the caller's, but never earlier than the newest time counted: clocks of several
/// machines are never quite the same.
pub struct RedisRateLimiter {
    redis: Redis,
    script: Script,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Randomness>,
}

impl RedisRateLimiter {
    /// A limiter over these connections.
    pub fn new(redis: Redis, clock: Arc<dyn Clock>, random: Arc<dyn Randomness>) -> Self {
        Self { redis, script: Script::from_lua(include_str!("rate_limiter.lua")), clock, random }
    }

    async fn decide(
        &self,
        limit: &Limit,
        subject: &str,
        count_it: bool,
    ) -> Result<Decision, RateLimiterError> {
        let window = i64::try_from(limit.window.as_micros()).unwrap_or(i64::MAX);
        let kept = i64::try_from((limit.window + KEPT_AFTER).as_millis()).unwrap_or(i64::MAX);
        let args = vec![
            self.clock.now().as_micros(),
            window,
            i64::from(limit.count),
            i64::from(count_it),
            kept,
            // Tells two of the same microsecond apart.
            i64::from_ne_bytes(self.random.seed().to_ne_bytes()),
        ];
        let keys = vec![self.key(limit, subject)];
        let answer: (bool, u32, u64) = self.redis.run(&self.script, keys, args).await.map_err(down)?;
        let (allowed, remaining, wait) = answer;
        let wait = Duration::from_micros(wait);
        Ok(if allowed {
            Decision::Allowed { remaining, reset_after: wait }
        } else {
            Decision::Denied { retry_after: wait }
        })
    }

    /// A subject may be anything, an address too, so it is hashed.
    fn key(&self, limit: &Limit, subject: &str) -> String {
        let hash = Sha256::digest(subject.as_bytes());
        let subject = hash.iter().take(16).fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        self.redis.named(&format!("ratelimit:{}:{subject}", limit.service))
    }
}

#[async_trait]
impl RateLimiter for RedisRateLimiter {
    async fn check(&self, limit: &Limit, subject: &str) -> Result<Decision, RateLimiterError> {
        self.decide(limit, subject, true).await
    }

    async fn peek(&self, limit: &Limit, subject: &str) -> Result<Decision, RateLimiterError> {
        self.decide(limit, subject, false).await
    }

    async fn reset(&self, limit: &Limit, subject: &str) -> Result<(), RateLimiterError> {
        let done = self.redis.link().client.unlink::<(), _>(self.key(limit, subject)).await;
        done.map_err(|error| down(error.into()))
    }
}

fn down(error: RedisError) -> RateLimiterError {
    RateLimiterError(Box::new(error))
}
