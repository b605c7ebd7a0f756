//! Unlocked achievements.

use async_trait::async_trait;
use bondhu_domain::achievements::Achievement;
use bondhu_domain::ids::UserId;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::achievements::AchievementRepo;
use bondhu_ports::store::StoreError;

use super::unit_of_work::MemoryUnitOfWork;

#[async_trait]
impl AchievementRepo for MemoryUnitOfWork {
    async fn unlocked(&mut self, user: UserId) -> Result<Vec<(Achievement, Timestamp)>, StoreError> {
        let rows = self.read()?.achievements.iter().filter(|(owner, _, _)| *owner == user);
        let mut unlocked: Vec<_> = rows.map(|(_, achievement, at)| (*achievement, *at)).collect();
        unlocked.sort_by_key(|(_, at)| *at);
        Ok(unlocked)
    }

    async fn unlock(
        &mut self,
        user: UserId,
        achievement: Achievement,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let tables = self.write()?;
        tables.require_user(user)?;
        let rows = &mut tables.achievements;
        if !rows.iter().any(|(owner, known, _)| *owner == user && *known == achievement) {
            rows.push((user, achievement, at));
        }
        Ok(())
    }
}
