//! What a server turned out to understand. Servers differ in what they take, and none says so beforehand: what it refuses
//! with a 400 is asked in another way, and the way that worked is kept.

use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

use bondhu_ports::chat_model::AnswerFormat;

/// How a request is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) json: JsonMode,
    pub(super) limit: LimitField,
}

/// How JSON is asked for, the strictest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum JsonMode {
    /// The server follows the schema.
    Schema,
    /// The server gives JSON; the schema is in the instructions.
    Object,
    /// All of it is in the instructions.
    Instructions,
}

/// In which field the limit on tokens stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LimitField {
    /// `max_tokens`, which local servers know alone.
    MaxTokens,
    /// `max_completion_tokens`, which thinking is counted in; OpenAI's newer models know it alone.
    MaxCompletionTokens,
}

impl Shape {
    /// Another way to write what was refused, if there is one. `about` is the field that the server names.
    pub(super) fn next(self, about: Option<&str>, is_json: bool) -> Option<Self> {
        match (self.limit, about) {
            (LimitField::MaxTokens, Some("max_tokens")) => {
                return Some(Self { limit: LimitField::MaxCompletionTokens, ..self });
            }
            // It was the other one before: no limit will do.
            (LimitField::MaxCompletionTokens, Some("max_completion_tokens" | "max_tokens")) => return None,
            (LimitField::MaxTokens | LimitField::MaxCompletionTokens, _) => {}
        }
        let json = match self.json {
            JsonMode::Schema => JsonMode::Object,
            JsonMode::Object => JsonMode::Instructions,
            JsonMode::Instructions => return None,
        };
        is_json.then_some(Self { json, ..self })
    }
}

/// The shape that a server takes, as far as known. Shared by all who ask it.
pub(super) struct Learned {
    json: AtomicU8,
    completion_tokens: AtomicBool,
}

impl Learned {
    /// What is known of a server that was never asked.
    pub(super) fn at(base_url: &str) -> Self {
        let is_openai = base_url.starts_with("https://api.openai.com/");
        Self { json: AtomicU8::new(0), completion_tokens: AtomicBool::new(is_openai) }
    }

    /// How to write the next request.
    pub(super) fn shape(&self) -> Shape {
        let json = match self.json.load(Ordering::Relaxed) {
            0 => JsonMode::Schema,
            1 => JsonMode::Object,
            _ => JsonMode::Instructions,
        };
        let limit = if self.completion_tokens.load(Ordering::Relaxed) {
            LimitField::MaxCompletionTokens
        } else {
            LimitField::MaxTokens
        };
        Shape { json, limit }
    }

    /// A request of this shape was taken. A request for text says nothing about JSON.
    pub(super) fn works(&self, shape: Shape, format: &AnswerFormat) {
        self.completion_tokens.store(shape.limit == LimitField::MaxCompletionTokens, Ordering::Relaxed);
        match format {
            AnswerFormat::Text => {}
            AnswerFormat::Json(_) => self.json.store(shape.json as u8, Ordering::Relaxed),
        }
    }
}
