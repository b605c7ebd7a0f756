//! What people told about themselves.

use async_trait::async_trait;
use bondhu_domain::facts::Fact;
use bondhu_domain::ids::{FactId, UserId};
use bondhu_ports::facts::FactRepo;
use bondhu_ports::store::StoreError;

use super::tables::conflict;
use super::unit_of_work::MemoryUnitOfWork;

#[async_trait]
impl FactRepo for MemoryUnitOfWork {
    async fn insert(&mut self, user: UserId, fact: &Fact) -> Result<(), StoreError> {
        let tables = self.write()?;
        tables.require_user(user)?;
        if tables.messages.get(&fact.source).is_none_or(|message| message.user_id != user) {
            return Err(conflict("no such message of theirs"));
        }
        if tables.facts.contains_key(&(user, fact.id)) {
            return Err(conflict("a fact with this id"));
        }
        tables.facts.insert((user, fact.id), fact.clone());
        Ok(())
    }

    async fn save(&mut self, user: UserId, fact: &Fact) -> Result<bool, StoreError> {
        let known = self.write()?.facts.get_mut(&(user, fact.id));
        Ok(known.map(|known| known.clone_from(fact)).is_some())
    }

    async fn find(&mut self, user: UserId, id: FactId) -> Result<Option<Fact>, StoreError> {
        Ok(self.read()?.facts.get(&(user, id)).cloned())
    }

    async fn all(&mut self, user: UserId) -> Result<Vec<Fact>, StoreError> {
        let all = self.read()?.facts.iter();
        Ok(all.filter(|((owner, _), _)| *owner == user).map(|(_, fact)| fact.clone()).collect())
    }

    async fn delete(&mut self, user: UserId, id: FactId) -> Result<bool, StoreError> {
        Ok(self.write()?.facts.remove(&(user, id)).is_some())
    }
}
