//! Answers kept for repeated requests.

use async_trait::async_trait;
use bondhu_domain::ids::UserId;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::idempotency::{IdempotencyRecord, IdempotencyRepo};
use bondhu_ports::store::StoreError;

use super::unit_of_work::MemoryUnitOfWork;

#[async_trait]
impl IdempotencyRepo for MemoryUnitOfWork {
    async fn find(&mut self, user: UserId, key: &str) -> Result<Option<IdempotencyRecord>, StoreError> {
        Ok(self.read()?.answers.get(&(user, key.to_owned())).cloned())
    }

    async fn save(&mut self, user: UserId, key: &str, record: &IdempotencyRecord) -> Result<(), StoreError> {
        let tables = self.write()?;
        tables.require_user(user)?;
        tables.answers.insert((user, key.to_owned()), record.clone());
        Ok(())
    }

    async fn remove(&mut self, user: UserId, key: &str) -> Result<(), StoreError> {
        self.write()?.answers.remove(&(user, key.to_owned()));
        Ok(())
    }

    async fn purge(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        let answers = &mut self.write()?.answers;
        let known = answers.len();
        answers.retain(|_, record| record.created_at >= before);
        Ok((known - answers.len()) as u64)
    }
}
