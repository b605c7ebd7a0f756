//! Summaries of chats.

use async_trait::async_trait;
use bondhu_domain::ids::UserId;
use bondhu_domain::summaries::{ChatSummary, OlderTalk, Period};
use bondhu_ports::chat_summaries::ChatSummaryRepo;
use bondhu_ports::store::StoreError;

use super::tables::conflict;
use super::unit_of_work::MemoryUnitOfWork;

#[async_trait]
impl ChatSummaryRepo for MemoryUnitOfWork {
    async fn save(&mut self, user: UserId, summary: &ChatSummary) -> Result<(), StoreError> {
        let tables = self.write()?;
        tables.require_user(user)?;
        tables.summaries.insert((user, summary.period, summary.from), summary.clone());
        Ok(())
    }

    async fn list(
        &mut self,
        user: UserId,
        period: Period,
        limit: u32,
    ) -> Result<Vec<ChatSummary>, StoreError> {
        let all = self.read()?.summaries.iter().rev();
        let theirs = all.filter(|((owner, of, _), _)| (*owner, *of) == (user, period));
        Ok(theirs.map(|(_, summary)| summary.clone()).take(limit as usize).collect())
    }

    async fn save_older_talk(&mut self, user: UserId, older: &OlderTalk) -> Result<(), StoreError> {
        let tables = self.write()?;
        tables.require_user(user)?;
        if tables.messages.get(&older.through).is_none_or(|message| message.user_id != user) {
            return Err(conflict("no such message of theirs"));
        }
        tables.older_talk.insert(user, older.clone());
        Ok(())
    }

    async fn older_talk(&mut self, user: UserId) -> Result<Option<OlderTalk>, StoreError> {
        Ok(self.read()?.older_talk.get(&user).cloned())
    }
}
