//! Messages of chats.

use async_trait::async_trait;
use bondhu_domain::ids::{MessageId, SessionId, UserId};
use bondhu_domain::messages::{Message, Sender};
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::messages::{HistoryQuery, MessageRepo};
use bondhu_ports::store::StoreError;

use super::tables::{Tables, conflict};
use super::unit_of_work::MemoryUnitOfWork;

#[async_trait]
impl MessageRepo for MemoryUnitOfWork {
    async fn insert(&mut self, message: &Message) -> Result<(), StoreError> {
        let tables = self.write()?;
        tables.require_user(message.user_id)?;
        let own_session = tables
            .sessions
            .get(&message.session_id)
            .is_some_and(|session| session.user_id == message.user_id);
        if !own_session {
            return Err(conflict("no such session of this person"));
        }
        if tables.messages.contains_key(&message.id) {
            return Err(conflict("the message's id is in use"));
        }
        if let Some(question) = message.in_reply_to {
            if tables.messages.get(&question).is_none_or(|asked| asked.user_id != message.user_id) {
                return Err(conflict("no such message to reply to"));
            }
            if tables.messages.values().any(|other| other.in_reply_to == Some(question)) {
                return Err(conflict("the message has a reply"));
            }
        }
        tables.messages.insert(message.id, Message { reactions: Vec::new(), ..message.clone() });
        Ok(())
    }

    async fn find(&mut self, user: UserId, id: MessageId) -> Result<Option<Message>, StoreError> {
        let tables = self.read()?;
        Ok(of(tables, user).find(|message| message.id == id).map(|message| with_reactions(tables, message)))
    }

    async fn reply_to(&mut self, user: UserId, id: MessageId) -> Result<Option<Message>, StoreError> {
        let tables = self.read()?;
        let reply = of(tables, user).find(|message| message.in_reply_to == Some(id));
        Ok(reply.map(|message| with_reactions(tables, message)))
    }

    async fn newest_at(&mut self, user: UserId) -> Result<Option<Timestamp>, StoreError> {
        Ok(of(self.read()?, user).map(|message| message.created_at).max())
    }

    async fn page(&mut self, user: UserId, query: &HistoryQuery) -> Result<Vec<Message>, StoreError> {
        let tables = self.read()?;
        let mut fitting: Vec<_> = of(tables, user)
            .filter(|message| query.session.is_none_or(|session| message.session_id == session))
            .filter(|message| query.before.is_none_or(|before| message.id < before))
            .collect();
        let end = fitting.len().saturating_sub(usize::try_from(query.offset).unwrap_or(usize::MAX));
        fitting.truncate(end);
        let start = end.saturating_sub(query.limit as usize);
        Ok(fitting[start..].iter().map(|message| with_reactions(tables, message)).collect())
    }

    async fn count(&mut self, user: UserId, session: Option<SessionId>) -> Result<u64, StoreError> {
        let messages = of(self.read()?, user);
        let fitting = messages.filter(|message| session.is_none_or(|session| message.session_id == session));
        Ok(fitting.count() as u64)
    }

    async fn count_from_user_since(&mut self, user: UserId, since: Timestamp) -> Result<u64, StoreError> {
        let messages = of(self.read()?, user);
        let fitting =
            messages.filter(|message| message.sender == Sender::User && message.created_at >= since);
        Ok(fitting.count() as u64)
    }

    async fn page_forward(
        &mut self,
        user: UserId,
        after: Option<MessageId>,
        limit: u32,
    ) -> Result<Vec<Message>, StoreError> {
        let tables = self.read()?;
        let newer = of(tables, user).filter(|message| after.is_none_or(|after| message.id > after));
        Ok(newer.take(limit as usize).map(|message| with_reactions(tables, message)).collect())
    }
}

/// A person's messages, oldest first.
pub(super) fn of(tables: &Tables, user: UserId) -> impl Iterator<Item = &Message> {
    tables.messages.values().filter(move |message| message.user_id == user)
}

pub(super) fn with_reactions(tables: &Tables, message: &Message) -> Message {
    let mut own: Vec<_> = tables.reactions.iter().filter(|reaction| reaction.message == message.id).collect();
    own.sort_by_key(|reaction| reaction.at);
    let reactions = own.into_iter().map(|reaction| reaction.emoji.to_owned()).collect();
    Message { reactions, ..message.clone() }
}
