//! The two vendors, as far as tests tell them apart.

use std::sync::Arc;
use std::time::Duration;

use bondhu_adapters::gemini::{Gemini, GeminiConfig};
use bondhu_adapters::openai::{OpenAi, OpenAiConfig};
use bondhu_ports::chat_model::{ChatModel, ChatRequest, Line, Role};
use bondhu_testkit::manual_clock::ManualClock;
use bondhu_testkit::wire_server::{WireReply, WireRequest, WireServer};
use serde_json::{Value, json};

/// Longer than any test takes.
pub const PATIENCE: Duration = Duration::from_mins(5);
pub const KEY: &str = "AQ.key-of-the-test";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vendor {
    Gemini,
    OpenAi,
}

impl Vendor {
    pub const ALL: [Self; 2] = [Self::Gemini, Self::OpenAi];

    pub fn model(self, server: &WireServer) -> Arc<dyn ChatModel> {
        self.at(&server.url(), PATIENCE)
    }

    pub fn at(self, url: &str, timeout: Duration) -> Arc<dyn ChatModel> {
        let clock = Arc::new(ManualClock::default());
        match self {
            Self::Gemini => {
                let config = GeminiConfig { base_url: url.to_owned(), timeout, ..GeminiConfig::default() };
                Arc::new(Gemini::new(config, KEY.into(), clock).unwrap())
            }
            Self::OpenAi => {
                let base_url = format!("{url}/v1/");
                let config = OpenAiConfig { base_url, model: "asked".to_owned(), max_tokens: None, timeout };
                Arc::new(OpenAi::new(config, Some(KEY.into()), clock).unwrap())
            }
        }
    }

    /// A server that answers everything, in two pieces where a stream is asked for.
    pub async fn server(self) -> WireServer {
        WireServer::start(move |request| self.answer(request)).await
    }

    pub fn answer(self, request: &WireRequest) -> WireReply {
        if request.method == "GET" {
            return WireReply::status(200).bytes(self.models().to_string());
        }
        if self.asks_for_a_stream(request) {
            self.stream().bytes(self.event("I am ")).bytes(self.event("listening.")).bytes(self.end())
        } else {
            WireReply::status(200).bytes(self.whole(r#"["calm"]"#).to_string())
        }
    }

    fn asks_for_a_stream(self, request: &WireRequest) -> bool {
        match self {
            Self::Gemini => request.target.contains("streamGenerateContent"),
            Self::OpenAi => request.json()["stream"] == true,
        }
    }

    /// The head of a stream.
    pub fn stream(self) -> WireReply {
        let kind = match self {
            Self::Gemini => "text/event-stream",
            Self::OpenAi => "text/event-stream; charset=utf-8",
        };
        WireReply::status(200).header("content-type", kind)
    }

    /// An event with text.
    pub fn event(self, text: &str) -> String {
        match self {
            Self::Gemini => {
                let chunk =
                    json!({"candidates": [{"content": {"role": "model", "parts": [{"text": text}]}}]});
                format!("data: {chunk}\r\n\r\n")
            }
            Self::OpenAi => format!("data: {}\n\n", json!({"choices": [{"delta": {"content": text}}]})),
        }
    }

    /// The proper end of a stream.
    pub fn end(self) -> String {
        match self {
            Self::Gemini => {
                let usage = json!({"promptTokenCount": 12, "candidatesTokenCount": 3});
                let last = json!({"candidates": [{"finishReason": "STOP"}], "usageMetadata": usage,
                    "modelVersion": "gemini-3.5-flash-lite-001"});
                format!("data: {last}\r\n\r\n")
            }
            Self::OpenAi => {
                let stop = json!({"model": "m-1", "choices": [{"delta": {}, "finish_reason": "stop"}]});
                let usage = json!({"choices": [], "usage": {"prompt_tokens": 12, "completion_tokens": 3}});
                format!("data: {stop}\n\ndata: {usage}\n\ndata: [DONE]\n\n")
            }
        }
    }

    /// A whole answer.
    pub fn whole(self, text: &str) -> Value {
        match self {
            Self::Gemini => json!({
                "candidates": [{"content": {"parts": [{"text": text}]}, "finishReason": "STOP"}],
                "usageMetadata": {"promptTokenCount": 12, "candidatesTokenCount": 3},
            }),
            Self::OpenAi => json!({
                "choices": [{"message": {"content": text}, "finish_reason": "stop"}],
                "usage": {"prompt_tokens": 12, "completion_tokens": 3},
            }),
        }
    }

    fn models(self) -> Value {
        match self {
            Self::Gemini => json!({"models": [
                {"name": "models/gemini-3.5-flash-lite", "supportedGenerationMethods": ["generateContent"]},
                {"name": "models/embedding-1", "supportedGenerationMethods": ["embedContent"]}, null,
            ]}),
            Self::OpenAi => json!({"object": "list", "data": [{"id": "m-1", "object": "model"}, null]}),
        }
    }

    /// What stands in the body of a failure, and in an answer that fails.
    pub fn failure(self, code: u16, word: &str, message: &str) -> Value {
        match self {
            Self::Gemini => json!({"error": {"code": code, "status": word, "message": message}}),
            Self::OpenAi => json!({"error": {"code": code, "type": word, "message": message, "param": null}}),
        }
    }

    /// A failure in the middle of a stream.
    pub fn broken_event(self) -> String {
        let failure = self.failure(503, "UNAVAILABLE", "overloaded");
        match self {
            Self::Gemini => format!("{failure:#}\n"),
            Self::OpenAi => format!("data: {failure}\n\n"),
        }
    }
}

pub fn ask(text: &str) -> ChatRequest {
    let line = Line { role: Role::User, text: text.to_owned() };
    ChatRequest::new("You are Bondhu.".to_owned(), vec![line])
}
