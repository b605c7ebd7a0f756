//! Our own limit on how often a provider is asked, in all processes together.

use std::sync::Arc;

use async_trait::async_trait;
use bondhu_ports::chat_model::{
    Capability, ChatModel, ChatModelError, ChatModelErrorKind, ChatRequest, ChatStream, RatePeriod,
};
use bondhu_ports::clock::Clock;
use bondhu_ports::rate_limiter::{Decision, Limit, RateLimiter};

/// A model that is asked so often at most. What is more is `RateLimited`.
pub struct LimitedChatModel {
    inner: Arc<dyn ChatModel>,
    limiter: Arc<dyn RateLimiter>,
    limit: Limit,
    clock: Arc<dyn Clock>,
}

impl LimitedChatModel {
    /// Limits `inner`, counted by the provider's name.
    pub const fn new(
        inner: Arc<dyn ChatModel>,
        limiter: Arc<dyn RateLimiter>,
        limit: Limit,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { inner, limiter, limit, clock }
    }
}

#[async_trait]
impl ChatModel for LimitedChatModel {
    fn provider(&self) -> &str {
        self.inner.provider()
    }

    fn can(&self, capability: Capability) -> bool {
        self.inner.can(capability)
    }

    async fn stream(&self, request: ChatRequest) -> Result<ChatStream, ChatModelError> {
        match self.limiter.check(&self.limit, self.inner.provider()).await {
            Ok(Decision::Allowed { .. }) => {}
            Ok(Decision::Denied { retry_after }) => {
                let error = ChatModelError::new(ChatModelErrorKind::RateLimited(RatePeriod::Minute));
                return Err(error.until(Some(self.clock.now() + retry_after)).because("the own limit"));
            }
            // The provider has limits of its own.
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, "a language model is asked without a limit");
            }
        }
        self.inner.stream(request).await
    }

    async fn models(&self) -> Result<Vec<String>, ChatModelError> {
        self.inner.models().await
    }
}
