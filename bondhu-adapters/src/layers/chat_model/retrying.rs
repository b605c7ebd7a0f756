//! Asks again where that may help, as long as nothing was shown.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bondhu_ports::chat_model::{
    Capability, ChatModel, ChatModelError, ChatModelErrorKind, ChatRequest, ChatStream, RatePeriod,
};
use bondhu_ports::clock::Clock;
use bondhu_ports::randomness::{Randomness, RandomnessExt};
use tokio::time::{Instant, sleep};

use super::first_text::until_first_text;
use super::retry_budget::RetryBudget;

/// Nobody waits longer than this for a provider that asks for patience.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// How often and how long.
#[derive(Clone, Copy, Debug)]
pub struct RetryingConfig {
    /// How often at most, after the first time.
    pub retries: u32,
    /// The pause before the first retry where the provider names none; it doubles with each.
    pub pause: Duration,
    /// No retry begins later than this after the request.
    pub patience: Duration,
}

/// A model that is asked again when it is not available or limits its requests for a moment. Retries are a tenth to a
/// fifth of all requests at most: what fails for everybody is not asked for thrice.
pub struct RetryingChatModel {
    inner: Arc<dyn ChatModel>,
    config: RetryingConfig,
    budget: RetryBudget,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Randomness>,
}

impl RetryingChatModel {
    /// Asks `inner` again.
    pub const fn new(
        inner: Arc<dyn ChatModel>,
        config: RetryingConfig,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Randomness>,
    ) -> Self {
        Self { inner, config, budget: RetryBudget::new(), clock, random }
    }

    /// How long to wait before retry number `retry`, where one may help.
    fn pause(&self, error: &ChatModelError, retry: u32) -> Option<Duration> {
        match error.kind {
            ChatModelErrorKind::Unavailable | ChatModelErrorKind::RateLimited(RatePeriod::Minute) => {}
            ChatModelErrorKind::Refused(_)
            | ChatModelErrorKind::RateLimited(RatePeriod::Day)
            | ChatModelErrorKind::Quota
            | ChatModelErrorKind::Unauthorized
            | ChatModelErrorKind::Truncated
            | ChatModelErrorKind::Malformed
            | ChatModelErrorKind::Unsupported
            | ChatModelErrorKind::Timeout => return None,
        }
        let pause = match error.retry_at {
            Some(at) => at.since(self.clock.now()),
            None => self.config.pause.saturating_mul(2_u32.saturating_pow(retry)),
        };
        // Up to a quarter more, so that not all come back at once.
        let share = u32::try_from(self.random.seed() % 1_000).unwrap_or_default();
        (pause <= LONGEST_PAUSE).then(|| pause + pause / 4 * share / 1_000)
    }
}

#[async_trait]
impl ChatModel for RetryingChatModel {
    fn provider(&self) -> &str {
        self.inner.provider()
    }

    fn can(&self, capability: Capability) -> bool {
        self.inner.can(capability)
    }

    async fn stream(&self, request: ChatRequest) -> Result<ChatStream, ChatModelError> {
        let latest = Instant::now() + self.config.patience;
        self.budget.earn();
        let mut retry = 0;
        loop {
            let error = match until_first_text(&*self.inner, request.clone()).await {
                Ok(pieces) => return Ok(pieces),
                Err(error) => error,
            };
            let pause = self.pause(&error, retry);
            let pause =
                pause.filter(|pause| retry < self.config.retries && Instant::now() + *pause <= latest);
            let Some(pause) = pause.filter(|_| self.budget.spend()) else { return Err(error) };
            let provider = self.inner.provider();
            tracing::debug!(provider, kind = ?error.kind, ?pause, "a language model is asked again");
            sleep(pause).await;
            retry += 1;
        }
    }

    async fn models(&self) -> Result<Vec<String>, ChatModelError> {
        self.inner.models().await
    }
}
