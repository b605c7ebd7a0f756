//! A chain of providers: the next is asked when one cannot answer, before anything was shown.

use std::sync::Arc;

use async_trait::async_trait;
use bondhu_ports::chat_model::{
    AnswerFormat, Capability, ChatModel, ChatModelError, ChatModelErrorKind, ChatRequest, ChatStream,
};
use futures::StreamExt;

use super::first_text::until_first_text;

/// A chain of models. Each is asked when those before it failed without a word. A refusal is not taken to the next, which
/// would be asked the same; and once text was given, the answer is that one's, however it ends.
pub struct FailoverChatModel {
    first: Arc<dyn ChatModel>,
    others: Vec<Arc<dyn ChatModel>>,
}

impl FailoverChatModel {
    /// The chain of these, in this order.
    pub const fn new(first: Arc<dyn ChatModel>, others: Vec<Arc<dyn ChatModel>>) -> Self {
        Self { first, others }
    }

    fn all(&self) -> impl Iterator<Item = &Arc<dyn ChatModel>> {
        std::iter::once(&self.first).chain(&self.others)
    }
}

#[async_trait]
impl ChatModel for FailoverChatModel {
    fn provider(&self) -> &str {
        self.first.provider()
    }

    fn can(&self, capability: Capability) -> bool {
        match capability {
            Capability::Streaming | Capability::Seed | Capability::Usage => self.first.can(capability),
            Capability::JsonSchema | Capability::ModelList => self.all().any(|model| model.can(capability)),
        }
    }

    async fn stream(&self, request: ChatRequest) -> Result<ChatStream, ChatModelError> {
        let mut failed: Option<ChatModelError> = None;
        for model in self.all() {
            let fits = match request.format {
                AnswerFormat::Text => true,
                AnswerFormat::Json(_) => model.can(Capability::JsonSchema),
            };
            if !fits {
                continue;
            }
            let provider = model.provider();
            match until_first_text(&**model, request.clone()).await {
                Ok(pieces) => {
                    let provider = provider.to_owned();
                    return Ok(pieces.map(move |piece| piece.map_err(|error| of(error, &provider))).boxed());
                }
                Err(error) => {
                    let error = of(error, provider);
                    match error.kind {
                        ChatModelErrorKind::Refused(_) => return Err(error),
                        ChatModelErrorKind::RateLimited(_)
                        | ChatModelErrorKind::Quota
                        | ChatModelErrorKind::Unauthorized
                        | ChatModelErrorKind::Unavailable
                        | ChatModelErrorKind::Truncated
                        | ChatModelErrorKind::Malformed
                        | ChatModelErrorKind::Unsupported
                        | ChatModelErrorKind::Timeout => {}
                    }
                    let error_of = &error as &dyn std::error::Error;
                    tracing::warn!(provider, error = error_of, "a language model failed; the next is asked");
                    metrics::counter!("bondhu_model_failovers_total", "provider" => provider.to_owned())
                        .increment(1);
                    // What the first failed with is what the operator has to look at.
                    failed = failed.or(Some(error));
                }
            }
        }
        Err(failed.unwrap_or_else(|| ChatModelErrorKind::Unsupported.into()))
    }

    async fn models(&self) -> Result<Vec<String>, ChatModelError> {
        let (mut models, mut failed) = (Vec::new(), None);
        for model in self.all().filter(|model| model.can(Capability::ModelList)) {
            match model.models().await {
                Ok(of_one) => models.extend(of_one),
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        match failed {
            Some(error) if models.is_empty() => Err(error),
            None if models.is_empty() => Err(ChatModelErrorKind::Unsupported.into()),
            Some(_) | None => Ok(models),
        }
    }
}

/// The failure as that of one provider of the chain.
fn of(error: ChatModelError, provider: &str) -> ChatModelError {
    ChatModelError { provider: error.provider.or_else(|| Some(provider.to_owned())), ..error }
}
