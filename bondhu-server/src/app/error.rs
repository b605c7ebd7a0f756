//! What can go wrong in a use case, by what the caller can do about it.

use std::time::Duration;

use bondhu_ports::error::BoxError;
use bondhu_ports::external_identity::ExternalIdentityError;
use bondhu_ports::password_hasher::PasswordHashError;
use bondhu_ports::rate_limiter::RateLimiterError;
use bondhu_ports::store::StoreError;

use super::Help;

/// One thing that is wrong with one field of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field's wire name.
    pub field: &'static str,
    /// A stable code, e.g. `too_long`.
    pub code: &'static str,
    /// A sentence for people.
    pub detail: String,
}

impl FieldError {
    /// With the text of a domain error as its sentence.
    pub fn new(field: &'static str, code: &'static str, detail: impl std::fmt::Display) -> Self {
        Self { field, code, detail: detail.to_string() }
    }
}

/// Why a use case did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// There is no such thing, or it is somebody else's.
    #[error("not found")]
    NotFound,
    /// The input breaks a rule.
    #[error("invalid input")]
    Invalid(Vec<FieldError>),
    /// The answers to the questionnaire look as if nobody had read it; they are taken when the person says they meant them.
    #[error("the answers look careless")]
    CarelessAnswers,
    /// Nobody is signed in, or not with what was presented.
    #[error("not signed in")]
    Unauthenticated,
    /// Not allowed, whoever asks.
    #[error("forbidden: {0}")]
    Forbidden(&'static str),
    /// It exists already.
    #[error("conflict: {0}")]
    Conflict(&'static str),
    /// The session is over.
    #[error("the session has ended")]
    SessionEnded,
    /// Too often.
    #[error("too many attempts")]
    RateLimited {
        /// What was limited.
        service: &'static str,
        /// How often it is allowed, in how many seconds.
        limit: (u32, u64),
        /// When one more is.
        retry_after: Duration,
    },
    /// It failed, but the person gave reason for care and must be shown help all the same.
    #[error("{cause}")]
    WithHelp {
        /// What failed.
        cause: Box<AppError>,
        /// What is shown.
        help: Box<Help>,
    },
    /// The reply could not be finished; the message is stored and can be answered later.
    #[error("the reply could not be finished")]
    TurnFailed,
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
    /// Something else that is needed does not answer.
    #[error("a part of the program does not answer")]
    Unavailable(#[source] BoxError),
    /// A defect.
    #[error("internal error")]
    Internal(#[source] BoxError),
}

impl AppError {
    /// One field is wrong.
    pub fn field(field: &'static str, code: &'static str, detail: impl std::fmt::Display) -> Self {
        Self::Invalid(vec![FieldError::new(field, code, detail)])
    }
}

impl From<PasswordHashError> for AppError {
    fn from(error: PasswordHashError) -> Self {
        Self::Internal(Box::new(error))
    }
}

impl From<RateLimiterError> for AppError {
    fn from(error: RateLimiterError) -> Self {
        Self::Unavailable(Box::new(error))
    }
}

impl From<ExternalIdentityError> for AppError {
    fn from(error: ExternalIdentityError) -> Self {
        match error {
            ExternalIdentityError::Rejected(_) => Self::Unauthenticated,
            ExternalIdentityError::Unavailable(source) => Self::Unavailable(source),
        }
    }
}
