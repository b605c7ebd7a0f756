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
use sqlx::Postgres;
use sqlx::postgres::PgArguments;
use sqlx::query::QueryAs;
use sqlx::query_as;
use uuid::Uuid;

pub(super) use self::backfill::index_older;
use self::tokens::expression;
pub(super) use self::tokens::hashed;
use super::column::{instant, limit as row_limit};
use super::unit_of_work::PostgresUnitOfWork;

/// So many of the newest messages are looked through one by one before the index is asked, which shows how frequent the
/// words are.
const FIRST_WALK: u32 = 2_000;
/// So many more are looked through where they are likely to hold enough. The index gives every message with the words before
/// the newest can be taken, each at three times the cost of looking at one: it is for words that are in few.
const LONGEST_WALK: u32 = 16_000;

/// What the policy of `chat_search` looks at while messages are walked in their order: what is no token is in none, so that
/// all of the person's are seen and a walk ends after as many as it may look at.
const ANY: &str = "!'any'";
const WALK: &str = "SELECT set_config('app.search', $1, true), set_config('enable_bitmapscan', 'off', true), \
     set_config('enable_seqscan', 'off', true), current_user = 'bondhu_app'";
const ASK_INDEX: &str = "SELECT set_config('app.search', $1, true), set_config('enable_bitmapscan', 'on', true), \
     set_config('enable_seqscan', 'on', true), current_user = 'bondhu_app'";

/// Candidates before one message ($7), at most $8 of them taken before the messages are read where nothing else narrows the
/// search.
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
/// Looks at $10 messages at most. A limit within keeps the condition from being looked at before the order.
pub(super) const AMONG_NEWEST: &str = candidates!(
    "WITH s AS MATERIALIZED (SELECT message_id FROM (SELECT message_id, tokens FROM chat_search \
     WHERE user_id = $1 AND message_id < $7 ORDER BY message_id DESC LIMIT $10) AS newest \
     WHERE tokens @@ (SELECT $9::text::tsquery) LIMIT $8)"
);
/// The index is asked first, whatever the server believes of its tables. The policy says what for.
pub(super) const BY_INDEX: &str = candidates!(
    "WITH matching AS MATERIALIZED (SELECT message_id FROM chat_search WHERE user_id = $1), \
     s AS MATERIALIZED (SELECT message_id FROM matching WHERE message_id < $7 ORDER BY message_id DESC LIMIT $8)"
);
/// The same for the program's own work, whose policy says nothing.
pub(super) const BY_INDEX_OF_ALL: &str = candidates!(
    "WITH matching AS MATERIALIZED (SELECT message_id FROM chat_search \
     WHERE user_id = $1 AND tokens @@ (SELECT app_search())), \
     s AS MATERIALIZED (SELECT message_id FROM matching WHERE message_id < $7 ORDER BY message_id DESC LIMIT $8)"
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
        let search = Search { user, words: &words, filters, limit };
        let mut found = Vec::new();
        self.search_for(WALK, ANY).await?;
        self.walk(&search, FIRST_WALK, &mut found).await?;
        if let Some(walk) = search.next_walk(&found) {
            self.walk(&search, walk, &mut found).await?;
        }
        if search.missing(&found) > 0 {
            let statement =
                if self.search_for(ASK_INDEX, &words).await? { BY_INDEX } else { BY_INDEX_OF_ALL };
            let asked = search.bind(query_as(statement), &found);
            found.extend(self.rows::<Row>(asked).await?);
        }
        Ok(found.into_iter().map(|(id, text)| Candidate { id: MessageId::from_uuid(id), text }).collect())
    }

    async fn found(&mut self, user: UserId, ids: &[MessageId]) -> Result<Vec<Message>, StoreError> {
        let mut messages = self.with_ids(user, ids).await?;
        messages.sort_unstable_by_key(|message| ids.iter().position(|&id| id == message.id));
        Ok(messages)
    }
}

impl PostgresUnitOfWork {
    /// Prepares a search, and tells whether it is a person's own.
    async fn search_for(&mut self, how: &'static str, words: &str) -> Result<bool, StoreError> {
        let row: Option<(String, String, String, bool)> = self.row(query_as(how).bind(words)).await?;
        Ok(row.is_some_and(|(.., own)| own))
    }

    /// Looks through so many messages before those that were found.
    async fn walk(&mut self, search: &Search<'_>, most: u32, found: &mut Vec<Row>) -> Result<(), StoreError> {
        let walk = search.bind(query_as(AMONG_NEWEST), found).bind(search.words).bind(row_limit(most));
        let more = self.rows::<Row>(walk).await?;
        found.extend(more);
        Ok(())
    }
}

/// A candidate as it is read.
type Row = (Uuid, String);
type Select<'q> = QueryAs<'q, Postgres, Row, PgArguments>;

/// What is searched for.
struct Search<'s> {
    user: UserId,
    words: &'s str,
    filters: &'s Filters,
    limit: u32,
}

impl Search<'_> {
    fn missing(&self, found: &[Row]) -> u32 {
        self.limit.saturating_sub(u32::try_from(found.len()).unwrap_or(u32::MAX))
    }

    /// How many more to look through after the first ones, if that is likely to find enough and to cost less than the index:
    /// as many as what was found lets expect, and a quarter more.
    fn next_walk(&self, found: &[Row]) -> Option<u32> {
        let (missing, found) = (u64::from(self.missing(found)), found.len() as u64);
        let likely = (missing * u64::from(FIRST_WALK)).checked_div(found)?;
        let walk = u32::try_from(likely + likely / 4).ok()?;
        (1..=LONGEST_WALK).contains(&walk).then_some(walk)
    }

    /// Candidates before the oldest of those that were found, which are all that there are after it.
    fn bind<'q>(&self, statement: Select<'q>, found: &[Row]) -> Select<'q> {
        let Filters { from, to, mood, sender } = *self.filters;
        let unfiltered = *self.filters == Filters::default();
        let missing = row_limit(self.missing(found));
        statement
            .bind(self.user.as_uuid())
            .bind(from.map(instant))
            .bind(to.map(instant))
            .bind(mood.map(Mood::as_str))
            .bind(sender.map(Sender::as_str))
            .bind(missing)
            .bind(found.last().map_or(Uuid::max(), |(id, _)| *id))
            .bind(unfiltered.then_some(missing))
    }
}
