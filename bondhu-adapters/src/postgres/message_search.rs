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

/// What is searched for, which the policy of `chat_search` looks at.
const SEARCH: &str = "SELECT set_config('app.search', $1, true)";
/// The index is asked first, whatever the server believes of its tables. The condition on the tokens is for the program's
/// own work, whose policy looks at nothing.
pub(super) const CANDIDATES: &str = "WITH s AS MATERIALIZED (SELECT message_id FROM chat_search \
     WHERE user_id = $1 AND tokens @@ (SELECT app_search())) \
     SELECT m.id, m.message_text FROM s JOIN chat_messages AS m ON m.user_id = $1 AND m.id = s.message_id \
     WHERE ($2::timestamptz IS NULL OR m.created_at >= $2) AND ($3::timestamptz IS NULL OR m.created_at <= $3) \
     AND ($4::text IS NULL OR m.mood_detected = $4) AND ($5::text IS NULL OR m.sender_type = $5) \
     ORDER BY s.message_id DESC LIMIT $6";

#[async_trait]
impl MessageSearchRepo for PostgresUnitOfWork {
    async fn candidates(
        &mut self,
        user: UserId,
        query: &Query,
        filters: &Filters,
        limit: u32,
    ) -> Result<Vec<Candidate>, StoreError> {
        let _: Option<(String,)> = self.row(query_as(SEARCH).bind(expression(user, query))).await?;
        let newest_first = query_as(CANDIDATES)
            .bind(user.as_uuid())
            .bind(filters.from.map(instant))
            .bind(filters.to.map(instant))
            .bind(filters.mood.map(Mood::as_str))
            .bind(filters.sender.map(Sender::as_str))
            .bind(row_limit(limit));
        let rows: Vec<(Uuid, String)> = self.rows(newest_first).await?;
        Ok(rows.into_iter().map(|(id, text)| Candidate { id: MessageId::from_uuid(id), text }).collect())
    }

    async fn found(&mut self, user: UserId, ids: &[MessageId]) -> Result<Vec<Message>, StoreError> {
        let mut messages = self.with_ids(user, ids).await?;
        messages.sort_unstable_by_key(|message| ids.iter().position(|&id| id == message.id));
        Ok(messages)
    }
}
