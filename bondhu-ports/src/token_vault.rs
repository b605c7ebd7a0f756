//! Tokens that are stored so that the store alone cannot read them.

use bondhu_domain::ids::UserId;
use bondhu_domain::tastes::Provider;

use crate::error::BoxError;
use crate::token::Token;

/// Whose token it is. What was sealed for one owner opens for no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenOwner {
    /// The person.
    pub user: UserId,
    /// The provider that issued it.
    pub provider: Provider,
}

/// A token that was opened.
#[derive(Clone, Debug)]
pub struct OpenedToken {
    /// The token.
    pub token: Token,
    /// Whether it was sealed under a key that is no longer the one to seal with: the caller seals it anew.
    pub outdated: bool,
}

/// Why a token cannot be opened or sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenVaultErrorKind {
    /// The key is not known any more. The person must sign in again.
    UnknownKey,
    /// The text was changed, is somebody else's, or is no sealed token.
    Corrupt,
}

/// A failure of the vault.
#[derive(Debug, thiserror::Error)]
#[error("the token cannot be opened ({kind:?})")]
pub struct TokenVaultError {
    /// What is wrong.
    pub kind: TokenVaultErrorKind,
    /// Why. Never quotes the token.
    pub source: Option<BoxError>,
}

impl TokenVaultError {
    /// A failure of this kind.
    pub const fn new(kind: TokenVaultErrorKind) -> Self {
        Self { kind, source: None }
    }
}

/// Seals and opens tokens.
pub trait TokenVault: Send + Sync {
    /// The token as a text that can be stored: visible ASCII, without the token in it. Sealing the same token twice gives
    /// two texts.
    fn seal(&self, owner: TokenOwner, token: &Token) -> Result<String, TokenVaultError>;

    /// The token that was sealed for this owner. A text that was changed anywhere, or was sealed for another person or
    /// provider, is `Corrupt`; one under a key that is gone is `UnknownKey`.
    fn open(&self, owner: TokenOwner, sealed: &str) -> Result<OpenedToken, TokenVaultError>;
}
