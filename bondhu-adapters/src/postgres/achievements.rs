//! The table `achievements`.

use async_trait::async_trait;
use bondhu_domain::achievements::Achievement;
use bondhu_domain::ids::UserId;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::achievements::AchievementRepo;
use bondhu_ports::store::StoreError;
use sqlx::{query, query_as};

use super::column::{Instant, instant, parsed};
use super::unit_of_work::PostgresUnitOfWork;

pub(super) const UNLOCKED: &str =
    "SELECT achievement, unlocked_at FROM achievements WHERE user_id = $1 ORDER BY unlocked_at, position";

#[async_trait]
impl AchievementRepo for PostgresUnitOfWork {
    async fn unlocked(&mut self, user: UserId) -> Result<Vec<(Achievement, Timestamp)>, StoreError> {
        let rows: Vec<(String, Instant)> = self.rows(query_as(UNLOCKED).bind(user.as_uuid())).await?;
        rows.into_iter()
            .map(|(id, at)| Ok((parsed("achievements.achievement", &id)?, Timestamp::from(at))))
            .collect()
    }

    async fn unlock(
        &mut self,
        user: UserId,
        achievement: Achievement,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let insert = query(
            "INSERT INTO achievements (user_id, achievement, unlocked_at) VALUES ($1, $2, $3) \
             ON CONFLICT (user_id, achievement) DO NOTHING",
        )
        .bind(user.as_uuid())
        .bind(achievement.id())
        .bind(instant(at));
        self.execute(insert).await.map(drop)
    }
}
