//! Google's Gemini by its API for developers: `generateContent` and `streamGenerateContent`.

mod auth;
mod config;
mod error;
mod stream;
#[cfg(test)]
mod tests;
mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use bondhu_ports::chat_model::{
    AnswerFormat, Capability, ChatModel, ChatModelError, ChatModelErrorKind, ChatRequest, ChatStream,
};
use bondhu_ports::clock::Clock;
use reqwest::Client;
use secrecy::SecretString;

pub use self::config::GeminiConfig;
use self::stream::Reply;
use self::wire::{ModelList, body};
use crate::http_client::{HttpClientError, http_client};
use crate::model_wire::answer::{read_json, stream_of};
use crate::model_wire::transport::{Sent, send, whole};
pub use crate::quota_day::next_pacific_midnight;

/// Under what name it is configured.
const PROVIDER: &str = "gemini";
/// A list of models that takes more pages than this is not read to its end.
const MOST_PAGES: usize = 10;
/// A page of the list of models that is larger is none.
const LARGEST_PAGE: usize = 4 << 20;

/// One model of Gemini asked with one key.
pub struct Gemini {
    client: Client,
    config: GeminiConfig,
    key: SecretString,
    clock: Arc<dyn Clock>,
}

impl Gemini {
    /// A model at the configured address, asked with this key. Nothing is asked yet.
    pub fn new(
        config: GeminiConfig,
        key: SecretString,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, HttpClientError> {
        Ok(Self { client: http_client(config.timeout)?, config, key, clock })
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Result<reqwest::Response, ChatModelError> {
        match send(auth::signed(request, &self.key)).await? {
            Sent::Answer(response) => Ok(response),
            Sent::Failure(failure) => Err(error::of_failure(&failure, self.clock.now())),
        }
    }

    async fn page_of_models(&self, token: Option<&str>) -> Result<ModelList, ChatModelError> {
        let mut url = format!("{}/models?pageSize=1000", self.config.root());
        if let Some(token) = token {
            url.push_str("&pageToken=");
            url.extend(token.bytes().filter(|byte| !byte.is_ascii_whitespace()).map(escaped));
        }
        let response = self.send(self.client.get(url)).await?;
        read_json(&whole(response, LARGEST_PAGE).await?)
    }
}

/// A byte of a value in a query.
fn escaped(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

#[async_trait]
impl ChatModel for Gemini {
    fn provider(&self) -> &'static str {
        PROVIDER
    }

    fn can(&self, capability: Capability) -> bool {
        match capability {
            Capability::Streaming | Capability::JsonSchema | Capability::Usage | Capability::ModelList => {
                true
            }
            // A seed makes equal answers likely and does not promise them.
            Capability::Seed => false,
        }
    }

    async fn stream(&self, request: ChatRequest) -> Result<ChatStream, ChatModelError> {
        let body = body(&request, self.config.thinking_level.as_deref())?;
        let call = match request.format {
            AnswerFormat::Text => "streamGenerateContent?alt=sse",
            // There is nothing to show before the end.
            AnswerFormat::Json(_) => "generateContent",
        };
        let url = format!("{}/models/{}:{call}", self.config.root(), self.config.model);
        let response = self.send(self.client.post(url).json(&body)).await?;
        Ok(stream_of(response, Reply::new(self.config.model.clone(), self.clock.clone())))
    }

    async fn models(&self) -> Result<Vec<String>, ChatModelError> {
        let mut names = Vec::new();
        let mut token = None;
        for _ in 0..MOST_PAGES {
            let page = self.page_of_models(token.as_deref()).await?;
            names.extend(page.names());
            token = page.next_page_token.filter(|token| !token.is_empty());
            if token.is_none() {
                break;
            }
        }
        if names.is_empty() { Err(ChatModelErrorKind::Malformed.into()) } else { Ok(names) }
    }
}
