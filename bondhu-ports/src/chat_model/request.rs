//! What a model is asked.

use bondhu_domain::users::Language;
use serde_json::Value;

/// What a model is asked. The last line is the person's newest message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatRequest {
    /// How to behave. Trusted: nothing that a person or a provider wrote stands in it outside a fence.
    pub system: String,
    /// The conversation, oldest first.
    pub lines: Vec<Line>,
    /// The person's language.
    pub language: Language,
    /// What the person wants to be called.
    pub name: Option<String>,
    /// What is remembered of the person and fits the newest message, the most fitting first, a sentence each. It stands in
    /// `system` too; this is for models that answer by rules.
    pub facts: Vec<String>,
    /// Decides between equally good answers where the model can be seeded.
    pub seed: u64,
    /// In what form to answer.
    pub format: AnswerFormat,
    /// How many tokens the text of the answer may take at most; where it would take more it ends with `Truncated`.
    /// `None` leaves it to the model.
    pub max_tokens: Option<u32>,
}

impl ChatRequest {
    /// A request for text in English to nobody in particular, by these lines.
    pub const fn new(system: String, lines: Vec<Line>) -> Self {
        Self {
            system,
            lines,
            language: Language::English,
            name: None,
            facts: Vec::new(),
            seed: 0,
            format: AnswerFormat::Text,
            max_tokens: None,
        }
    }
}

/// One line of the conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Who.
    pub role: Role,
    /// What.
    pub text: String,
}

/// Who says a line of the conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The person.
    User,
    /// Bondhu.
    Assistant,
}

/// In what form a model answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerFormat {
    /// Words.
    Text,
    /// One JSON value by this schema and nothing else.
    Json(JsonSchema),
}

/// A JSON Schema that an answer follows. To be taken by every vendor it names all properties of an object as required,
/// and allows no others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonSchema {
    /// What the answer is, in up to 64 letters, digits, `_` and `-`.
    pub name: &'static str,
    /// The schema itself.
    pub schema: Value,
}
