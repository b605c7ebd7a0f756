//! The civil days on which a person was active.

use async_trait::async_trait;
use bondhu_domain::ids::UserId;
use bondhu_domain::streaks::ActivityDay;
use chrono::NaiveDate;

use crate::store::StoreError;

/// Repository of [`ActivityDay`]s.
#[async_trait]
pub trait ActivityDayRepo: Send {
    /// One day of a person.
    async fn find(&mut self, user: UserId, date: NaiveDate) -> Result<Option<ActivityDay>, StoreError>;

    /// Adds a day or replaces what is known of it.
    async fn save(&mut self, user: UserId, day: &ActivityDay) -> Result<(), StoreError>;

    /// All days of a person, oldest first.
    async fn all(&mut self, user: UserId) -> Result<Vec<ActivityDay>, StoreError>;
}
