//! Puts the adapters behind the ports, as the settings say. The only file that names adapters.

use std::sync::Arc;
use std::time::Duration;

use bondhu_adapters::argon2::{Argon2Config, Argon2PasswordHasher};
use bondhu_adapters::companion::Companion;
use bondhu_adapters::jwt::{JwtConfig, JwtVerifier};
use bondhu_adapters::layers::resilient_cache::{ResilientCache, ResilientCacheConfig};
use bondhu_adapters::memory::cache::{MemoryCache, MemoryCacheConfig};
use bondhu_adapters::memory::live_events::{MemoryLiveEvents, MemoryLiveEventsConfig};
use bondhu_adapters::memory::rate_limiter::MemoryRateLimiter;
use bondhu_adapters::memory::turn_feed::{MemoryTurnFeed, MemoryTurnFeedConfig};
use bondhu_adapters::sentiment::lexicon::LexiconAnalyzer;
use bondhu_adapters::sentiment::with_model::LexiconWithModel;
use bondhu_adapters::sqlite::{SqliteOptions, SqliteStore};
use bondhu_adapters::system_clock::SystemClock;
use bondhu_adapters::system_random::SystemRandom;
use bondhu_domain::sessions::SessionPolicy;
use bondhu_domain::streaks::StreakPolicy;
use bondhu_ports::chat_model::ChatModel;
use bondhu_ports::clock::Clock;
use bondhu_ports::error::BoxError;
use bondhu_ports::external_identity::ExternalIdentityVerifier;
use bondhu_ports::password_hasher::PasswordHasher;
use bondhu_ports::randomness::Randomness;
use bondhu_ports::rate_limiter::Limit;
use bondhu_ports::sentiment::SentimentAnalyzer;

use crate::app::{App, Policy};
use crate::config::{AnalyzerChoice, CacheUrl, JwtKey, LlmProvider, Registration, Settings};

/// What the program runs on.
pub struct Wired {
    /// The use cases.
    pub app: Arc<App>,
    /// The store, for what only a store of its kind can do: migrate, close.
    pub store: SqliteStore,
}

/// Opens the store. Its directory is made if it is missing; its schema is left as it is.
pub async fn open_store(settings: &Settings) -> Result<SqliteStore, BoxError> {
    let path = settings.database_path();
    if let Some(directory) = path.parent().filter(|it| !it.as_os_str().is_empty()) {
        tokio::fs::create_dir_all(directory).await.map_err(|error| {
            format!("cannot make the directory {} for the database: {error}", directory.display())
        })?;
    }
    let options = SqliteOptions {
        busy_timeout: settings.database.busy_timeout,
        readers: settings.database.max_connections,
        ..SqliteOptions::at(path)
    };
    Ok(SqliteStore::open(&options).await?)
}

/// Builds the use cases over their adapters.
pub fn wire(settings: &Settings, store: SqliteStore) -> Result<Wired, BoxError> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let random: Arc<dyn Randomness> = Arc::new(SystemRandom);
    let cache = match settings.cache.url {
        CacheUrl::Memory => {
            let config = MemoryCacheConfig {
                capacity_bytes: settings.cache.max_bytes,
                ttl_jitter_percent: settings.cache.ttl.jitter_percent,
            };
            let resilience =
                ResilientCacheConfig { timeout: settings.cache.timeout, ..ResilientCacheConfig::default() };
            let inner = Arc::new(MemoryCache::new(config, clock.clone(), random.clone()));
            Arc::new(ResilientCache::new(inner, resilience, clock.clone()))
        }
    };
    let feed = MemoryTurnFeedConfig {
        kept_for: settings.chat.reply_retention,
        abandoned_after: settings.chat.turn_timeout * 2,
        ..MemoryTurnFeedConfig::default()
    };
    let hash = &settings.auth.password_hash;
    let hashing = Argon2Config {
        memory_kib: hash.memory_kib,
        iterations: hash.iterations,
        parallelism: hash.lanes,
        ..Argon2Config::default()
    };
    let hasher: Arc<dyn PasswordHasher> = Arc::new(Argon2PasswordHasher::new(hashing, random.clone())?);
    let companion: Arc<dyn ChatModel> = Arc::new(Companion);
    let model = model(settings, &companion);
    let sentiment: Arc<dyn SentimentAnalyzer> = match settings.sentiment.analyzer {
        AnalyzerChoice::Lexicon => Arc::new(LexiconAnalyzer),
        AnalyzerChoice::LexiconWithModel => {
            Arc::new(LexiconWithModel::new(model.clone(), settings.sentiment.timeout))
        }
    };
    let app = App {
        store: Arc::new(store.clone()),
        cache,
        model,
        sentiment,
        companion,
        feed: Arc::new(MemoryTurnFeed::new(feed, clock.clone())),
        live: Arc::new(MemoryLiveEvents::new(
            MemoryLiveEventsConfig::default(),
            clock.clone(),
            random.clone(),
        )),
        hasher,
        limiter: Arc::new(MemoryRateLimiter::new(clock.clone())),
        external: external(settings)?,
        clock,
        random,
        policy: policy(settings),
    };
    Ok(Wired { app: Arc::new(app), store })
}

/// The first of the chain; the built-in companion needs no stand-in.
fn model(settings: &Settings, companion: &Arc<dyn ChatModel>) -> Arc<dyn ChatModel> {
    match settings.llm.chain.first() {
        Some(LlmProvider::Builtin) | None => companion.clone(),
    }
}

fn external(settings: &Settings) -> Result<Option<Arc<dyn ExternalIdentityVerifier>>, BoxError> {
    let Some(tokens) = settings.auth.jwt.external() else { return Ok(None) };
    let (jwks_url, hs256_secret) = match tokens.key {
        JwtKey::Jwks(url) => (Some(url.to_string()), None),
        JwtKey::Hs256(secret) => (None, Some(secret.clone())),
    };
    let verifier = JwtVerifier::new(JwtConfig {
        issuer: tokens.issuer.to_owned(),
        audience: tokens.audience.to_owned(),
        jwks_url,
        hs256_secret,
        required_role: Some(tokens.required_role.to_owned()),
    })?;
    Ok(Some(Arc::new(verifier)))
}

fn policy(settings: &Settings) -> Policy {
    Policy {
        sessions: SessionPolicy::default(),
        streaks: StreakPolicy::default(),
        token_life: Duration::from_hours(u64::from(settings.auth.session_days) * 24),
        registration_open: match settings.auth.registration {
            Registration::Open => true,
            Registration::Closed => false,
        },
        auth_limit: Limit {
            service: "auth",
            count: settings.limits.auth,
            window: settings.limits.auth_window,
        },
        history_ttl: settings.cache.ttl.history,
        search_ttl: settings.cache.ttl.search,
        context_messages: settings.chat.history_turns * 2,
        idempotency_ttl: settings.idempotency.ttl,
        idempotency_lease: settings.server.request_timeout,
    }
}
