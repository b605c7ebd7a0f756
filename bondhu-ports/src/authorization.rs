//! Signing in at a provider, so that an account can be connected.

mod redirect;

use async_trait::async_trait;
use bondhu_domain::tastes::Provider;
use bondhu_domain::timestamp::Timestamp;

pub use self::redirect::{InvalidRedirect, RedirectUri};
pub use crate::provider_error::{ProviderError, ProviderErrorKind};
use crate::token::Token;

/// One sign-in, from the way there to the way back. Nothing in it may be used twice.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// Where the provider sends the person back to.
    pub redirect_uri: RedirectUri,
    /// A secret that comes back with the person: at least 128 random bits, unreserved characters of a URL only. The
    /// caller binds it to the person and the browser.
    pub state: Token,
    /// A secret that stays here until the code is exchanged (RFC 7636): 43 to 128 unreserved characters.
    pub verifier: Token,
}

/// The parameters with which the person came back, decoded, as they stood in the query.
pub type Callback = Vec<(String, String)>;

/// What a provider lets its bearer do.
#[derive(Clone, Debug)]
pub struct Tokens {
    /// For calls.
    pub access: Token,
    /// For new tokens; it may have been replaced by a refresh.
    pub refresh: Option<Token>,
    /// When the access token ends, where that is known.
    pub expires_at: Option<Timestamp>,
    /// What the person agreed to; `None` when the provider does not say that it differs from what was asked before.
    pub scopes: Option<Vec<String>>,
}

/// An account at a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its stable id, which identifies it for ever.
    pub id: String,
    /// The name shown there, which can change.
    pub name: Option<String>,
}

/// What a sign-in gave.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Who signed in.
    pub account: Account,
    /// Tokens, where the provider issues any.
    pub tokens: Option<Tokens>,
    /// A text that the provider uses once. A caller that saw it before takes no notice of the grant.
    pub nonce: Option<String>,
}

/// What became of tokens that are not wanted any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revocation {
    /// The provider takes them no more.
    Revoked,
    /// The provider offers no way; the person can end it there.
    NotOffered,
}

/// A provider at which people can sign in.
#[async_trait]
pub trait Authorization: Send + Sync {
    /// Which.
    fn provider(&self) -> Provider;

    /// The address to which the person is sent. It carries the state and never the verifier.
    fn authorize_url(&self, sign_in: &SignIn) -> Result<String, ProviderError>;

    /// Ends a sign-in at `now`. A callback without the state of the sign-in is `Refused` and asks the provider nothing; so
    /// does one in which the person said no. A code that is not good is `Refused`.
    async fn exchange(
        &self,
        sign_in: &SignIn,
        callback: &Callback,
        now: Timestamp,
    ) -> Result<Grant, ProviderError>;

    /// New tokens at `now`. The refresh token in the answer is the one to keep: a new one, or the same. `ReauthRequired`
    /// when it is not taken any more. At most one refresh of a token may be under way: the caller sees to it.
    async fn refresh(&self, refresh: &Token, now: Timestamp) -> Result<Tokens, ProviderError>;

    /// Makes the provider forget tokens. Tokens that it does not know are `Revoked` too.
    async fn revoke(&self, tokens: &Tokens) -> Result<Revocation, ProviderError>;
}
