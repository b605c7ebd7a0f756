//! Puts the adapters behind the ports, as the settings say. The only module that names adapters.

mod models;
mod shared;
mod store;

use std::sync::Arc;
use std::time::Duration;

use bondhu_adapters::argon2::{Argon2Config, Argon2PasswordHasher};
use bondhu_adapters::companion::Companion;
use bondhu_adapters::jobs::JobsConfig;
use bondhu_adapters::jwt::{JwtConfig, JwtVerifier};
use bondhu_adapters::layers::metered_cache::MeteredCache;
use bondhu_adapters::sentiment::lexicon::LexiconAnalyzer;
use bondhu_adapters::sentiment::with_model::LexiconWithModel;
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

pub use self::store::{OpenStore, StoreProblem, open_store};
use crate::app::{App, Policy};
use crate::config::{AnalyzerChoice, JwtKey, Registration, Settings};

use self::models::Around;
pub use self::models::{ModelFinding, check_models};
use self::shared::{Shared, shared};
pub use self::shared::{Tending, check_cache};

/// What the program runs on.
pub struct Wired {
    /// The use cases.
    pub app: Arc<App>,
    /// The store, for what only the program does with it: migrate, close.
    pub store: OpenStore,
    /// What must run beside the use cases for as long as the program does.
    pub background: Vec<Tending>,
}

/// Builds the use cases over their adapters.
pub fn wire(settings: &Settings, store: OpenStore) -> Result<Wired, BoxError> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let random: Arc<dyn Randomness> = Arc::new(SystemRandom);
    let Shared { cache, limiter, live, feed, background } = shared(settings, &clock, &random)?;
    let hash = &settings.auth.password_hash;
    let hashing = Argon2Config {
        memory_kib: hash.memory_kib,
        iterations: hash.iterations,
        parallelism: hash.lanes,
        ..Argon2Config::default()
    };
    let hasher: Arc<dyn PasswordHasher> = Arc::new(Argon2PasswordHasher::new(hashing, random.clone())?);
    let companion: Arc<dyn ChatModel> = Arc::new(Companion);
    let around =
        Around { settings, limiter: &limiter, clock: &clock, random: &random, companion: &companion };
    let model = models::chain(&around)?;
    let sentiment: Arc<dyn SentimentAnalyzer> = match settings.sentiment.analyzer {
        AnalyzerChoice::Lexicon => Arc::new(LexiconAnalyzer),
        AnalyzerChoice::LexiconWithModel => {
            Arc::new(LexiconWithModel::new(model.clone(), settings.sentiment.timeout))
        }
    };
    let app = App {
        store: store.port(),
        queue: store.queue(jobs(settings), clock.clone(), random.clone()),
        cache: Arc::new(MeteredCache::new(cache)),
        model,
        sentiment,
        companion,
        feed,
        live,
        hasher,
        limiter,
        external: external(settings)?,
        clock,
        random,
        policy: policy(settings),
    };
    Ok(Wired { app: Arc::new(app), store, background })
}

fn jobs(settings: &Settings) -> JobsConfig {
    let worker = &settings.worker;
    let at_once = &worker.concurrency;
    JobsConfig {
        concurrency: [at_once.default, at_once.personality, at_once.music, at_once.video, at_once.games],
        poll_interval: worker.poll_interval,
        heartbeat: worker.heartbeat,
        soft_limit: worker.soft_limit,
        hard_limit: worker.hard_limit,
        backoff: worker.retry_pause,
        // A little is left for giving back what did not end.
        patience: settings.server.shutdown_timeout.mul_f64(0.8),
        ..JobsConfig::default()
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
        chat_limit: Limit {
            service: "chat",
            count: settings.limits.chat,
            window: settings.limits.chat_window,
        },
        history_ttl: settings.cache.ttl.history,
        search_ttl: settings.cache.ttl.search,
        stats_ttl: settings.cache.ttl.stats,
        insights_ttl: settings.cache.ttl.insights,
        context_ttl: settings.cache.ttl.context,
        norm: settings.personality.norm,
        context_messages: settings.chat.history_turns * 2,
        prompt_tokens: settings.chat.prompt_tokens,
        memory_tokens: settings.chat.memory_tokens,
        longest_reply: usize::try_from(settings.chat.longest_reply).unwrap_or(usize::MAX),
        idempotency_ttl: settings.idempotency.ttl,
        idempotency_lease: settings.server.request_timeout,
    }
}
