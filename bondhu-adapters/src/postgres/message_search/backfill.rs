//! Messages that were stored before there was an index.

use bondhu_domain::ids::UserId;
use bondhu_ports::store::{Scope, StoreError, UnitOfWork};
use sqlx::{query, query_as};
use uuid::Uuid;

use super::super::PostgresStore;
use super::super::unit_of_work::PostgresUnitOfWork;
use super::tokens::hashed;

const OLDER: &str =
    "SELECT user_id, id, message_text FROM chat_messages WHERE NOT searchable ORDER BY id LIMIT 500";

/// Puts every message into the index that is not in it, in bounded commits, and tells how many they were.
pub(in super::super) async fn index_older(store: &PostgresStore) -> Result<u64, StoreError> {
    let mut indexed = 0;
    loop {
        // Without work to do nobody is kept waiting.
        if older(&mut store.reading(Scope::System).await?).await?.is_empty() {
            return Ok(indexed);
        }
        let mut work = store.writing(Scope::System).await?;
        let batch = older(&mut work).await?;
        for (user, id, text) in &batch {
            work.index(UserId::from_uuid(*user), *id, text).await?;
        }
        UnitOfWork::commit(Box::new(work)).await?;
        indexed += batch.len() as u64;
        tracing::info!(indexed, "older messages are being made findable");
    }
}

async fn older(work: &mut PostgresUnitOfWork) -> Result<Vec<(Uuid, Uuid, String)>, StoreError> {
    work.rows(query_as(OLDER)).await
}

impl PostgresUnitOfWork {
    /// Puts a stored message into the index.
    async fn index(&mut self, user: UserId, id: Uuid, text: &str) -> Result<(), StoreError> {
        let insert = query(
            "WITH marked AS (UPDATE chat_messages SET searchable = true WHERE user_id = $1 AND id = $2 RETURNING id) \
             INSERT INTO chat_search (user_id, message_id, tokens) SELECT $1, id, array_to_tsvector($3) FROM marked \
             ON CONFLICT DO NOTHING",
        )
        .bind(user.as_uuid())
        .bind(id)
        .bind(hashed(user, text));
        self.execute(insert).await.map(drop)
    }
}
