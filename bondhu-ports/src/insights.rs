//! The newest insight into a person's last day.

use async_trait::async_trait;
use bondhu_domain::ids::UserId;
use bondhu_domain::insights::Insight;

use crate::store::StoreError;

/// An insight with what it was made at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StoredInsight {
    /// The insight.
    pub insight: Insight,
    /// How many messages the person had sent in all when it was made: the next is due ten later.
    pub at_message: u64,
}

/// Repository of insights. Only the newest is kept.
#[async_trait]
pub trait InsightRepo: Send {
    /// The newest insight.
    async fn latest(&mut self, user: UserId) -> Result<Option<StoredInsight>, StoreError>;

    /// Replaces the newest insight, every field of it.
    async fn save(&mut self, user: UserId, insight: &StoredInsight) -> Result<(), StoreError>;

    /// People who sent a message at or after `since`: those for whom an hourly analysis is worth making. In the order
    /// of their ids, after `after`.
    async fn active_since(
        &mut self,
        since: bondhu_domain::timestamp::Timestamp,
        after: Option<UserId>,
        limit: u32,
    ) -> Result<Vec<UserId>, StoreError>;
}
