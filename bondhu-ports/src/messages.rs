//! Messages of chats.

use async_trait::async_trait;
use bondhu_domain::ids::{MessageId, SessionId, UserId};
use bondhu_domain::messages::Message;
use bondhu_domain::timestamp::Timestamp;

use crate::store::StoreError;

/// Which page of a person's chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct HistoryQuery {
    /// Only messages of this session.
    pub session: Option<SessionId>,
    /// Only messages older than this one.
    pub before: Option<MessageId>,
    /// Skip so many of the newest.
    pub offset: u64,
    /// At most so many.
    pub limit: u32,
}

/// Repository of [`Message`]s. Everything it returns carries its reactions.
#[async_trait]
pub trait MessageRepo: Send {
    /// Adds a message. The same id twice, or a second reply to one message, is a `Conflict`.
    async fn insert(&mut self, message: &Message) -> Result<(), StoreError>;

    /// A person's message by its id. Somebody else's is absent.
    async fn find(&mut self, user: UserId, id: MessageId) -> Result<Option<Message>, StoreError>;

    /// The reply to a person's message.
    async fn reply_to(&mut self, user: UserId, id: MessageId) -> Result<Option<Message>, StoreError>;

    /// When the person's newest message was stored.
    async fn newest_at(&mut self, user: UserId) -> Result<Option<Timestamp>, StoreError>;

    /// The newest messages that fit the query, oldest to newest. Paging with `before` costs the same at any depth.
    async fn page(&mut self, user: UserId, query: &HistoryQuery) -> Result<Vec<Message>, StoreError>;

    /// How many messages of both sides a person's chat, or one session of it, has.
    async fn count(&mut self, user: UserId, session: Option<SessionId>) -> Result<u64, StoreError>;

    /// How many messages the person wrote at or after `since`.
    async fn count_from_user_since(&mut self, user: UserId, since: Timestamp) -> Result<u64, StoreError>;

    /// The oldest messages after (newer than) `after`, oldest to newest: for reading a whole chat in bounded pieces.
    async fn page_forward(
        &mut self,
        user: UserId,
        after: Option<MessageId>,
        limit: u32,
    ) -> Result<Vec<Message>, StoreError>;
}
