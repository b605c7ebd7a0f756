//! The table `achievements`.

use async_trait::async_trait;
use bondhu_domain::achievements::Achievement;
use bondhu_domain::ids::UserId;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::achievements::AchievementRepo;
use bondhu_ports::store::StoreError;
use sqlx::{query, query_as};

use super::column::parsed;
use super::unit_of_work::SqliteUnitOfWork;

pub(super) const UNLOCKED: &str =
    "SELECT achievement, unlocked_at FROM achievements WHERE user_id = ?1 ORDER BY unlocked_at, position";

#[async_trait]
impl AchievementRepo for SqliteUnitOfWork {
    async fn unlocked(&mut self, user: UserId) -> Result<Vec<(Achievement, Timestamp)>, StoreError> {
        let rows: Vec<(String, i64)> = self.rows(query_as(UNLOCKED).bind(user.to_string())).await?;
        rows.into_iter()
            .map(|(id, at)| Ok((parsed("achievements.achievement", &id)?, Timestamp::from_micros(at))))
            .collect()
    }

    async fn unlock(
        &mut self,
        user: UserId,
        achievement: Achievement,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let insert = query(
            "INSERT INTO achievements (user_id, achievement, unlocked_at) VALUES (?1, ?2, ?3) \
             ON CONFLICT (user_id, achievement) DO NOTHING",
        )
        .bind(user.to_string())
        .bind(achievement.id())
        .bind(at.as_micros());
        self.execute(insert).await.map(drop)
    }
}
