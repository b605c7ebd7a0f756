//! Language models that hold a conversation.

use async_trait::async_trait;
use bondhu_domain::users::Language;
use futures::stream::BoxStream;

use crate::error::BoxError;

/// Who says a line of the conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The person.
    User,
    /// Bondhu.
    Assistant,
}

/// One line of the conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Who.
    pub role: Role,
    /// What.
    pub text: String,
}

/// What a model is asked. The last line is the person's newest message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatRequest {
    /// How to behave.
    pub system: String,
    /// The conversation, oldest first.
    pub lines: Vec<Line>,
    /// The person's language.
    pub language: Language,
    /// What the person wants to be called.
    pub name: Option<String>,
    /// Decides between equally good answers where the model can be seeded.
    pub seed: u64,
}

/// A piece of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChatPiece {
    /// More text. Pieces may end anywhere between two characters.
    Text(String),
    /// The answer is complete. Nothing follows. A stream that ends without it was cut.
    Finished {
        /// The model's own name or version.
        model: String,
    },
}

/// An answer as it comes.
pub type ChatStream = BoxStream<'static, Result<ChatPiece, ChatModelError>>;

/// What a caller can do about a model's failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChatModelErrorKind {
    /// The model will not answer this; asking another is no remedy.
    Refused,
    /// The model cannot be asked now; another may be.
    Unavailable,
    /// The answer broke off.
    Truncated,
    /// The answer could not be understood.
    Malformed,
}

/// A failure of a model.
#[derive(Debug, thiserror::Error)]
#[error("the model failed ({kind:?})")]
pub struct ChatModelError {
    /// What the caller can do.
    pub kind: ChatModelErrorKind,
    /// Why.
    pub source: Option<BoxError>,
}

/// A model.
#[async_trait]
pub trait ChatModel: Send + Sync {
    /// The provider's configured name.
    fn provider(&self) -> &str;

    /// Asks. The stream yields text pieces and then `Finished`, or an error after which nothing follows. Dropping the
    /// stream stops the work. The same request gives the same answer where the model can be seeded.
    async fn stream(&self, request: ChatRequest) -> Result<ChatStream, ChatModelError>;
}
