//! The table `chat_search` over the messages' tokens.

mod backfill;
mod tokens;

use async_trait::async_trait;
use bondhu_domain::ids::{MessageId, UserId};
use bondhu_domain::messages::{Message, Sender};
use bondhu_domain::moods::Mood;
use bondhu_domain::search::{Candidate, Filters, Query};
use bondhu_ports::message_search::MessageSearchRepo;
use bondhu_ports::store::StoreError;
use sqlx::query_as;
use uuid::Uuid;

pub(super) use self::backfill::index_older;
use self::tokens::expression;
pub(super) use self::tokens::hashed;
use super::column::{instant, limit as row_limit};
use super::unit_of_work::PostgresUnitOfWork;

/// So many of the newest messages are looked through one by one before the index is asked. The index gives every message
/// with a word before the newest can be taken; of a word that is in many messages these hold enough.
const RECENT: i64 = 4_000;

/// What is searched for, which the policy of `chat_search` looks at, and that messages are to be walked in their order.
const SEARCH_IN_ORDER: &str = "SELECT set_config('app.search', $1, true), \
     set_config('enable_bitmapscan', 'off', true), set_config('enable_seqscan', 'off', true)";
const SEARCH_BY_INDEX: &str = "SELECT set_config('app.search', $1, true), \
     set_config('enable_bitmapscan', 'on', true), set_config('enable_seqscan', 'on', true)";
/// The newest message that is not recent.
const BOUND: &str = "SELECT id FROM chat_messages WHERE user_id = $1 ORDER BY id DESC OFFSET $2 LIMIT 1";

/// The condition on the tokens is for the program's own work, whose policy looks at nothing. Candidates are taken before
/// the messages are read where nothing else narrows the search ($8).
macro_rules! candidates {
    ($candidates:literal) => {
        concat!(
            $candidates,
            " SELECT m.id, m.message_text FROM s JOIN chat_messages AS m ON m.user_id = $1 AND m.id = s.message_id \
             WHERE ($2::timestamptz IS NULL OR m.created_at >= $2) AND ($3::timestamptz IS NULL OR m.created_at <= $3) \
             AND ($4::text IS NULL OR m.mood_detected = $4) AND ($5::text IS NULL OR m.sender_type = $5) \
             ORDER BY s.message_id DESC LIMIT $6"
        )
    };
}
pub(super) const AMONG_RECENT: &str = candidates!(
    "WITH s AS MATERIALIZED (SELECT message_id FROM chat_search \
     WHERE user_id = $1 AND message_id > $7 AND tokens @@ (SELECT app_search()) ORDER BY message_id DESC LIMIT $8)"
);
/// The index is asked first, whatever the server believes of its tables.
pub(super) const AMONG_OLDER: &str = candidates!(
    "WITH matching AS MATERIALIZED (SELECT message_id FROM chat_search \
     WHERE user_id = $1 AND tokens @@ (SELECT app_search())), \
     s AS MATERIALIZED (SELECT message_id FROM matching WHERE message_id <= $7 ORDER BY message_id DESC LIMIT $8)"
);

#[async_trait]
impl MessageSearchRepo for PostgresUnitOfWork {
    async fn candidates(
        &mut self,
        user: UserId,
        query: &Query,
        filters: &Filters,
        limit: u32,
    ) -> Result<Vec<Candidate>, StoreError> {
        let words = expression(user, query);
        let bound: Option<(Uuid,)> = self.row(query_as(BOUND).bind(user.as_uuid()).bind(RECENT)).await?;
        self.search_for(SEARCH_IN_ORDER, &words).await?;
        let after = bound.map_or(Uuid::nil(), |(id,)| id);
        let mut found = self.among(AMONG_RECENT, user, filters, after, limit).await?;
        let missing = limit.saturating_sub(u32::try_from(found.len()).unwrap_or(u32::MAX));
        if let Some((bound,)) = bound.filter(|_| missing > 0) {
            self.search_for(SEARCH_BY_INDEX, &words).await?;
            found.extend(self.among(AMONG_OLDER, user, filters, bound, missing).await?);
        }
        Ok(found)
    }

    async fn found(&mut self, user: UserId, ids: &[MessageId]) -> Result<Vec<Message>, StoreError> {
        let mut messages = self.with_ids(user, ids).await?;
        messages.sort_unstable_by_key(|message| ids.iter().position(|&id| id == message.id));
        Ok(messages)
    }
}

impl PostgresUnitOfWork {
    async fn search_for(&mut self, how: &'static str, words: &str) -> Result<(), StoreError> {
        self.row::<(String, String, String)>(query_as(how).bind(words)).await?;
        Ok(())
    }

    /// Candidates on one side of a message, the newest first.
    async fn among(
        &mut self,
        statement: &'static str,
        user: UserId,
        filters: &Filters,
        bound: Uuid,
        limit: u32,
    ) -> Result<Vec<Candidate>, StoreError> {
        let unfiltered = *filters == Filters::default();
        let newest_first = query_as(statement)
            .bind(user.as_uuid())
            .bind(filters.from.map(instant))
            .bind(filters.to.map(instant))
            .bind(filters.mood.map(Mood::as_str))
            .bind(filters.sender.map(Sender::as_str))
            .bind(row_limit(limit))
            .bind(bound)
            .bind(unfiltered.then(|| row_limit(limit)));
        let rows: Vec<(Uuid, String)> = self.rows(newest_first).await?;
        Ok(rows.into_iter().map(|(id, text)| Candidate { id: MessageId::from_uuid(id), text }).collect())
    }
}
