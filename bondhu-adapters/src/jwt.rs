//! Tokens of another issuer: JSON Web Tokens (RFC 7519) signed with a shared secret or with a key of a published set.
//!
//! What key and algorithm a token is checked with follows from the configured key material. The token's header only
//! says which of them it claims to be signed with, never how to use it.

mod claims;
mod jwks;

use async_trait::async_trait;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::external_identity::{ExternalIdentity, ExternalIdentityError, ExternalIdentityVerifier};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use secrecy::{ExposeSecret, SecretString};

use self::claims::Claims;
use self::jwks::Jwks;
use crate::http_client::HttpClientError;

/// Longer tokens are not looked at.
const LONGEST_TOKEN: usize = 16 << 10;
/// RFC 7518 §3.2: the secret of HS256 is at least as long as its hash.
const SHORTEST_SECRET: usize = 32;

/// Whose tokens are accepted.
#[derive(Clone, Debug)]
pub struct JwtConfig {
    /// What `iss` must equal, e.g. `https://ref.supabase.co/auth/v1`. When its path ends like that, `sub` must be a
    /// UUID, as Supabase Auth's are.
    pub issuer: String,
    /// What `aud` must contain, e.g. `authenticated`.
    pub audience: String,
    /// Where the issuer publishes its keys (RFC 7517). Tokens signed with ES256 or RS256 need it.
    pub jwks_url: Option<String>,
    /// The secret shared with the issuer, at least 32 bytes. Tokens signed with HS256 need it.
    pub hs256_secret: Option<SecretString>,
    /// What `role` must equal. Without it the claim is not looked at.
    pub required_role: Option<String>,
}

/// Why a [`JwtConfig`] cannot work.
#[derive(Debug, thiserror::Error)]
pub enum JwtConfigError {
    /// The issuer or the audience is empty.
    #[error("the issuer and the audience must be given")]
    Unnamed,
    /// Neither a key set nor a secret.
    #[error("a key set or a secret must be given")]
    NoKeys,
    /// The secret has fewer than 32 bytes.
    #[error("the secret must have at least 32 bytes")]
    ShortSecret,
    /// The address of the key set is not an HTTP one.
    #[error("the address of the key set is not an http or https URL")]
    JwksUrl,
    /// No client to fetch the key set with.
    #[error(transparent)]
    Client(#[from] HttpClientError),
}

/// Checks tokens of one issuer.
pub struct JwtVerifier {
    issuer: String,
    audience: String,
    required_role: Option<String>,
    secret: Option<DecodingKey>,
    jwks: Option<Jwks>,
}

/// Why a token is not accepted. No part of the token is repeated here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Rejection {
    #[error("not a signed token, or one in a form that is not understood")]
    Malformed,
    #[error("signed with an algorithm that is not accepted here")]
    Algorithm,
    #[error("signed with a key that the issuer does not publish")]
    UnknownKey,
    #[error("the signature is wrong")]
    Signature,
    #[error("a claim is missing or of the wrong type")]
    Claims,
    #[error("issued by somebody else")]
    Issuer,
    #[error("meant for somebody else")]
    Audience,
    #[error("of another role")]
    Role,
    #[error("expired")]
    Expired,
    #[error("not valid yet")]
    Early,
    #[error("of an anonymous person")]
    Anonymous,
    #[error("given to another program that acts for the person")]
    ThirdParty,
}

impl From<Rejection> for ExternalIdentityError {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(Box::new(rejection))
    }
}

impl JwtVerifier {
    /// Checks the configuration; keys are fetched when the first token asks for them.
    pub fn new(config: JwtConfig) -> Result<Self, JwtConfigError> {
        if config.issuer.is_empty() || config.audience.is_empty() {
            return Err(JwtConfigError::Unnamed);
        }
        let secret = config.hs256_secret.as_ref().map(|secret| secret.expose_secret().as_bytes());
        if secret.is_some_and(|secret| secret.len() < SHORTEST_SECRET) {
            return Err(JwtConfigError::ShortSecret);
        }
        let secret = secret.map(DecodingKey::from_secret);
        let jwks = config.jwks_url.as_deref().map(Jwks::new).transpose()?;
        if secret.is_none() && jwks.is_none() {
            return Err(JwtConfigError::NoKeys);
        }
        let JwtConfig { issuer, audience, required_role, .. } = config;
        Ok(Self { issuer, audience, required_role, secret, jwks })
    }

    /// The claims of a token whose signature is good. Nothing else about it is known to be.
    async fn signed_claims(&self, token: &str, now: Timestamp) -> Result<Claims, ExternalIdentityError> {
        if token.len() > LONGEST_TOKEN {
            return Err(Rejection::Malformed.into());
        }
        let header = jsonwebtoken::decode_header(token).map_err(|_| Rejection::Malformed)?;
        if header.crit.is_some() {
            // RFC 7515 §4.1.11: what must be understood and is not makes the token invalid.
            return Err(Rejection::Malformed.into());
        }
        match (header.alg, &self.secret, &self.jwks) {
            (Algorithm::HS256, Some(secret), _) => Ok(check_signature(token, secret, Algorithm::HS256)?),
            (Algorithm::ES256 | Algorithm::RS256, _, Some(jwks)) => {
                let kid = header.kid.ok_or(Rejection::UnknownKey)?;
                let key = jwks.key(&kid, now).await?;
                Ok(check_signature(token, &key.decoding, key.algorithm)?)
            }
            _ => Err(Rejection::Algorithm.into()),
        }
    }
}

#[async_trait]
impl ExternalIdentityVerifier for JwtVerifier {
    async fn verify(&self, token: &str, now: Timestamp) -> Result<ExternalIdentity, ExternalIdentityError> {
        let claims = self.signed_claims(token, now).await?;
        Ok(claims.check(&self.issuer, &self.audience, self.required_role.as_deref(), now)?)
    }
}

/// Checks the signature with this key and this algorithm, and no claim: those are held against the given time in
/// [`Claims::check`], not against the machine's.
fn check_signature(token: &str, key: &DecodingKey, algorithm: Algorithm) -> Result<Claims, Rejection> {
    let mut only_signature = Validation::new(algorithm);
    only_signature.required_spec_claims.clear();
    only_signature.validate_exp = false;
    only_signature.validate_nbf = false;
    only_signature.validate_aud = false;
    let token = jsonwebtoken::decode::<Claims>(token, key, &only_signature).map_err(|error| {
        // The library's message may repeat parts of the token.
        match error.kind() {
            jsonwebtoken::errors::ErrorKind::InvalidSignature => Rejection::Signature,
            jsonwebtoken::errors::ErrorKind::InvalidAlgorithm => Rejection::Algorithm,
            jsonwebtoken::errors::ErrorKind::Json(_) => Rejection::Claims,
            _ => Rejection::Malformed,
        }
    })?;
    Ok(token.claims)
}
