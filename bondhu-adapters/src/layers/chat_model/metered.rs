//! Counts what a model is asked, how it answers, how long that takes and how many tokens it costs.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::chat_model::{
    Capability, ChatModel, ChatModelError, ChatModelErrorKind, ChatPiece, ChatRequest, ChatStream, Finish,
};
use bondhu_ports::clock::Clock;
use futures::{StreamExt, stream};

/// A model with figures: `bondhu_model_answers_total`, `bondhu_model_first_text_seconds`, `bondhu_model_answer_seconds`
/// and `bondhu_model_tokens_total`.
pub struct MeteredChatModel {
    inner: Arc<dyn ChatModel>,
    clock: Arc<dyn Clock>,
    /// What the provider last called the model: it may change without anybody here changing anything.
    seen: Arc<Mutex<String>>,
}

impl MeteredChatModel {
    /// Counts what `inner` does.
    pub fn new(inner: Arc<dyn ChatModel>, clock: Arc<dyn Clock>) -> Self {
        Self { inner, clock, seen: Arc::default() }
    }

    fn note(&self) -> Note {
        Note {
            provider: self.inner.provider().to_owned(),
            began: self.clock.now(),
            clock: self.clock.clone(),
            seen: self.seen.clone(),
            spoke: false,
            is_open: true,
        }
    }
}

#[async_trait]
impl ChatModel for MeteredChatModel {
    fn provider(&self) -> &str {
        self.inner.provider()
    }

    fn can(&self, capability: Capability) -> bool {
        self.inner.can(capability)
    }

    async fn stream(&self, request: ChatRequest) -> Result<ChatStream, ChatModelError> {
        let mut note = self.note();
        let pieces = match self.inner.stream(request).await {
            Ok(pieces) => pieces,
            Err(error) => {
                note.ended(outcome(error.kind));
                return Err(error);
            }
        };
        let noted = stream::unfold((pieces, note), |(mut pieces, mut note)| async move {
            let piece = pieces.next().await?;
            note.take(&piece);
            Some((piece, (pieces, note)))
        });
        Ok(noted.boxed())
    }

    async fn models(&self) -> Result<Vec<String>, ChatModelError> {
        self.inner.models().await
    }
}

/// What is noted of one answer.
struct Note {
    provider: String,
    began: Timestamp,
    clock: Arc<dyn Clock>,
    seen: Arc<Mutex<String>>,
    spoke: bool,
    is_open: bool,
}

impl Note {
    fn take(&mut self, piece: &Result<ChatPiece, ChatModelError>) {
        match piece {
            Ok(ChatPiece::Text(_)) if self.spoke => {}
            Ok(ChatPiece::Text(_)) => {
                self.spoke = true;
                self.record("bondhu_model_first_text_seconds");
            }
            Ok(ChatPiece::Finished(finish)) => {
                self.cost(finish);
                self.record("bondhu_model_answer_seconds");
                self.ended("answered");
            }
            Err(error) => self.ended(outcome(error.kind)),
        }
    }

    fn record(&self, name: &'static str) {
        let taken: Duration = self.clock.now().since(self.began);
        metrics::histogram!(name, "provider" => self.provider.clone()).record(taken.as_secs_f64());
    }

    fn cost(&self, finish: &Finish) {
        for (of, tokens) in finish.usage.iter().flat_map(|usage| {
            [("prompt", usage.prompt), ("answer", usage.answer), ("thought", usage.thought)]
        }) {
            let labels = [("provider", self.provider.clone()), ("of", of.to_owned())];
            metrics::counter!("bondhu_model_tokens_total", &labels).increment(tokens.into());
        }
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if *seen != finish.model {
            tracing::info!(provider = self.provider, model = finish.model, before = *seen, "a model answers");
            seen.clone_from(&finish.model);
        }
    }

    fn ended(&mut self, outcome: &'static str) {
        self.is_open = false;
        let labels = [("provider", self.provider.clone()), ("outcome", outcome.to_owned())];
        metrics::counter!("bondhu_model_answers_total", &labels).increment(1);
    }
}

impl Drop for Note {
    fn drop(&mut self) {
        if self.is_open {
            self.ended("dropped");
        }
    }
}

const fn outcome(kind: ChatModelErrorKind) -> &'static str {
    match kind {
        ChatModelErrorKind::Refused(_) => "refused",
        ChatModelErrorKind::RateLimited(_) => "rate_limited",
        ChatModelErrorKind::Quota => "quota",
        ChatModelErrorKind::Unauthorized => "unauthorized",
        ChatModelErrorKind::Unavailable => "unavailable",
        ChatModelErrorKind::Truncated => "truncated",
        ChatModelErrorKind::Malformed => "malformed",
        ChatModelErrorKind::Unsupported => "unsupported",
        ChatModelErrorKind::Timeout => "timeout",
    }
}
