//! What several processes share when the settings name a server for it, and what stands in for it in one process.

use std::sync::Arc;
use std::time::Duration;

use bondhu_adapters::layers::local_fallback_rate_limiter::{LocalFallbackConfig, LocalFallbackRateLimiter};
use bondhu_adapters::layers::resilient_cache::{ResilientCache, ResilientCacheConfig};
use bondhu_adapters::memory::cache::{MemoryCache, MemoryCacheConfig};
use bondhu_adapters::memory::live_events::{MemoryLiveEvents, MemoryLiveEventsConfig};
use bondhu_adapters::memory::rate_limiter::MemoryRateLimiter;
use bondhu_adapters::memory::turn_feed::{MemoryTurnFeed, MemoryTurnFeedConfig};
use bondhu_adapters::redis::cache::{RedisCache, RedisCacheConfig};
use bondhu_adapters::redis::live_events::{RedisLiveEvents, RedisLiveEventsConfig};
use bondhu_adapters::redis::rate_limiter::RedisRateLimiter;
use bondhu_adapters::redis::turn_feed::{RedisTurnFeed, RedisTurnFeedConfig};
use bondhu_adapters::redis::{Redis, RedisErrorKind, RedisOptions};
use bondhu_adapters::upstash::{UpstashCache, UpstashCacheConfig, UpstashErrorKind, UpstashOptions};
use bondhu_ports::cache::Cache;
use bondhu_ports::clock::Clock;
use bondhu_ports::error::BoxError;
use bondhu_ports::live_events::LiveEvents;
use bondhu_ports::randomness::Randomness;
use bondhu_ports::rate_limiter::RateLimiter;
use bondhu_ports::turn_feed::TurnFeed;
use secrecy::SecretString;

use crate::config::{CacheUrl, Settings};
use crate::http::turns_end_within;

/// How often it is looked whether a shared cache still answers.
const PULSE: Duration = Duration::from_millis(250);
/// For so long a shared cache that was away is not believed: four pulses, in which the others deliver what they could
/// not while it was away.
const SETTLE: Duration = Duration::from_secs(1);

/// The ports that processes share.
pub(super) struct Shared {
    pub(super) cache: Arc<dyn Cache>,
    pub(super) limiter: Arc<dyn RateLimiter>,
    pub(super) live: Arc<dyn LiveEvents>,
    pub(super) feed: Arc<dyn TurnFeed>,
    pub(super) background: Vec<Tending>,
}

/// The care that a shared cache needs: that it is noticed when it is away, and told what it missed when it is back.
pub struct Tending {
    cache: Arc<ResilientCache>,
    /// Whether each of its calls is paid for.
    paid: bool,
}

impl Tending {
    /// Takes care until it is dropped.
    pub async fn run(self) {
        self.cache.tend(PULSE, self.paid).await;
    }
}

/// As `cache.url` says.
pub(super) fn shared(
    settings: &Settings,
    clock: &Arc<dyn Clock>,
    random: &Arc<dyn Randomness>,
) -> Result<Shared, BoxError> {
    let resilience = ResilientCacheConfig {
        timeout: settings.cache.timeout,
        change_timeout: settings.cache.change_timeout,
        ..ResilientCacheConfig::default()
    };
    let ttl_jitter_percent = settings.cache.ttl.jitter_percent;
    let kept = MemoryTurnFeedConfig {
        kept_for: settings.chat.reply_retention,
        abandoned_after: turns_end_within(settings.chat.turn_timeout, settings.server.request_timeout)
            + PULSE,
        ..MemoryTurnFeedConfig::default()
    };
    let local = Arc::new(MemoryRateLimiter::new(clock.clone()));
    let in_process = |cache, background| Shared {
        cache,
        limiter: local.clone(),
        live: Arc::new(MemoryLiveEvents::new(
            MemoryLiveEventsConfig::default(),
            clock.clone(),
            random.clone(),
        )),
        feed: Arc::new(MemoryTurnFeed::new(kept, clock.clone())),
        background,
    };
    match &settings.cache.url {
        CacheUrl::Memory => {
            let config = MemoryCacheConfig { capacity_bytes: settings.cache.max_bytes, ttl_jitter_percent };
            let inner = Arc::new(MemoryCache::new(config, clock.clone(), random.clone()));
            Ok(in_process(Arc::new(ResilientCache::new(inner, resilience, clock.clone())), Vec::new()))
        }
        CacheUrl::Redis(url) => {
            let redis =
                Redis::connect(&redis_options(settings, url)).map_err(|error| named(error.kind(), error))?;
            let config = RedisCacheConfig { ttl_jitter_percent, ..RedisCacheConfig::default() };
            let inner = Arc::new(RedisCache::new(redis.clone(), config, clock.clone(), random.clone()));
            let resilience = ResilientCacheConfig { settle: SETTLE, ..resilience };
            let cache = Arc::new(ResilientCache::new(inner, resilience, clock.clone()));
            let limiter = Arc::new(RedisRateLimiter::new(redis.clone(), clock.clone(), random.clone()));
            let fallback = LocalFallbackConfig::default();
            let live = RedisLiveEventsConfig::default();
            let feed = RedisTurnFeedConfig { kept, ..RedisTurnFeedConfig::default() };
            Ok(Shared {
                limiter: Arc::new(LocalFallbackRateLimiter::new(limiter, local, fallback, clock.clone())),
                live: Arc::new(RedisLiveEvents::new(redis.clone(), live, clock.clone(), random.clone())),
                feed: Arc::new(RedisTurnFeed::new(redis, feed, clock.clone())),
                background: vec![Tending { cache: cache.clone(), paid: false }],
                cache,
            })
        }
        CacheUrl::Upstash(url) => {
            let config = UpstashCacheConfig { ttl_jitter_percent, ..UpstashCacheConfig::default() };
            let options = upstash_options(settings, url.as_str());
            let inner = Arc::new(UpstashCache::new(&options, config, clock.clone(), random.clone())?);
            let resilience = ResilientCacheConfig { settle: SETTLE, ..resilience };
            let cache = Arc::new(ResilientCache::new(inner, resilience, clock.clone()));
            let background = vec![Tending { cache: cache.clone(), paid: true }];
            Ok(in_process(cache, background))
        }
    }
}

/// Asks the cache that the settings name for an answer: what was found, or which setting is wrong and why.
pub async fn check_cache(settings: &Settings) -> Result<&'static str, (&'static str, BoxError)> {
    match &settings.cache.url {
        CacheUrl::Memory => Ok("in this process"),
        CacheUrl::Redis(url) => match Redis::probe(&redis_options(settings, url)).await {
            Ok(()) => Ok("the Redis server answers"),
            Err(error) => Err((setting(error.kind()), Box::new(error))),
        },
        CacheUrl::Upstash(url) => {
            let options =
                UpstashOptions { timeout: CHECK_TIMEOUT, ..upstash_options(settings, url.as_str()) };
            match UpstashCache::probe(&options).await {
                Ok(()) => Ok("Upstash answers"),
                Err(error) if error.kind() == UpstashErrorKind::Unauthorized => {
                    Err(("cache.token", Box::new(error)))
                }
                Err(error) => Err(("cache.url", Box::new(error))),
            }
        }
    }
}

/// Longer than an answer may take in service: what is slow is told by the figures, not by the check.
const CHECK_TIMEOUT: Duration = Duration::from_secs(5);

fn redis_options(settings: &Settings, url: &SecretString) -> RedisOptions {
    RedisOptions { ca_file: settings.cache.ca_file.clone(), ..RedisOptions::at(url.clone()) }
}

fn upstash_options(settings: &Settings, url: &str) -> UpstashOptions {
    UpstashOptions {
        url: url.to_owned(),
        token: settings.cache.token.clone().unwrap_or_default(),
        timeout: settings.cache.timeout,
    }
}

fn named(kind: RedisErrorKind, error: impl Into<BoxError>) -> BoxError {
    Box::new(SettingError { setting: setting(kind), source: error.into() })
}

/// Which setting an operator would change.
const fn setting(kind: RedisErrorKind) -> &'static str {
    match kind {
        RedisErrorKind::Certificates => "cache.ca_file",
        RedisErrorKind::Url
        | RedisErrorKind::Tls
        | RedisErrorKind::Credentials
        | RedisErrorKind::Unreachable
        | RedisErrorKind::Refused => "cache.url",
    }
}

/// A setting that leads nowhere.
#[derive(Debug, thiserror::Error)]
#[error("{setting}")]
struct SettingError {
    setting: &'static str,
    source: BoxError,
}
