//! What can be wrong with the API, by what can be done about it.

use bondhu_ports::error::BoxError;

/// What can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpstashErrorKind {
    /// The token is not taken.
    Unauthorized,
    /// A quota is used up: the cache is off.
    Quota,
    /// The server refuses the command.
    Refused,
    /// Nobody answers, or not in time, or with a failure.
    Unavailable,
    /// The answer has another form than the API gives.
    Malformed,
}

impl UpstashErrorKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Unauthorized => "the token is not taken",
            Self::Quota => "a quota of the database is used up",
            Self::Refused => "the command is refused",
            Self::Unavailable => "the server does not answer",
            Self::Malformed => "the answer cannot be understood",
        }
    }
}

/// A failure of the API or of the way to it.
#[derive(Debug, thiserror::Error)]
#[error("{}", kind.as_str())]
pub struct UpstashError {
    kind: UpstashErrorKind,
    source: Option<BoxError>,
}

impl UpstashError {
    pub(super) fn new(kind: UpstashErrorKind, source: impl Into<BoxError>) -> Self {
        Self { kind, source: Some(source.into()) }
    }

    pub(super) const fn bare(kind: UpstashErrorKind) -> Self {
        Self { kind, source: None }
    }

    /// By what the server wrote under `error`.
    pub(super) fn told(text: &str) -> Self {
        let quota = ["max daily request limit exceeded", "max requests limit exceeded"];
        let kind = if quota.iter().any(|part| text.contains(part)) {
            UpstashErrorKind::Quota
        } else if text.starts_with("WRONGPASS") || text.starts_with("NOAUTH") || text.starts_with("NOPERM") {
            UpstashErrorKind::Unauthorized
        } else {
            UpstashErrorKind::Refused
        };
        // Only the code: what follows may quote an argument.
        let code = text.split_whitespace().next().unwrap_or_default().to_owned();
        Self::new(kind, code)
    }

    /// What can be done.
    pub const fn kind(&self) -> UpstashErrorKind {
        self.kind
    }
}
