//! The index `chat_search` over the messages' tokens.
//!
//! Its rows have no content, so what they hold is known to SQLite by their tokens alone, and a token is preceded by the
//! mark of its person: a search of one person's chat costs the same however many others there are. A row's number grows
//! with the time of its message, so that the newest are found first and a search that has enough stops.

mod backfill;
mod tokens;

use async_trait::async_trait;
use bondhu_domain::ids::{MessageId, UserId};
use bondhu_domain::messages::{Message, Sender};
use bondhu_domain::moods::Mood;
use bondhu_domain::search::{Candidate, Filters, Query, index_tokens};
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::message_search::MessageSearchRepo;
use bondhu_ports::store::StoreError;
use sqlx::{query, query_as};

#[cfg(test)]
pub(super) use self::backfill::OLDER;
pub(super) use self::backfill::index_older;
use self::tokens::{expression, marked};
use super::column::{parsed, unreadable};
use super::unit_of_work::SqliteUnitOfWork;

/// All in one row: the driver hands rows over one by one, which for a thousand takes longer than finding them.
pub(super) const CANDIDATES: &str = "SELECT json_group_array(json_array(id, message_text)) FROM ( \
     SELECT m.id, m.message_text FROM chat_search AS s \
     CROSS JOIN chat_messages AS m ON m.search_number = s.rowid \
     WHERE s.chat_search MATCH ?1 AND s.rowid BETWEEN ?2 AND ?3 AND m.user_id = ?4 \
     AND m.created_at BETWEEN ?5 AND ?6 AND (?7 IS NULL OR m.mood_detected = ?7) \
     AND (?8 IS NULL OR m.sender_type = ?8) ORDER BY s.rowid DESC LIMIT ?9)";

/// Messages of so many people can have the same microsecond.
pub(super) const NUMBERS_A_MICROSECOND: i64 = 1 << 10;
/// The instants that numbers tell apart: 1970 to 2255. Those before and after share the first and the last.
const LAST_MICROSECOND: i64 = (1 << 53) - 2;

#[async_trait]
impl MessageSearchRepo for SqliteUnitOfWork {
    async fn candidates(
        &mut self,
        user: UserId,
        query: &Query,
        filters: &Filters,
        limit: u32,
    ) -> Result<Vec<Candidate>, StoreError> {
        let (from, to) = (filters.from.map(Timestamp::as_micros), filters.to.map(Timestamp::as_micros));
        let newest_first = query_as(CANDIDATES)
            .bind(expression(user, query))
            .bind(from.map_or(i64::MIN, first_number))
            .bind(to.map_or(i64::MAX, |to| first_number(to) + NUMBERS_A_MICROSECOND))
            .bind(user.to_string())
            .bind(from.unwrap_or(i64::MIN))
            .bind(to.unwrap_or(i64::MAX))
            .bind(filters.mood.map(Mood::as_str))
            .bind(filters.sender.map(Sender::as_str))
            .bind(limit);
        let list: Option<(String,)> = self.row(newest_first).await?;
        let list = list.map_or_else(|| "[]".to_owned(), |(list,)| list);
        let found: Vec<(String, String)> =
            serde_json::from_str(&list).map_err(|_| unreadable("chat_messages.message_text"))?;
        found
            .into_iter()
            .map(|(id, text)| Ok(Candidate { id: parsed("chat_messages.id", &id)?, text }))
            .collect()
    }

    async fn found(&mut self, user: UserId, ids: &[MessageId]) -> Result<Vec<Message>, StoreError> {
        let mut messages = self.with_ids(user, ids).await?;
        messages.sort_unstable_by_key(|message| ids.iter().position(|&id| id == message.id));
        Ok(messages)
    }
}

impl SqliteUnitOfWork {
    /// Puts a stored and numbered message into the index.
    pub(super) async fn index(&mut self, user: UserId, id: &str, text: &str) -> Result<(), StoreError> {
        let insert = query(
            "INSERT INTO chat_search (rowid, tokens) SELECT search_number, ?3 FROM chat_messages \
             WHERE user_id = ?1 AND id = ?2",
        )
        .bind(user.to_string())
        .bind(id.to_owned())
        .bind(marked(user, &index_tokens(text)));
        self.execute(insert).await.map(drop)
    }

    /// Rewrites the index without what was deleted, which it otherwise keeps until it merges its segments.
    pub(super) async fn purge_index(&mut self) -> Result<(), StoreError> {
        self.execute(query("INSERT INTO chat_search (chat_search) VALUES ('optimize')")).await.map(drop)
    }
}

/// The first number for a message of this instant.
pub(super) fn first_number(micros: i64) -> i64 {
    micros.clamp(0, LAST_MICROSECOND) * NUMBERS_A_MICROSECOND
}
