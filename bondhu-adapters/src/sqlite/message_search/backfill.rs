//! Messages that were stored before there was an index.

use bondhu_domain::ids::UserId;
use bondhu_ports::store::{StoreError, UnitOfWork};
use sqlx::{query, query_as};

use super::super::SqliteStore;
use super::super::column::parsed;
use super::super::error::store_error;
use super::super::unit_of_work::SqliteUnitOfWork;
use super::{NUMBERS_A_MICROSECOND, first_number};

pub(in super::super) const OLDER: &str = "SELECT user_id, id, created_at, message_text FROM chat_messages \
     WHERE search_number IS NULL ORDER BY id LIMIT ?1";

/// So many messages are one commit: few enough that others who write are not kept waiting.
const BATCH: u32 = 500;

/// Puts every message into the index that is not in it, in bounded commits, and tells how many they were.
pub(in super::super) async fn index_older(store: &SqliteStore) -> Result<u64, StoreError> {
    let mut indexed = 0;
    loop {
        let transaction = store.writer.begin_with("BEGIN IMMEDIATE").await.map_err(store_error)?;
        let mut work = Box::new(SqliteUnitOfWork::new(transaction));
        let older: Vec<(String, String, i64, String)> = work.rows(query_as(OLDER).bind(BATCH)).await?;
        if older.is_empty() {
            return Ok(indexed);
        }
        for (user, id, at, text) in &older {
            let user: UserId = parsed("chat_messages.user_id", user)?;
            work.number(id, *at).await?;
            work.index(user, id, text).await?;
        }
        UnitOfWork::commit(work).await?;
        indexed += older.len() as u64;
        tracing::info!(indexed, "older messages are being made findable");
    }
}

impl SqliteUnitOfWork {
    /// Gives a stored message the number that inserting it would have.
    async fn number(&mut self, id: &str, at: i64) -> Result<(), StoreError> {
        let update = query(
            "UPDATE chat_messages SET search_number = (SELECT coalesce(max(other.search_number) + 1, ?2) \
             FROM chat_messages AS other WHERE other.search_number >= ?2 AND other.search_number < ?2 + ?3) \
             WHERE id = ?1",
        )
        .bind(id.to_owned())
        .bind(first_number(at))
        .bind(NUMBERS_A_MICROSECOND);
        self.execute(update).await.map(drop)
    }
}
