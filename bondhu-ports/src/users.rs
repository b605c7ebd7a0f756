//! People's accounts.

use async_trait::async_trait;
use bondhu_domain::ids::UserId;
use bondhu_domain::users::{Email, User};

use crate::store::StoreError;

/// Somebody as another service knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalId {
    /// The issuer of their token.
    pub issuer: String,
    /// Their id there.
    pub subject: String,
}

/// What proves that somebody may be let in as a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// A password's hash in PHC string format.
    PasswordHash(String),
    /// An identity at another service.
    External(ExternalId),
}

/// Repository of [`User`]s.
#[async_trait]
pub trait UserRepo: Send {
    /// Adds a person. An address or an external identity that is in use already is a `Conflict`, and nothing is added.
    async fn insert(&mut self, user: &User, credential: &Credential) -> Result<(), StoreError>;

    /// The person with this id.
    async fn find(&mut self, id: UserId) -> Result<Option<User>, StoreError>;

    /// The person with this address.
    async fn find_by_email(&mut self, email: &Email) -> Result<Option<User>, StoreError>;

    /// The person whom this external identity stands for.
    async fn find_external(&mut self, external: &ExternalId) -> Result<Option<User>, StoreError>;

    /// A person's password hash; `None` also for somebody without a password.
    async fn password_hash(&mut self, id: UserId) -> Result<Option<String>, StoreError>;

    /// Replaces a person's password hash. False when there is no such person.
    async fn set_password_hash(&mut self, id: UserId, hash: &str) -> Result<bool, StoreError>;

    /// Writes every changeable field. False when there is no such person; an address in use is a `Conflict`.
    async fn update(&mut self, user: &User) -> Result<bool, StoreError>;

    /// Removes a person and everything of theirs. False when there is no such person.
    async fn delete(&mut self, id: UserId) -> Result<bool, StoreError>;
}
