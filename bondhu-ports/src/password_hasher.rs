//! Hashing of passwords.

use async_trait::async_trait;
use bondhu_domain::passwords::Password;

use crate::error::BoxError;

/// Hashing failed, which no input can cause.
#[derive(Debug, thiserror::Error)]
#[error("the password could not be hashed")]
pub struct PasswordHashError(#[source] pub BoxError);

/// Turns passwords into hashes and checks attempts against them.
#[async_trait]
pub trait PasswordHasher: Send + Sync {
    /// A salted hash in PHC string format. Two hashes of one password differ.
    async fn hash(&self, password: &Password) -> Result<String, PasswordHashError>;

    /// Whether `attempt` is the password behind `hash`. Without a hash (an unknown person) it is false, after the same
    /// work. A hash that cannot be read is an error.
    async fn verify(&self, hash: Option<&str>, attempt: &str) -> Result<bool, PasswordHashError>;
}
