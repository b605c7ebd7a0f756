//! Summaries of chats.

use async_trait::async_trait;
use bondhu_domain::ids::UserId;
use bondhu_domain::messages::Sender;
use bondhu_domain::summaries::{ChatSummary, Period};
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::chat_summaries::ChatSummaryRepo;
use bondhu_ports::store::StoreError;

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

    async fn writers_since(
        &mut self,
        since: Timestamp,
        after: Option<UserId>,
        limit: u32,
    ) -> Result<Vec<UserId>, StoreError> {
        let tables = self.read()?;
        let wrote = |user: &UserId| {
            tables
                .messages
                .values()
                .any(|it| it.user_id == *user && it.sender == Sender::User && it.created_at >= since)
        };
        let people = tables.accounts.keys().filter(|id| after.is_none_or(|after| **id > after));
        Ok(people.filter(|id| wrote(id)).take(limit as usize).copied().collect())
    }
}
