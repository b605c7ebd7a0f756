//! Several keys of one provider, used in turn.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use bondhu_ports::chat_model::{
    Capability, ChatModel, ChatModelError, ChatModelErrorKind, ChatRequest, ChatStream,
};

use super::first_text::until_first_text;

/// One provider with several keys. Each request begins with the next key, and goes on to others while the fault is the
/// key's.
pub struct RotatingChatModel {
    first: Arc<dyn ChatModel>,
    others: Vec<Arc<dyn ChatModel>>,
    turn: AtomicUsize,
}

impl RotatingChatModel {
    /// The same model by each of its keys.
    pub fn new(first: Arc<dyn ChatModel>, others: Vec<Arc<dyn ChatModel>>) -> Self {
        Self { first, others, turn: AtomicUsize::new(0) }
    }

    /// All, beginning with the one whose turn it is.
    fn in_turn(&self) -> impl Iterator<Item = &Arc<dyn ChatModel>> {
        let count = self.others.len() + 1;
        let turn = self.turn.fetch_add(1, Ordering::Relaxed) % count;
        let all = || std::iter::once(&self.first).chain(&self.others);
        all().skip(turn).chain(all().take(turn))
    }
}

/// Whether another key may fare better.
fn is_of_the_key(error: &ChatModelError) -> bool {
    match error.kind {
        ChatModelErrorKind::RateLimited(_) | ChatModelErrorKind::Quota | ChatModelErrorKind::Unauthorized => {
            true
        }
        // One that names a time was left alone and not asked.
        ChatModelErrorKind::Unavailable => error.retry_at.is_some(),
        ChatModelErrorKind::Refused(_)
        | ChatModelErrorKind::Truncated
        | ChatModelErrorKind::Malformed
        | ChatModelErrorKind::Unsupported
        | ChatModelErrorKind::Timeout => false,
    }
}

#[async_trait]
impl ChatModel for RotatingChatModel {
    fn provider(&self) -> &str {
        self.first.provider()
    }

    fn can(&self, capability: Capability) -> bool {
        self.first.can(capability)
    }

    async fn stream(&self, request: ChatRequest) -> Result<ChatStream, ChatModelError> {
        let mut soonest: Option<ChatModelError> = None;
        for key in self.in_turn() {
            let error = match until_first_text(&**key, request.clone()).await {
                Ok(pieces) => return Ok(pieces),
                Err(error) if is_of_the_key(&error) => error,
                Err(error) => return Err(error),
            };
            // What can be asked again soonest is what the caller should know.
            soonest = Some(match soonest {
                Some(before) if before.retry_at.is_some() && before.retry_at <= error.retry_at => before,
                Some(before) if error.retry_at.is_none() => before,
                Some(_) | None => error,
            });
        }
        Err(soonest.unwrap_or_else(|| ChatModelErrorKind::Unavailable.into()))
    }

    async fn models(&self) -> Result<Vec<String>, ChatModelError> {
        let mut last = None;
        for key in self.in_turn() {
            match key.models().await {
                Ok(models) => return Ok(models),
                Err(error) => last = Some(error),
            }
        }
        Err(last.unwrap_or_else(|| ChatModelErrorKind::Unavailable.into()))
    }
}
