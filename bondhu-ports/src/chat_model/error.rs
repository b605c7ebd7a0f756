//! What can be wrong with a model, by what a caller can do about it.

use bondhu_domain::timestamp::Timestamp;

use crate::error::BoxError;

/// What a caller can do about a model's failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChatModelErrorKind {
    /// The model will not answer this; asking again or asking another is no remedy. What came before is not to be shown.
    Refused(RefusedSide),
    /// Too many requests; one more may be made later: [`ChatModelError::retry_at`].
    RateLimited(RatePeriod),
    /// What was paid for is used up. Somebody must pay.
    Quota,
    /// The provider does not take the key, or the key may not do this. Somebody must change the settings.
    Unauthorized,
    /// The model cannot be asked now; it or another may be.
    Unavailable,
    /// The answer broke off, at its limit or because the connection did. What came before can be shown.
    Truncated,
    /// The answer could not be understood.
    Malformed,
    /// The provider does not know the model, or the model cannot do what was asked. Another may.
    Unsupported,
    /// The answer did not come in time.
    Timeout,
}

/// What a model refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusedSide {
    /// To read what it was asked.
    Prompt,
    /// To say what it would have answered.
    Reply,
}

/// What a limit on requests counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RatePeriod {
    /// Minutes, or something as short.
    Minute,
    /// Days.
    Day,
}

/// A failure of a model.
#[derive(Debug, thiserror::Error)]
#[error("the model failed ({kind:?})")]
pub struct ChatModelError {
    /// What the caller can do.
    pub kind: ChatModelErrorKind,
    /// Not before this may the same be asked again, where the provider says so.
    pub retry_at: Option<Timestamp>,
    /// The configured name of the provider that failed, where several could have answered.
    pub provider: Option<String>,
    /// Why. Never quotes what was asked or answered.
    pub source: Option<BoxError>,
}

impl ChatModelError {
    /// A failure of this kind and nothing else known about it.
    pub const fn new(kind: ChatModelErrorKind) -> Self {
        Self { kind, retry_at: None, provider: None, source: None }
    }

    /// The same, with its cause.
    #[must_use]
    pub fn because(self, source: impl Into<BoxError>) -> Self {
        Self { source: Some(source.into()), ..self }
    }

    /// The same, with the time before which nothing may be asked.
    #[must_use]
    pub fn until(self, retry_at: Option<Timestamp>) -> Self {
        Self { retry_at, ..self }
    }
}

impl From<ChatModelErrorKind> for ChatModelError {
    fn from(kind: ChatModelErrorKind) -> Self {
        Self::new(kind)
    }
}
