//! Servers that speak OpenAI's chat completions: OpenAI, OpenRouter, Ollama, vLLM, llama.cpp and others.

mod auth;
mod config;
mod error;
mod learned;
mod stream;
#[cfg(test)]
mod tests;
mod thinking;
mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use bondhu_ports::chat_model::{
    AnswerFormat, Capability, ChatModel, ChatModelError, ChatModelErrorKind, ChatRequest, ChatStream,
};
use bondhu_ports::clock::Clock;
use reqwest::Client;
use secrecy::SecretString;

pub use self::config::OpenAiConfig;
pub use self::error::next_midnight;
use self::learned::Learned;
use self::stream::Reply;
use self::wire::{Body, ModelList};
use crate::http_client::{HttpClientError, http_client};
use crate::model_wire::answer::{read_json, stream_of};
use crate::model_wire::transport::{Sent, send, whole};

/// Under what name it is configured.
const PROVIDER: &str = "openai";
/// A list of models that is larger is none.
const LARGEST_LIST: usize = 8 << 20;

/// One model of such a server asked with one key, or with none.
pub struct OpenAi {
    client: Client,
    config: OpenAiConfig,
    key: Option<SecretString>,
    learned: Arc<Learned>,
    clock: Arc<dyn Clock>,
}

impl OpenAi {
    /// A model at the configured address, asked with this key. Nothing is asked yet.
    pub fn new(
        config: OpenAiConfig,
        key: Option<SecretString>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, HttpClientError> {
        let learned = Arc::new(Learned::at(&config.base_url));
        Ok(Self { client: http_client(config.timeout)?, config, key, learned, clock })
    }

    /// The same model asked with another key. What one learns about the server, the other knows.
    #[must_use]
    pub fn with_key(&self, key: SecretString) -> Self {
        Self {
            client: self.client.clone(),
            config: self.config.clone(),
            key: Some(key),
            learned: self.learned.clone(),
            clock: self.clock.clone(),
        }
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Result<reqwest::Response, Refusal> {
        match send(auth::signed(request, self.key.as_ref())).await {
            Ok(Sent::Answer(response)) => Ok(response),
            Ok(Sent::Failure(failure)) => Err(Refusal {
                error: error::of_failure(&failure, self.clock.now()),
                about: error::field(&failure),
                of_the_request: matches!(failure.status, 400 | 422 | 501),
            }),
            Err(error) => Err(Refusal { error, about: None, of_the_request: false }),
        }
    }
}

/// A request that was not answered.
struct Refusal {
    error: ChatModelError,
    /// The field of the request that the server names.
    about: Option<String>,
    /// Whether the server cannot read the request.
    of_the_request: bool,
}

#[async_trait]
impl ChatModel for OpenAi {
    fn provider(&self) -> &'static str {
        PROVIDER
    }

    fn can(&self, capability: Capability) -> bool {
        match capability {
            Capability::Streaming | Capability::JsonSchema | Capability::Usage | Capability::ModelList => {
                true
            }
            // Few of these servers promise equal answers.
            Capability::Seed => false,
        }
    }

    async fn stream(&self, request: ChatRequest) -> Result<ChatStream, ChatModelError> {
        let url = format!("{}/chat/completions", self.config.root());
        let mut shape = self.learned.shape();
        loop {
            let body = Body::new(&request, &self.config, shape)?;
            let refusal = match self.send(self.client.post(&url).json(&body)).await {
                Ok(response) => {
                    self.learned.works(shape, &request.format);
                    return Ok(stream_of(
                        response,
                        Reply::new(self.config.model.clone(), self.clock.clone()),
                    ));
                }
                Err(refusal) => refusal,
            };
            let is_json = match &request.format {
                AnswerFormat::Text => false,
                AnswerFormat::Json(_) => true,
            };
            let next =
                if refusal.of_the_request { shape.next(refusal.about.as_deref(), is_json) } else { None };
            shape = next.ok_or(refusal.error)?;
        }
    }

    async fn models(&self) -> Result<Vec<String>, ChatModelError> {
        let request = self.client.get(format!("{}/models", self.config.root()));
        let response = self.send(request).await.map_err(|refusal| refusal.error)?;
        let list: ModelList = read_json(&whole(response, LARGEST_LIST).await?)?;
        let names: Vec<String> = list.names().collect();
        if names.is_empty() { Err(ChatModelErrorKind::Malformed.into()) } else { Ok(names) }
    }
}
