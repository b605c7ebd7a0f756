//! Tokens that other services issue.

use async_trait::async_trait;
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::Email;

use crate::error::BoxError;
use crate::users::ExternalId;

/// Somebody whose token another service vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalIdentity {
    /// Who they are there.
    pub id: ExternalId,
    /// The address the service gave, if it is one.
    pub email: Option<Email>,
    /// When the token was issued.
    pub issued_at: Timestamp,
}

/// Why a token was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum ExternalIdentityError {
    /// Not a good token.
    #[error("the token is not accepted")]
    Rejected(#[source] BoxError),
    /// The keys that would tell cannot be fetched now. Never treated as good.
    #[error("the issuer's keys are not available")]
    Unavailable(#[source] BoxError),
}

/// Checks tokens of one issuer.
#[async_trait]
pub trait ExternalIdentityVerifier: Send + Sync {
    /// Who the token stands for, if its signature, issuer, audience, role and times at `now` are all good.
    async fn verify(&self, token: &str, now: Timestamp) -> Result<ExternalIdentity, ExternalIdentityError>;
}
