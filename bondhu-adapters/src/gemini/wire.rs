//! The JSON of the API. What is not needed is not read, and what may be absent may be `null` too.

use bondhu_ports::chat_model::{AnswerFormat, ChatModelError, ChatRequest, Role};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model_wire::request::{ROOM_FOR_THOUGHT, turns};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Body {
    contents: Vec<Said>,
    #[serde(skip_serializing_if = "Option::is_none")]
    system_instruction: Option<Said>,
    #[serde(skip_serializing_if = "Option::is_none")]
    generation_config: Option<Generation>,
}

#[derive(Serialize)]
struct Said {
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'static str>,
    parts: [Text; 1],
}

#[derive(Serialize)]
struct Text {
    text: String,
}

/// No `temperature`, `topP` or `topK`: newer models ignore them or refuse the request.
#[derive(Default, Serialize, PartialEq)]
#[serde(rename_all = "camelCase")]
struct Generation {
    #[serde(skip_serializing_if = "Option::is_none")]
    max_output_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_mime_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_json_schema: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thinking_config: Option<Thinking>,
}

#[derive(Serialize, PartialEq)]
#[serde(rename_all = "camelCase")]
struct Thinking {
    thinking_level: String,
}

/// The body of a request.
pub(super) fn body(request: &ChatRequest, thinking_level: Option<&str>) -> Result<Body, ChatModelError> {
    let said = |role, text| Said { role, parts: [Text { text }] };
    let contents = turns(request)?.into_iter().map(|line| {
        let role = match line.role {
            Role::User => "user",
            Role::Assistant => "model",
        };
        said(Some(role), line.text)
    });
    let mut generation = Generation {
        max_output_tokens: request.max_tokens.map(|tokens| tokens.saturating_add(ROOM_FOR_THOUGHT)),
        thinking_config: thinking_level.map(|level| Thinking { thinking_level: level.to_owned() }),
        ..Generation::default()
    };
    match &request.format {
        AnswerFormat::Text => {}
        AnswerFormat::Json(schema) => {
            generation.response_mime_type = Some("application/json");
            generation.response_json_schema = Some(schema.schema.clone());
        }
    }
    Ok(Body {
        contents: contents.collect(),
        system_instruction: Some(request.system.clone())
            .filter(|system| !system.is_empty())
            .map(|system| said(None, system)),
        generation_config: Some(generation).filter(|generation| *generation != Generation::default()),
    })
}

/// A whole answer, or a part of one.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Chunk {
    pub(super) error: Option<Failure>,
    pub(super) candidates: Option<Vec<Option<Candidate>>>,
    pub(super) prompt_feedback: Option<PromptFeedback>,
    pub(super) usage_metadata: Option<UsageMetadata>,
    pub(super) model_version: Option<String>,
    pub(super) response_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Candidate {
    pub(super) content: Option<Content>,
    pub(super) finish_reason: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Content {
    pub(super) parts: Option<Vec<Option<Part>>>,
}

#[derive(Deserialize)]
pub(super) struct Part {
    pub(super) text: Option<String>,
    pub(super) thought: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PromptFeedback {
    pub(super) block_reason: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct UsageMetadata {
    #[serde(rename = "promptTokenCount")]
    pub(super) prompt: Option<u32>,
    #[serde(rename = "candidatesTokenCount")]
    pub(super) candidates: Option<u32>,
    #[serde(rename = "thoughtsTokenCount")]
    pub(super) thoughts: Option<u32>,
}

/// What stands under `error`.
#[derive(Deserialize)]
pub(super) struct Failure {
    pub(super) code: Option<u16>,
    pub(super) status: Option<String>,
    pub(super) details: Option<Vec<Option<Detail>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Detail {
    pub(super) reason: Option<String>,
    pub(super) violations: Option<Vec<Option<Violation>>>,
    pub(super) retry_delay: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Violation {
    pub(super) quota_id: Option<String>,
}

/// A page of the list of models.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ModelList {
    models: Option<Vec<Option<Model>>>,
    pub(super) next_page_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Model {
    name: Option<String>,
    supported_generation_methods: Option<Vec<String>>,
}

impl ModelList {
    /// Those that can be asked, by the names under which they are configured.
    pub(super) fn names(&self) -> impl Iterator<Item = String> {
        let models = self.models.iter().flatten().flatten();
        let answers = |model: &&Model| {
            let methods = model.supported_generation_methods.as_ref();
            methods.is_none_or(|methods| methods.iter().any(|method| method == "generateContent"))
        };
        models.filter(answers).filter_map(|model| {
            let name = model.name.as_deref()?;
            Some(name.strip_prefix("models/").unwrap_or(name).to_owned())
        })
    }
}
