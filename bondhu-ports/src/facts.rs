//! What people told about themselves.

use async_trait::async_trait;
use bondhu_domain::facts::Fact;
use bondhu_domain::ids::{FactId, UserId};

use crate::store::StoreError;

/// Repository of [`Fact`]s. Nobody's facts are seen or changed through another's id.
#[async_trait]
pub trait FactRepo: Send {
    /// Adds a fact. A known id, a person who does not exist, or a source that is no message of theirs is a `Conflict`.
    async fn insert(&mut self, user: UserId, fact: &Fact) -> Result<(), StoreError>;

    /// Replaces the person's fact with this id. False when there is none.
    async fn save(&mut self, user: UserId, fact: &Fact) -> Result<bool, StoreError>;

    /// One of the person's facts.
    async fn find(&mut self, user: UserId, id: FactId) -> Result<Option<Fact>, StoreError>;

    /// All of the person's facts, ended ones too, in the order of their ids.
    async fn all(&mut self, user: UserId) -> Result<Vec<Fact>, StoreError>;

    /// Removes one of the person's facts for good. False when there is none. A removed message takes its facts along.
    async fn delete(&mut self, user: UserId, id: FactId) -> Result<bool, StoreError>;
}
