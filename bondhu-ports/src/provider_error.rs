//! What can be wrong with a provider of tastes, by what a caller can do about it.

use bondhu_domain::timestamp::Timestamp;

use crate::error::BoxError;

/// What a caller can do about a provider's failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProviderErrorKind {
    /// The access token is not taken. It can be refreshed once; then the call can be made once more.
    Unauthorized,
    /// The authorisation has ended or does not cover the call. The person must sign in again; the token is of no use.
    ReauthRequired,
    /// The person said no, or the provider refuses what was asked of this account.
    Refused,
    /// Nobody by that account: `YouTube` accounts without a channel, closed accounts.
    NoAccount,
    /// Too many requests; the same can be asked again later ([`ProviderError::retry_at`]).
    RateLimited,
    /// The whole app may not ask any more until [`ProviderError::retry_at`]; it is not asked before.
    Quota,
    /// The operator must do something: renew a subscription, mend a key or a setting. Nobody else can.
    Paused,
    /// The provider does not answer, or with a failure of its own. It can be asked again later.
    Unavailable,
    /// The answer could not be understood, or does not fit the request.
    Malformed,
    /// The provider does not offer this, or no longer. Asking again is of no use today.
    Unsupported,
    /// The listing changed while it was read. It can be read again from the start.
    Restart,
}

impl ProviderErrorKind {
    /// Whether the same call may succeed later without anybody doing anything.
    pub const fn is_transient(self) -> bool {
        match self {
            Self::RateLimited | Self::Quota | Self::Unavailable | Self::Restart => true,
            Self::Unauthorized
            | Self::ReauthRequired
            | Self::Refused
            | Self::NoAccount
            | Self::Paused
            | Self::Malformed
            | Self::Unsupported => false,
        }
    }
}

/// A failure of a provider. Never quotes a token, a key or an address that was asked for.
#[derive(Debug, thiserror::Error)]
#[error("the provider failed ({kind:?})")]
pub struct ProviderError {
    /// What the caller can do.
    pub kind: ProviderErrorKind,
    /// Not before this may the same be asked again, where that is known.
    pub retry_at: Option<Timestamp>,
    /// Why.
    pub source: Option<BoxError>,
}

impl ProviderError {
    /// A failure of this kind and nothing else known about it.
    pub const fn new(kind: ProviderErrorKind) -> Self {
        Self { kind, retry_at: None, source: None }
    }

    /// The same, with its cause.
    #[must_use]
    pub fn because(self, source: impl Into<BoxError>) -> Self {
        Self { source: Some(source.into()), ..self }
    }

    /// The same, with the instant before which the same may not be asked again.
    #[must_use]
    pub fn until(self, retry_at: Option<Timestamp>) -> Self {
        Self { retry_at, ..self }
    }
}
