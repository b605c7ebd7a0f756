//! Leaves a provider alone that does not answer, and a key alone that may not ask.

mod parking;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::chat_model::{
    Capability, ChatModel, ChatModelError, ChatModelErrorKind, ChatPiece, ChatRequest, ChatStream,
};
use bondhu_ports::clock::Clock;
use futures::{StreamExt, stream};

use self::parking::Parking;
use crate::layers::breaker::Breaker;

/// When a [`GuardedChatModel`] stops asking, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct GuardedConfig {
    /// After how many failures in a row the provider is left alone; at least 1.
    pub failures: u32,
    /// For how long, until one request tries again.
    pub cool_down: Duration,
    /// For how long a key is left alone that the provider refuses, or whose credit is used up.
    pub refused_key: Duration,
    /// When the provider counts anew what it counts by day: for a provider that limits again and again without saying
    /// until when.
    pub day_ends: fn(Timestamp) -> Timestamp,
}

/// One key of a provider, which is not asked while that is in vain: for some time after failures in a row, and until the
/// time that the provider named after it limited the requests.
pub struct GuardedChatModel {
    inner: Arc<dyn ChatModel>,
    guard: Arc<Guard>,
}

struct Guard {
    breaker: Breaker,
    parking: Parking,
    config: GuardedConfig,
    clock: Arc<dyn Clock>,
}

impl GuardedChatModel {
    /// Guards `inner`.
    pub fn new(inner: Arc<dyn ChatModel>, config: GuardedConfig, clock: Arc<dyn Clock>) -> Self {
        let breaker = Breaker::new(
            format!("the language model of {}", inner.provider()),
            config.failures,
            config.cool_down,
        );
        let parking = Parking::new(inner.provider().to_owned());
        Self { inner, guard: Arc::new(Guard { breaker, parking, config, clock }) }
    }
}

impl Guard {
    fn admit(&self) -> Result<(), ChatModelError> {
        let now = self.clock.now();
        self.parking.admit(now)?;
        if self.breaker.admits(now) {
            return Ok(());
        }
        let error = ChatModelError::new(ChatModelErrorKind::Unavailable).because("it is left alone");
        Err(error.until(Some(now + self.config.cool_down)))
    }

    fn note(&self, outcome: Result<(), &ChatModelError>) {
        let now = self.clock.now();
        let Err(error) = outcome else {
            self.breaker.succeeded(now);
            self.parking.succeeded();
            return;
        };
        match error.kind {
            ChatModelErrorKind::Unavailable | ChatModelErrorKind::Timeout | ChatModelErrorKind::Malformed => {
                self.breaker.failed(now);
            }
            // It works; it does not want to, or has said enough.
            ChatModelErrorKind::Refused(_) | ChatModelErrorKind::Truncated => self.breaker.succeeded(now),
            // What one request asks too much of it says nothing about the next.
            ChatModelErrorKind::Unsupported => {}
            kind @ ChatModelErrorKind::RateLimited(_) => {
                self.parking.limited(kind, error.retry_at, now, self.config.day_ends);
            }
            kind @ (ChatModelErrorKind::Quota | ChatModelErrorKind::Unauthorized) => {
                self.parking.park(kind, now, error.retry_at.unwrap_or(now + self.config.refused_key));
            }
        }
    }
}

#[async_trait]
impl ChatModel for GuardedChatModel {
    fn provider(&self) -> &str {
        self.inner.provider()
    }

    fn can(&self, capability: Capability) -> bool {
        self.inner.can(capability)
    }

    async fn stream(&self, request: ChatRequest) -> Result<ChatStream, ChatModelError> {
        self.guard.admit()?;
        let pieces = match self.inner.stream(request).await {
            Ok(pieces) => pieces,
            Err(error) => {
                self.guard.note(Err(&error));
                return Err(error);
            }
        };
        let state = (pieces, self.guard.clone());
        let noted = stream::unfold(state, |(mut pieces, guard)| async move {
            let piece = pieces.next().await?;
            match &piece {
                Ok(ChatPiece::Text(_)) => {}
                Ok(ChatPiece::Finished(_)) => guard.note(Ok(())),
                Err(error) => guard.note(Err(error)),
            }
            Some((piece, (pieces, guard)))
        });
        Ok(noted.boxed())
    }

    async fn models(&self) -> Result<Vec<String>, ChatModelError> {
        self.inner.models().await
    }
}
