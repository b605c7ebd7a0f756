//! What a model answers.

use futures::stream::BoxStream;

use super::error::ChatModelError;

/// A piece of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChatPiece {
    /// More text. Pieces may end anywhere between two characters.
    Text(String),
    /// The answer is complete. Nothing follows. A stream that ends without it was cut.
    Finished(Finish),
}

/// How an answer came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finish {
    /// The configured name of the provider that answered.
    pub provider: String,
    /// The model's name or version as the provider reported it: it may be another than the configured one.
    pub model: String,
    /// What it took, where the provider tells.
    pub usage: Option<Usage>,
}

/// Tokens, as the provider counts them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Of the request.
    pub prompt: u32,
    /// Of the answer's text.
    pub answer: u32,
    /// Of thinking that is not shown.
    pub thought: u32,
}

/// An answer as it comes.
pub type ChatStream = BoxStream<'static, Result<ChatPiece, ChatModelError>>;

/// A whole answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatReply {
    /// All of its text.
    pub text: String,
    /// How it came about.
    pub finish: Finish,
}
