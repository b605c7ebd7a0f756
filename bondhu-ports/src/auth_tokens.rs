//! Sign-in tokens, of which only hashes are stored.

use async_trait::async_trait;
use bondhu_domain::ids::UserId;
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::tokens::TokenHash;

use crate::store::StoreError;

/// A stored sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuthToken {
    /// The hash of the token's text.
    pub hash: TokenHash,
    /// Who signed in.
    pub user_id: UserId,
    /// When.
    pub created_at: Timestamp,
    /// Until when it is good.
    pub expires_at: Timestamp,
}

/// Repository of [`AuthToken`]s.
#[async_trait]
pub trait AuthTokenRepo: Send {
    /// Adds a token.
    async fn insert(&mut self, token: &AuthToken) -> Result<(), StoreError>;

    /// The token with this hash, if it has not expired at `now`.
    async fn find(&mut self, hash: TokenHash, now: Timestamp) -> Result<Option<AuthToken>, StoreError>;

    /// Removes one token. Removing an unknown one changes nothing.
    async fn revoke(&mut self, hash: TokenHash) -> Result<(), StoreError>;

    /// Removes all tokens of a person.
    async fn revoke_all(&mut self, user: UserId) -> Result<(), StoreError>;

    /// Removes tokens that expired before `now` and tells how many.
    async fn purge_expired(&mut self, now: Timestamp) -> Result<u64, StoreError>;
}
