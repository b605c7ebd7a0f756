//! Achievements a person has unlocked.

use async_trait::async_trait;
use bondhu_domain::achievements::Achievement;
use bondhu_domain::ids::UserId;
use bondhu_domain::timestamp::Timestamp;

use crate::store::StoreError;

/// Repository of unlocked achievements.
#[async_trait]
pub trait AchievementRepo: Send {
    /// What a person has unlocked, with its time, in the order of unlocking.
    async fn unlocked(&mut self, user: UserId) -> Result<Vec<(Achievement, Timestamp)>, StoreError>;

    /// Unlocks an achievement. One that is unlocked already keeps its first time.
    async fn unlock(
        &mut self,
        user: UserId,
        achievement: Achievement,
        at: Timestamp,
    ) -> Result<(), StoreError>;
}
