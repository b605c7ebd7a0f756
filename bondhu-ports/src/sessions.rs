//! Visits.

use async_trait::async_trait;
use bondhu_domain::ids::{SessionId, UserId};
use bondhu_domain::sessions::Session;
use bondhu_domain::timestamp::Timestamp;

use crate::store::StoreError;

/// Repository of [`Session`]s.
#[async_trait]
pub trait SessionRepo: Send {
    /// The person's open session, or else the one that began last.
    async fn latest(&mut self, user: UserId) -> Result<Option<Session>, StoreError>;

    /// A person's session by its id. Somebody else's is absent.
    async fn find(&mut self, user: UserId, id: SessionId) -> Result<Option<Session>, StoreError>;

    /// Adds a session or replaces its state. A second open session of one person is a `Conflict`.
    async fn save(&mut self, session: &Session) -> Result<(), StoreError>;

    /// A person's sessions, the newest first, after (older than) `after`.
    async fn page(
        &mut self,
        user: UserId,
        after: Option<SessionId>,
        limit: u32,
    ) -> Result<Vec<Session>, StoreError>;

    /// Open sessions, of anybody, that were last seen at or before `seen_until`; the longest idle first.
    async fn idle(&mut self, seen_until: Timestamp, limit: u32) -> Result<Vec<Session>, StoreError>;
}
