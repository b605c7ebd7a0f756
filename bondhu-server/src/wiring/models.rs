//! The chain of language models that the settings name, each in its layers, and what `bondhu check` asks of them.

mod checking;

use std::sync::Arc;
use std::time::Duration;

use bondhu_adapters::gemini::{Gemini, GeminiConfig, next_pacific_midnight};
use bondhu_adapters::layers::chat_model::{
    FailoverChatModel, GuardedChatModel, GuardedConfig, LimitedChatModel, MeteredChatModel,
    RetryingChatModel, RetryingConfig, RotatingChatModel, TimedChatModel, TimedConfig,
};
use bondhu_adapters::openai::{OpenAi, OpenAiConfig, next_midnight};
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::chat_model::ChatModel;
use bondhu_ports::clock::Clock;
use bondhu_ports::error::BoxError;
use bondhu_ports::randomness::Randomness;
use bondhu_ports::rate_limiter::{Limit, RateLimiter};

use crate::config::{LlmProvider, Settings};

pub use self::checking::{ModelFinding, check_models};

/// For how long a key is left alone that the provider refuses, or whose credit is used up.
const REFUSED_KEY: Duration = Duration::from_mins(10);
/// The pause before the first retry where the provider names none.
const RETRY_PAUSE: Duration = Duration::from_millis(500);
/// So much longer than an answer may take does the connection live: the layers end an answer, the client only what they
/// missed.
const CLIENT_SLACK: Duration = Duration::from_secs(5);

/// What the layers need.
pub(super) struct Around<'a> {
    pub(super) settings: &'a Settings,
    pub(super) limiter: &'a Arc<dyn RateLimiter>,
    pub(super) clock: &'a Arc<dyn Clock>,
    pub(super) random: &'a Arc<dyn Randomness>,
    pub(super) companion: &'a Arc<dyn ChatModel>,
}

/// The chain, which ends with the built-in companion.
pub(super) fn chain(around: &Around<'_>) -> Result<Arc<dyn ChatModel>, BoxError> {
    let mut named = around.settings.llm.chain.clone();
    if !named.contains(&LlmProvider::Builtin) {
        named.push(LlmProvider::Builtin);
    }
    let mut models = named.into_iter().map(|provider| around.provider(provider));
    let first = models.next().unwrap_or_else(|| Ok(around.companion.clone()))?;
    let others = models.collect::<Result<Vec<_>, _>>()?;
    Ok(if others.is_empty() { first } else { Arc::new(FailoverChatModel::new(first, others)) })
}

impl Around<'_> {
    fn provider(&self, provider: LlmProvider) -> Result<Arc<dyn ChatModel>, BoxError> {
        let keys = keys(self.settings, provider, self.clock)?;
        Ok(match provider {
            LlmProvider::Gemini => self.layers(keys, next_pacific_midnight),
            LlmProvider::OpenAi => self.layers(keys, next_midnight),
            LlmProvider::Builtin => self.companion.clone(),
        })
    }

    /// One provider by all of its keys.
    fn layers(
        &self,
        keys: Vec<Arc<dyn ChatModel>>,
        day_ends: fn(Timestamp) -> Timestamp,
    ) -> Arc<dyn ChatModel> {
        let mut keys = keys.into_iter().map(|key| self.guarded(key, day_ends));
        let Some(first) = keys.next() else { return self.companion.clone() };
        let model = RotatingChatModel::new(first, keys.collect());
        let limit = Limit { service: "llm", count: self.settings.limits.llm, window: Duration::from_mins(1) };
        let model = LimitedChatModel::new(Arc::new(model), self.limiter.clone(), limit, self.clock.clone());
        let llm = &self.settings.llm;
        let config =
            RetryingConfig { retries: llm.retries, pause: RETRY_PAUSE, patience: llm.first_token_timeout };
        Arc::new(RetryingChatModel::new(Arc::new(model), config, self.clock.clone(), self.random.clone()))
    }

    fn guarded(&self, key: Arc<dyn ChatModel>, day_ends: fn(Timestamp) -> Timestamp) -> Arc<dyn ChatModel> {
        let llm = &self.settings.llm;
        let times = TimedConfig { silence: llm.first_token_timeout, total: llm.timeout };
        let model = MeteredChatModel::new(Arc::new(TimedChatModel::new(key, times)), self.clock.clone());
        let config = GuardedConfig {
            failures: llm.breaker.failures,
            cool_down: llm.breaker.cool_down,
            refused_key: REFUSED_KEY,
            day_ends,
        };
        Arc::new(GuardedChatModel::new(Arc::new(model), config, self.clock.clone()))
    }
}

/// The bare model of a provider by each of its keys; none of the built-in companion, which is no provider.
fn keys(
    settings: &Settings,
    provider: LlmProvider,
    clock: &Arc<dyn Clock>,
) -> Result<Vec<Arc<dyn ChatModel>>, BoxError> {
    let timeout = settings.llm.timeout + CLIENT_SLACK;
    match provider {
        LlmProvider::Builtin => Ok(Vec::new()),
        LlmProvider::Gemini => {
            let gemini = &settings.llm.gemini;
            let config = GeminiConfig {
                base_url: gemini.base_url.to_string(),
                api_version: gemini.api_version.to_owned(),
                model: gemini.model.clone(),
                thinking_level: gemini.thinking_level.clone(),
                timeout,
            };
            let model = |key| -> Result<Arc<dyn ChatModel>, BoxError> {
                Ok(Arc::new(Gemini::new(config.clone(), key, clock.clone())?))
            };
            gemini.keys().into_iter().map(model).collect()
        }
        LlmProvider::OpenAi => {
            let openai = &settings.llm.openai;
            let config = OpenAiConfig {
                base_url: openai.base_url.to_string(),
                model: openai.model.clone().unwrap_or_default(),
                max_tokens: openai.max_tokens,
                timeout,
            };
            let mut keys = openai.keys().into_iter();
            let first = OpenAi::new(config, keys.next(), clock.clone())?;
            let mut models: Vec<Arc<dyn ChatModel>> =
                keys.map(|key| Arc::new(first.with_key(key)) as Arc<dyn ChatModel>).collect();
            models.insert(0, Arc::new(first));
            Ok(models)
        }
    }
}
