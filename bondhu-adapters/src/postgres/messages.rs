//! The table `chat_messages`.

mod row;

use async_trait::async_trait;
use bondhu_domain::ids::{MessageId, SessionId, UserId};
use bondhu_domain::messages::Message;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::messages::{HistoryQuery, MessageRepo};
use bondhu_ports::store::StoreError;
use sqlx::{query, query_as};
use uuid::Uuid;

use self::row::MessageRow;
use super::column::{AFTER_ALL, BEFORE_ALL, Instant, count, instant, limit as row_limit, number};
use super::message_search::hashed;
use super::unit_of_work::PostgresUnitOfWork;

macro_rules! select {
    ($which:literal) => {
        concat!(
            "SELECT id, user_id, session_id, sender_type, message_text, mood_detected, \
             sentiment_score::float8 AS sentiment_score, has_personality_context, safety_tier, off_the_record, \
             in_reply_to, provider, model, degraded, cut, context::text AS context, created_at FROM chat_messages WHERE ",
            $which
        )
    };
}

pub(super) const ONE: &str = select!("user_id = $1 AND id = $2");
pub(super) const REPLY: &str = select!("user_id = $1 AND in_reply_to = $2");
pub(super) const NEWEST_AT: &str =
    "SELECT created_at FROM chat_messages WHERE user_id = $1 ORDER BY id DESC LIMIT 1";
pub(super) const PAGE: &str = select!("user_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3 OFFSET $4");
pub(super) const PAGE_OF_SESSION: &str =
    select!("user_id = $1 AND session_id = $5 AND id < $2 ORDER BY id DESC LIMIT $3 OFFSET $4");
pub(super) const PAGE_FORWARD: &str = select!("user_id = $1 AND id > $2 ORDER BY id LIMIT $3");
pub(super) const COUNT: &str = "SELECT chat_messages FROM user_activity_stats WHERE user_id = $1";
pub(super) const COUNT_OF_SESSION: &str =
    "SELECT count(*) FROM chat_messages WHERE user_id = $1 AND session_id = $2";
pub(super) const COUNT_WRITTEN: &str =
    "SELECT count(*) FROM chat_messages WHERE user_id = $1 AND sender_type = 'user' AND created_at >= $2";
pub(super) const REACTIONS: &str = "SELECT message_id, emoji FROM message_reactions \
     WHERE user_id = $1 AND message_id BETWEEN $2 AND $3 ORDER BY message_id, created_at, position";
pub(super) const WITH_IDS: &str = select!("user_id = $1 AND id = ANY ($2) ORDER BY id");
pub(super) const REACTIONS_OF_IDS: &str = "SELECT message_id, emoji FROM message_reactions \
     WHERE user_id = $1 AND message_id = ANY ($2) ORDER BY message_id, created_at, position";

#[async_trait]
impl MessageRepo for PostgresUnitOfWork {
    async fn insert(&mut self, message: &Message) -> Result<(), StoreError> {
        let authorship = message.authorship.as_ref();
        let insert = query(
            "WITH written AS (INSERT INTO chat_messages (id, user_id, session_id, sender_type, message_text, mood_detected, \
             sentiment_score, has_personality_context, safety_tier, off_the_record, in_reply_to, provider, model, \
             degraded, created_at, cut, context, searchable) \
             VALUES ($1, $2, $3, $4, $5, $6, $7::numeric, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17::jsonb, true) \
             RETURNING user_id, id), \
             indexed AS (INSERT INTO chat_search (user_id, message_id, tokens) \
             SELECT user_id, id, array_to_tsvector($18) FROM written) \
             INSERT INTO user_activity_stats (user_id, chat_messages) SELECT user_id, 1 FROM written \
             ON CONFLICT (user_id) DO UPDATE SET chat_messages = user_activity_stats.chat_messages + 1",
        )
        .bind(message.id.as_uuid())
        .bind(message.user_id.as_uuid())
        .bind(message.session_id.as_uuid())
        .bind(message.sender.as_str())
        .bind(&message.text)
        .bind(&message.mood)
        .bind(message.sentiment_score)
        .bind(message.has_personality_context)
        .bind(i16::from(message.safety_tier))
        .bind(message.off_the_record)
        .bind(message.in_reply_to.map(|id| id.as_uuid()))
        .bind(authorship.map(|by| &by.provider))
        .bind(authorship.map(|by| &by.model))
        .bind(authorship.map(|by| by.degraded))
        .bind(instant(message.created_at))
        .bind(authorship.map(|by| by.cut))
        .bind(authorship.map(|by| row::context(&by.context)).transpose()?)
        .bind(hashed(message.user_id, &message.text));
        self.execute(insert).await.map(drop)
    }

    async fn find(&mut self, user: UserId, id: MessageId) -> Result<Option<Message>, StoreError> {
        let found = query_as::<_, MessageRow>(ONE).bind(user.as_uuid()).bind(id.as_uuid());
        let row = self.row(found).await?;
        Ok(self.with_reactions(user, row.into_iter().collect()).await?.pop())
    }

    async fn reply_to(&mut self, user: UserId, id: MessageId) -> Result<Option<Message>, StoreError> {
        let found = query_as::<_, MessageRow>(REPLY).bind(user.as_uuid()).bind(id.as_uuid());
        let row = self.row(found).await?;
        Ok(self.with_reactions(user, row.into_iter().collect()).await?.pop())
    }

    async fn newest_at(&mut self, user: UserId) -> Result<Option<Timestamp>, StoreError> {
        let newest: Option<(Instant,)> = self.row(query_as(NEWEST_AT).bind(user.as_uuid())).await?;
        Ok(newest.map(|(at,)| Timestamp::from(at)))
    }

    async fn page(&mut self, user: UserId, query: &HistoryQuery) -> Result<Vec<Message>, StoreError> {
        let select = if query.session.is_some() { PAGE_OF_SESSION } else { PAGE };
        let mut select = query_as::<_, MessageRow>(select)
            .bind(user.as_uuid())
            .bind(query.before.map_or(AFTER_ALL, |id| id.as_uuid()))
            .bind(row_limit(query.limit))
            .bind(count(query.offset));
        if let Some(session) = query.session {
            select = select.bind(session.as_uuid());
        }
        let mut newest_first = self.rows(select).await?;
        newest_first.reverse();
        self.with_reactions(user, newest_first).await
    }

    async fn count(&mut self, user: UserId, session: Option<SessionId>) -> Result<u64, StoreError> {
        let total: Option<(i64,)> = match session {
            None => self.row(query_as(COUNT).bind(user.as_uuid())).await?,
            Some(session) => {
                let of_session = query_as(COUNT_OF_SESSION).bind(user.as_uuid()).bind(session.as_uuid());
                self.row(of_session).await?
            }
        };
        total.map_or(Ok(0), |(total,)| number("user_activity_stats.chat_messages", total))
    }

    async fn count_from_user_since(&mut self, user: UserId, since: Timestamp) -> Result<u64, StoreError> {
        let written = query_as(COUNT_WRITTEN).bind(user.as_uuid()).bind(instant(since));
        let total: Option<(i64,)> = self.row(written).await?;
        total.map_or(Ok(0), |(total,)| number("count(*)", total))
    }

    async fn page_forward(
        &mut self,
        user: UserId,
        after: Option<MessageId>,
        limit: u32,
    ) -> Result<Vec<Message>, StoreError> {
        let newer = query_as::<_, MessageRow>(PAGE_FORWARD)
            .bind(user.as_uuid())
            .bind(after.map_or(BEFORE_ALL, |id| id.as_uuid()))
            .bind(row_limit(limit));
        let rows = self.rows(newer).await?;
        self.with_reactions(user, rows).await
    }
}

impl PostgresUnitOfWork {
    /// The messages of `rows`, oldest to newest, each with its reactions: one more statement, however many they are.
    async fn with_reactions(
        &mut self,
        user: UserId,
        rows: Vec<MessageRow>,
    ) -> Result<Vec<Message>, StoreError> {
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(Vec::new()) };
        let between = query_as(REACTIONS).bind(user.as_uuid()).bind(first.id()).bind(last.id());
        let reactions = self.rows(between).await?;
        joined(rows, reactions)
    }

    /// The person's messages with these ids, oldest to newest, each with its reactions.
    pub(super) async fn with_ids(
        &mut self,
        user: UserId,
        ids: &[MessageId],
    ) -> Result<Vec<Message>, StoreError> {
        let ids: Vec<_> = ids.iter().map(MessageId::as_uuid).collect();
        let messages = query_as::<_, MessageRow>(WITH_IDS).bind(user.as_uuid()).bind(ids.clone());
        let rows = self.rows(messages).await?;
        let reactions = self.rows(query_as(REACTIONS_OF_IDS).bind(user.as_uuid()).bind(ids)).await?;
        joined(rows, reactions)
    }
}

/// Messages with their reactions, both in the order of the messages' ids.
fn joined(rows: Vec<MessageRow>, reactions: Vec<(Uuid, String)>) -> Result<Vec<Message>, StoreError> {
    let mut reactions = reactions.into_iter().peekable();
    let mut messages = Vec::with_capacity(rows.len());
    for row in rows {
        // Reactions to messages between those of the page: the page is of one session.
        while reactions.next_if(|(id, _)| *id < row.id()).is_some() {}
        let mut own = Vec::new();
        while let Some((_, emoji)) = reactions.next_if(|(id, _)| *id == row.id()) {
            own.push(emoji);
        }
        messages.push(row.into_message(own)?);
    }
    Ok(messages)
}
