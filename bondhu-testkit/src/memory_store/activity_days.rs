//! Active days.

use async_trait::async_trait;
use bondhu_domain::ids::UserId;
use bondhu_domain::streaks::ActivityDay;
use bondhu_ports::activity_days::ActivityDayRepo;
use bondhu_ports::store::StoreError;
use chrono::NaiveDate;

use super::unit_of_work::MemoryUnitOfWork;

#[async_trait]
impl ActivityDayRepo for MemoryUnitOfWork {
    async fn find(&mut self, user: UserId, date: NaiveDate) -> Result<Option<ActivityDay>, StoreError> {
        Ok(self.read()?.days.get(&(user, date)).copied())
    }

    async fn save(&mut self, user: UserId, day: &ActivityDay) -> Result<(), StoreError> {
        let tables = self.write()?;
        tables.require_user(user)?;
        tables.days.insert((user, day.date), *day);
        Ok(())
    }

    async fn all(&mut self, user: UserId) -> Result<Vec<ActivityDay>, StoreError> {
        let days = self.read()?.days.iter().filter(|((owner, _), _)| *owner == user);
        Ok(days.map(|(_, day)| *day).collect())
    }
}
