//! Answers kept for requests that are repeated with the same key.

use async_trait::async_trait;
use bondhu_domain::ids::{MessageId, UserId};
use bondhu_domain::timestamp::Timestamp;

use crate::store::StoreError;

/// An HTTP answer as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAnswer {
    /// The status code.
    pub status: u16,
    /// The JSON body.
    pub body: Vec<u8>,
}

/// What a key stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The request is still being worked on (or its server died while it was).
    Running,
    /// The request stored this message of the person; its answer is the turn that the message began.
    Message(MessageId),
    /// The request was answered.
    Answered(StoredAnswer),
}

/// A remembered request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyRecord {
    /// SHA-256 over method, path and body of the request.
    pub fingerprint: [u8; 32],
    /// What came of it.
    pub outcome: Outcome,
    /// When the key was first seen, or taken over from a server that died.
    pub created_at: Timestamp,
}

/// Repository of [`IdempotencyRecord`]s, by person and key.
#[async_trait]
pub trait IdempotencyRepo: Send {
    /// What is known of a key.
    async fn find(&mut self, user: UserId, key: &str) -> Result<Option<IdempotencyRecord>, StoreError>;

    /// Remembers a key or replaces what is known of it.
    async fn save(&mut self, user: UserId, key: &str, record: &IdempotencyRecord) -> Result<(), StoreError>;

    /// Forgets a key.
    async fn remove(&mut self, user: UserId, key: &str) -> Result<(), StoreError>;

    /// Forgets all keys first seen before `before` and tells how many.
    async fn purge(&mut self, before: Timestamp) -> Result<u64, StoreError>;
}
