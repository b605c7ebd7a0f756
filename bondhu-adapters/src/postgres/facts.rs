//! The table `memory_facts`.

use async_trait::async_trait;
use bondhu_domain::facts::Fact;
use bondhu_domain::ids::{FactId, MessageId, UserId};
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::facts::FactRepo;
use bondhu_ports::store::StoreError;
use chrono::NaiveDate;
use sqlx::{FromRow, query, query_as};
use uuid::Uuid;

use super::column::{Instant, instant, parsed};
use super::unit_of_work::PostgresUnitOfWork;

pub(super) const ONE: &str = "SELECT id, subject, slot, value, on_date, valid_from, valid_to, source, said_at, confidence, edited_at \
     FROM memory_facts WHERE user_id = $1 AND id = $2";
pub(super) const ALL: &str = "SELECT id, subject, slot, value, on_date, valid_from, valid_to, source, said_at, confidence, edited_at \
     FROM memory_facts WHERE user_id = $1 ORDER BY id";

#[async_trait]
impl FactRepo for PostgresUnitOfWork {
    async fn insert(&mut self, user: UserId, fact: &Fact) -> Result<(), StoreError> {
        self.write_fact(
            "INSERT INTO memory_facts (user_id, id, subject, slot, value, on_date, valid_from, valid_to, source, said_at, \
             confidence, edited_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            user,
            fact,
        )
        .await
        .map(drop)
    }

    async fn save(&mut self, user: UserId, fact: &Fact) -> Result<bool, StoreError> {
        self.write_fact(
            "UPDATE memory_facts SET subject = $3, slot = $4, value = $5, on_date = $6, valid_from = $7, valid_to = $8, \
             source = $9, said_at = $10, confidence = $11, edited_at = $12 WHERE user_id = $1 AND id = $2",
            user,
            fact,
        )
        .await
    }

    async fn find(&mut self, user: UserId, id: FactId) -> Result<Option<Fact>, StoreError> {
        let one = query_as::<_, FactRow>(ONE).bind(user.as_uuid()).bind(id.as_uuid());
        self.row(one).await?.map(Fact::try_from).transpose()
    }

    async fn all(&mut self, user: UserId) -> Result<Vec<Fact>, StoreError> {
        let rows = self.rows(query_as::<_, FactRow>(ALL).bind(user.as_uuid())).await?;
        rows.into_iter().map(Fact::try_from).collect()
    }

    async fn delete(&mut self, user: UserId, id: FactId) -> Result<bool, StoreError> {
        let delete = query("DELETE FROM memory_facts WHERE user_id = $1 AND id = $2");
        Ok(self.execute(delete.bind(user.as_uuid()).bind(id.as_uuid())).await? > 0)
    }
}

impl PostgresUnitOfWork {
    async fn write_fact(
        &mut self,
        statement: &'static str,
        user: UserId,
        fact: &Fact,
    ) -> Result<bool, StoreError> {
        let write = query(statement)
            .bind(user.as_uuid())
            .bind(fact.id.as_uuid())
            .bind(fact.subject.clone())
            .bind(fact.slot.as_str())
            .bind(fact.value.clone())
            .bind(fact.date)
            .bind(instant(fact.valid_from))
            .bind(fact.valid_to.map(instant))
            .bind(fact.source.as_uuid())
            .bind(instant(fact.said_at))
            .bind(fact.confidence)
            .bind(fact.edited_at.map(instant));
        Ok(self.execute(write).await? > 0)
    }
}

#[derive(FromRow)]
struct FactRow {
    id: Uuid,
    subject: String,
    slot: String,
    value: String,
    on_date: Option<NaiveDate>,
    valid_from: Instant,
    valid_to: Option<Instant>,
    source: Uuid,
    said_at: Instant,
    confidence: f64,
    edited_at: Option<Instant>,
}

impl TryFrom<FactRow> for Fact {
    type Error = StoreError;
    fn try_from(row: FactRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: FactId::from_uuid(row.id),
            subject: row.subject,
            slot: parsed("memory_facts.slot", &row.slot)?,
            value: row.value,
            date: row.on_date,
            valid_from: Timestamp::from(row.valid_from),
            valid_to: row.valid_to.map(Timestamp::from),
            source: MessageId::from_uuid(row.source),
            said_at: Timestamp::from(row.said_at),
            confidence: row.confidence,
            edited_at: row.edited_at.map(Timestamp::from),
        })
    }
}
