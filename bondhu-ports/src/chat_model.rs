//! Language models that hold a conversation and answer questions in JSON.

mod answer;
mod error;
mod ext;
mod request;

use async_trait::async_trait;

pub use self::answer::{ChatPiece, ChatReply, ChatStream, Finish, Usage};
pub use self::error::{ChatModelError, ChatModelErrorKind, RatePeriod, RefusedSide};
pub use self::ext::ChatModelExt;
pub use self::request::{AnswerFormat, ChatRequest, JsonSchema, Line, Role};

/// What a model may or may not be able to do. A caller asks [`ChatModel::can`] first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capability {
    /// The text comes in pieces while it is written; without it, in one piece.
    Streaming,
    /// Answers in JSON by a schema: [`AnswerFormat::Json`].
    JsonSchema,
    /// The same request, seed included, gives the same answer.
    Seed,
    /// The answer's end tells how many tokens it took: [`Finish::usage`].
    Usage,
    /// Tells which models there are: [`ChatModel::models`].
    ModelList,
}

impl Capability {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Streaming, Self::JsonSchema, Self::Seed, Self::Usage, Self::ModelList];
}

/// A model.
#[async_trait]
pub trait ChatModel: Send + Sync {
    /// The provider's configured name. Of a chain of models that of the first, which is to answer when all is well:
    /// an answer whose [`Finish::provider`] is another is a degraded one.
    fn provider(&self) -> &str;

    /// Whether the model can do this. Does not change.
    fn can(&self, capability: Capability) -> bool;

    /// Asks. The stream yields text pieces, none of them empty, and then `Finished`, or an error after which nothing
    /// follows. An answer has text: one without is `Malformed`. Dropping the future or the stream stops the work. The last
    /// line must be the person's; otherwise the request is `Malformed`. A request for JSON to a model that has not
    /// [`Capability::JsonSchema`] is `Unsupported`; the JSON of one that has is not checked against the schema.
    async fn stream(&self, request: ChatRequest) -> Result<ChatStream, ChatModelError>;

    /// The models that the provider offers, by the names under which they can be configured; at least one. `Unsupported`
    /// without [`Capability::ModelList`].
    async fn models(&self) -> Result<Vec<String>, ChatModelError>;
}
