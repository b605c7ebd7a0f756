//! The table `idempotency_keys`. Without a message and without an answer a request is still running.

use async_trait::async_trait;
use bondhu_domain::ids::{MessageId, UserId};
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::idempotency::{IdempotencyRecord, IdempotencyRepo, Outcome, StoredAnswer};
use bondhu_ports::store::StoreError;
use sqlx::{FromRow, query, query_as};
use uuid::Uuid;

use super::column::{Instant, instant, number, unreadable};
use super::unit_of_work::PostgresUnitOfWork;

pub(super) const PURGE: &str = "DELETE FROM idempotency_keys WHERE created_at < $1";

#[async_trait]
impl IdempotencyRepo for PostgresUnitOfWork {
    async fn find(&mut self, user: UserId, key: &str) -> Result<Option<IdempotencyRecord>, StoreError> {
        let select = query_as::<_, IdempotencyRow>(
            "SELECT fingerprint, message_id, status, body, created_at FROM idempotency_keys \
             WHERE user_id = $1 AND key = $2",
        );
        let row = self.row(select.bind(user.as_uuid()).bind(key)).await?;
        row.map(IdempotencyRecord::try_from).transpose()
    }

    async fn save(&mut self, user: UserId, key: &str, record: &IdempotencyRecord) -> Result<(), StoreError> {
        let (message, answer) = match &record.outcome {
            Outcome::Running => (None, None),
            Outcome::Message(id) => (Some(id.as_uuid()), None),
            Outcome::Answered(answer) => (None, Some(answer)),
        };
        let upsert = query(
            "INSERT INTO idempotency_keys (user_id, key, fingerprint, message_id, status, body, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (user_id, key) DO UPDATE SET \
             fingerprint = excluded.fingerprint, message_id = excluded.message_id, status = excluded.status, \
             body = excluded.body, created_at = excluded.created_at",
        )
        .bind(user.as_uuid())
        .bind(key)
        .bind(&record.fingerprint[..])
        .bind(message)
        .bind(answer.map(|answer| i32::from(answer.status)))
        .bind(answer.map(|answer| &answer.body[..]))
        .bind(instant(record.created_at));
        self.execute(upsert).await.map(drop)
    }

    async fn remove(&mut self, user: UserId, key: &str) -> Result<(), StoreError> {
        let delete = query("DELETE FROM idempotency_keys WHERE user_id = $1 AND key = $2");
        self.remove(delete.bind(user.as_uuid()).bind(key)).await.map(drop)
    }

    async fn purge(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        self.remove(query(PURGE).bind(instant(before))).await
    }
}

#[derive(FromRow)]
struct IdempotencyRow {
    fingerprint: Vec<u8>,
    message_id: Option<Uuid>,
    status: Option<i32>,
    body: Option<Vec<u8>>,
    created_at: Instant,
}

impl TryFrom<IdempotencyRow> for IdempotencyRecord {
    type Error = StoreError;
    fn try_from(row: IdempotencyRow) -> Result<Self, StoreError> {
        let outcome = match (row.message_id, row.status, row.body) {
            (None, None, None) => Outcome::Running,
            (Some(id), None, None) => Outcome::Message(MessageId::from_uuid(id)),
            (None, Some(status), Some(body)) => {
                Outcome::Answered(StoredAnswer { status: number("idempotency_keys.status", status)?, body })
            }
            _ => return Err(unreadable("idempotency_keys.status")),
        };
        let fingerprint =
            row.fingerprint.try_into().map_err(|_| unreadable("idempotency_keys.fingerprint"))?;
        Ok(Self { fingerprint, outcome, created_at: Timestamp::from(row.created_at) })
    }
}
