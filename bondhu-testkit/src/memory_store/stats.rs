//! Counters.

use async_trait::async_trait;
use bondhu_domain::ids::UserId;
use bondhu_domain::stats::Counters;
use bondhu_ports::stats::StatsRepo;
use bondhu_ports::store::StoreError;

use super::unit_of_work::MemoryUnitOfWork;

#[async_trait]
impl StatsRepo for MemoryUnitOfWork {
    async fn counters(&mut self, user: UserId) -> Result<Counters, StoreError> {
        Ok(self.read()?.counters.get(&user).copied().unwrap_or_default())
    }

    async fn save_counters(&mut self, user: UserId, counters: &Counters) -> Result<(), StoreError> {
        let tables = self.write()?;
        tables.require_user(user)?;
        tables.counters.insert(user, *counters);
        Ok(())
    }
}
