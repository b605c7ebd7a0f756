//! A person's counters, changed in the transaction that stores what they count.

use async_trait::async_trait;
use bondhu_domain::ids::UserId;
use bondhu_domain::stats::Counters;

use crate::store::StoreError;

/// Repository of [`Counters`].
#[async_trait]
pub trait StatsRepo: Send {
    /// A person's counters; all zero before anything was counted.
    async fn counters(&mut self, user: UserId) -> Result<Counters, StoreError>;

    /// Replaces a person's counters.
    async fn save_counters(&mut self, user: UserId, counters: &Counters) -> Result<(), StoreError>;
}
