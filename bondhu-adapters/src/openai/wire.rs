//! The JSON of the API, as far as all servers agree on it. What may be absent may be `null` too.

use bondhu_ports::chat_model::{AnswerFormat, ChatModelError, ChatRequest, JsonSchema, Line, Role};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::config::OpenAiConfig;
use super::learned::{JsonMode, LimitField, Shape};
use crate::model_wire::request::{ROOM_FOR_THOUGHT, turns};

/// No `temperature` or other sampling parameters: models have good defaults of their own, and some refuse them.
#[derive(Serialize)]
pub(super) struct Body {
    model: String,
    messages: Vec<Message>,
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    stream_options: Option<StreamOptions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_completion_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_format: Option<Value>,
}

#[derive(Serialize)]
struct Message {
    role: &'static str,
    content: String,
}

#[derive(Serialize)]
struct StreamOptions {
    include_usage: bool,
}

impl Body {
    pub(super) fn new(
        request: &ChatRequest,
        config: &OpenAiConfig,
        shape: Shape,
    ) -> Result<Self, ChatModelError> {
        let schema = match &request.format {
            AnswerFormat::Text => None,
            AnswerFormat::Json(schema) => Some(schema),
        };
        let mut system = request.system.clone();
        let response_format = schema.and_then(|schema| match shape.json {
            JsonMode::Schema => Some(json_schema(schema)),
            JsonMode::Object => Some(json!({"type": "json_object"})),
            JsonMode::Instructions => None,
        });
        match (schema, shape.json) {
            (Some(schema), JsonMode::Object | JsonMode::Instructions) => {
                system.push_str(&instructions(schema));
            }
            (None, _) | (Some(_), JsonMode::Schema) => {}
        }
        let lines = turns(request)?;
        let system = Some(system).filter(|system| !system.is_empty());
        let system = system.map(|content| Message { role: "system", content });
        let limit = match (request.max_tokens, config.max_tokens) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        let (max_tokens, max_completion_tokens) = match shape.limit {
            LimitField::MaxTokens => (limit, None),
            LimitField::MaxCompletionTokens => {
                (None, limit.map(|tokens| tokens.saturating_add(ROOM_FOR_THOUGHT)))
            }
        };
        // Of JSON there is nothing to show before the end.
        let stream = schema.is_none();
        Ok(Self {
            model: config.model.clone(),
            messages: system.into_iter().chain(lines.into_iter().map(message)).collect(),
            stream,
            stream_options: stream.then_some(StreamOptions { include_usage: true }),
            max_tokens,
            max_completion_tokens,
            response_format,
        })
    }
}

fn message(line: Line) -> Message {
    let role = match line.role {
        Role::User => "user",
        Role::Assistant => "assistant",
    };
    Message { role, content: line.text }
}

fn json_schema(JsonSchema { name, schema }: &JsonSchema) -> Value {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let name: String = name.chars().map(|c| if allowed(c) { c } else { '_' }).take(64).collect();
    json!({"type": "json_schema", "json_schema": {"name": name, "strict": true, "schema": schema}})
}

fn instructions(schema: &JsonSchema) -> String {
    format!(
        "\n\nAnswer with one JSON value and nothing else. It follows this JSON Schema:\n{}",
        schema.schema
    )
}

/// A whole answer, or a part of one.
#[derive(Deserialize)]
pub(super) struct Chunk {
    pub(super) error: Option<Value>,
    pub(super) choices: Option<Vec<Option<Choice>>>,
    pub(super) usage: Option<TokenUsage>,
    pub(super) model: Option<String>,
    /// Present in every answer, and in older failures of vLLM as `error`.
    pub(super) object: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Choice {
    pub(super) delta: Option<Said>,
    pub(super) message: Option<Said>,
    pub(super) finish_reason: Option<String>,
}

/// Thinking comes in fields of its own, which are not read.
#[derive(Deserialize)]
pub(super) struct Said {
    pub(super) content: Option<String>,
    pub(super) refusal: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct TokenUsage {
    pub(super) prompt_tokens: Option<u32>,
    pub(super) completion_tokens: Option<u32>,
    pub(super) completion_tokens_details: Option<CompletionDetails>,
}

#[derive(Deserialize)]
pub(super) struct CompletionDetails {
    pub(super) reasoning_tokens: Option<u32>,
}

#[derive(Deserialize)]
pub(super) struct ModelList {
    data: Option<Vec<Option<Model>>>,
}

#[derive(Deserialize)]
struct Model {
    id: Option<String>,
}

impl ModelList {
    pub(super) fn names(self) -> impl Iterator<Item = String> {
        self.data.into_iter().flatten().flatten().filter_map(|model| model.id)
    }
}
