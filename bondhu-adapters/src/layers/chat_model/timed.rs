//! Ends answers that take too long to begin, to go on or to end.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bondhu_ports::chat_model::{
    Capability, ChatModel, ChatModelError, ChatModelErrorKind, ChatPiece, ChatRequest, ChatStream,
};
use futures::{StreamExt, stream};
use tokio::time::{Instant, timeout_at};

use super::first_text::until_first_text;

/// How long an answer may take.
#[derive(Clone, Copy, Debug)]
pub struct TimedConfig {
    /// To its first text, and from any text to the next.
    pub silence: Duration,
    /// Altogether.
    pub total: Duration,
}

/// A model that ends with `Timeout` what takes too long.
pub struct TimedChatModel {
    inner: Arc<dyn ChatModel>,
    config: TimedConfig,
}

impl TimedChatModel {
    /// Gives `inner` so much time.
    pub const fn new(inner: Arc<dyn ChatModel>, config: TimedConfig) -> Self {
        Self { inner, config }
    }
}

fn too_late() -> ChatModelError {
    ChatModelErrorKind::Timeout.into()
}

#[async_trait]
impl ChatModel for TimedChatModel {
    fn provider(&self) -> &str {
        self.inner.provider()
    }

    fn can(&self, capability: Capability) -> bool {
        self.inner.can(capability)
    }

    async fn stream(&self, request: ChatRequest) -> Result<ChatStream, ChatModelError> {
        let TimedConfig { silence, total } = self.config;
        let end = Instant::now() + total;
        let first = timeout_at(end.min(Instant::now() + silence), until_first_text(&*self.inner, request));
        let pieces = first.await.map_err(|_| too_late())??;
        let timed = stream::unfold(Some(pieces), move |pieces| async move {
            let mut pieces = pieces?;
            let piece = match timeout_at(end.min(Instant::now() + silence), pieces.next()).await {
                Ok(piece) => piece?,
                Err(_) => Err(too_late()),
            };
            let goes_on = matches!(piece, Ok(ChatPiece::Text(_)));
            Some((piece, goes_on.then_some(pieces)))
        });
        Ok(timed.boxed())
    }

    async fn models(&self) -> Result<Vec<String>, ChatModelError> {
        let end = Instant::now() + self.config.total;
        timeout_at(end, self.inner.models()).await.unwrap_or_else(|_| Err(too_late()))
    }
}
