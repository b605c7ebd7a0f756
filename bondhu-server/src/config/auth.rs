//! `auth`: who may sign up and in, and how.

use secrecy::SecretString;
use url::Url;

use super::kinds::{Line, Link, OneOf, Optional, Secret, Whole};
use super::section::section;

section! {
    /// Who may sign up, and how long a sign-in lasts.
    pub struct Auth: "auth" {
        /// Whether people may sign up by themselves. When closed, `bondhu user create` makes accounts.
        registration: Registration = OneOf(&[("open", Registration::Open), ("closed", Registration::Closed)]), "open";
        /// Days that a sign-in lasts.
        session_days: u32 = Whole(1, 365), "30";
    }
    nested { password_hash: PasswordHash, jwt: Jwt }
}

section! {
    /// The cost of hashing a password with argon2id. The default is what OWASP recommends; lower figures are for tests.
    pub struct PasswordHash: "auth.password_hash" {
        /// Memory in KiB.
        memory_kib: u32 = Whole(64, 4 << 20), "19456";
        /// Passes over the memory.
        iterations: u32 = Whole(1, 64), "2";
        /// Lanes.
        lanes: u32 = Whole(1, 8), "1";
    }
}

section! {
    /// Signed tokens (JWT) of an identity provider that are accepted beside Bondhu's own sign-in. Off until `issuer` and
    /// one of `jwks_url` and `hs256_secret` are set.
    pub struct Jwt: "auth.jwt" {
        /// The provider: what `iss` must be.
        issuer: Option<String> = Optional(Line("the provider's name in its tokens, usually a URL")), "";
        /// Whom the tokens are for: what `aud` must be or contain.
        audience: String = Line("a text"), "authenticated";
        /// Where the provider publishes its public keys.
        jwks_url: Option<Url> = Optional(Link), "";
        /// The key of tokens signed with HS256, as it is, without decoding.
        hs256_secret: Option<SecretString> = Optional(Secret { min_bytes: 32 }), "", secret;
        /// What the claim `role` must be.
        required_role: String = Line("a text"), "authenticated";
    }
    check one_key_and_issuer;
}

/// Who may make an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registration {
    /// Everybody.
    Open,
    /// Nobody but an operator.
    Closed,
}

/// The identity provider whose tokens are accepted.
#[derive(Clone, Copy, Debug)]
pub struct ExternalTokens<'a> {
    /// What `iss` must be.
    pub issuer: &'a str,
    /// What `aud` must be or contain.
    pub audience: &'a str,
    /// What `role` must be.
    pub required_role: &'a str,
    /// What the signature is checked with.
    pub key: JwtKey<'a>,
}

/// What a token's signature is checked with.
#[derive(Clone, Copy, Debug)]
pub enum JwtKey<'a> {
    /// Public keys published at a URL.
    Jwks(&'a Url),
    /// A shared secret for HS256 alone.
    Hs256(&'a SecretString),
}

impl Jwt {
    /// The configured provider, if there is one.
    pub fn external(&self) -> Option<ExternalTokens<'_>> {
        let jwks = self.jwks_url.as_ref().map(JwtKey::Jwks);
        let key = jwks.or_else(|| self.hs256_secret.as_ref().map(JwtKey::Hs256))?;
        let issuer = self.issuer.as_deref()?;
        Some(ExternalTokens { issuer, audience: &self.audience, required_role: &self.required_role, key })
    }
}

fn one_key_and_issuer(jwt: &Jwt) -> Vec<(&'static str, String)> {
    let mut complaints = Vec::new();
    let keys = usize::from(jwt.jwks_url.is_some()) + usize::from(jwt.hs256_secret.is_some());
    if keys == 2 {
        // A provider that could sign either way would let a public key pass for the shared secret.
        complaints
            .push(("auth.jwt.jwks_url", "is set together with auth.jwt.hs256_secret; keep one".to_owned()));
    }
    if keys > 0 && jwt.issuer.is_none() {
        complaints.push(("auth.jwt.issuer", "must be set when tokens of a provider are accepted".to_owned()));
    }
    if keys == 0 && jwt.issuer.is_some() {
        let what = "has no effect without auth.jwt.jwks_url or auth.jwt.hs256_secret".to_owned();
        complaints.push(("auth.jwt.issuer", what));
    }
    complaints
}
