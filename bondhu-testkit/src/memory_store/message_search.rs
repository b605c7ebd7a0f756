//! Searching messages of chats.

use async_trait::async_trait;
use bondhu_domain::ids::{MessageId, UserId};
use bondhu_domain::messages::Message;
use bondhu_domain::search::{Candidate, Filters, Query, admits, index_tokens};
use bondhu_ports::message_search::MessageSearchRepo;
use bondhu_ports::store::StoreError;

use super::messages::{of, with_reactions};
use super::unit_of_work::MemoryUnitOfWork;

#[async_trait]
impl MessageSearchRepo for MemoryUnitOfWork {
    async fn candidates(
        &mut self,
        user: UserId,
        query: &Query,
        filters: &Filters,
        limit: u32,
    ) -> Result<Vec<Candidate>, StoreError> {
        let conditions = query.conditions();
        let mut fitting: Vec<_> = of(self.read()?, user)
            .filter(|message| filters.pass(message.sender, message.mood.as_deref(), message.created_at))
            .filter(|message| admits(&conditions, &index_tokens(&message.text)))
            .map(|message| Candidate { id: message.id, text: message.text.clone() })
            .collect();
        fitting.reverse();
        fitting.truncate(limit as usize);
        Ok(fitting)
    }

    async fn found(&mut self, user: UserId, ids: &[MessageId]) -> Result<Vec<Message>, StoreError> {
        let tables = self.read()?;
        let own = |id| of(tables, user).find(move |message| message.id == id);
        Ok(ids.iter().filter_map(|&id| own(id)).map(|message| with_reactions(tables, message)).collect())
    }
}
