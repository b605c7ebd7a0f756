//! The statements behind the guard, and those that put right what the engine leaves behind. All times are the server's,
//! by which the engine looks for jobs too.

use async_trait::async_trait;
use bondhu_domain::ids::{TaskId, UserId};
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::job_queue::Queue;
use bondhu_ports::store::StoreError;
use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use sqlx::{FromRow, PgPool, Postgres, Transaction, query, query_as};
use uuid::Uuid;

use crate::jobs::ledger::{Begun, Ledger};
use crate::postgres::column::number;
use crate::postgres::store_error;

/// No job is put off for longer, a quarter of it added by chance; one that is has been put off by a clock that was ahead.
const LONGEST_PAUSE: i64 = 3_600;

/// Waits until everybody who left work to the waiting job has committed it: see the outbox.
const FREE_KEY: &str = "SELECT pg_advisory_xact_lock(hashtextextended($1, 26743)) IS NULL";

pub(super) struct PostgresLedger {
    pub pool: PgPool,
}

#[derive(FromRow)]
struct BegunRow {
    id: Uuid,
    user_id: Option<Uuid>,
    failures: i64,
    freed_key: Option<String>,
}

#[async_trait]
impl Ledger for PostgresLedger {
    async fn begin(&self, job: &str) -> Result<Option<Begun>, StoreError> {
        let find = "SELECT id, user_id, failures, CASE WHEN key_until_begun THEN unique_key END AS freed_key \
                    FROM tasks WHERE job_id = $1";
        let row: Option<BegunRow> =
            query_as(find).bind(job).fetch_optional(&self.pool).await.map_err(store_error)?;
        let Some(row) = row else { return Ok(None) };
        if let Some(key) = &row.freed_key {
            let mut unit = self.unit().await?;
            query(FREE_KEY).bind(key).execute(&mut *unit).await.map_err(store_error)?;
            let free = query("UPDATE tasks SET unique_key = NULL WHERE id = $1").bind(row.id);
            free.execute(&mut *unit).await.map_err(store_error)?;
            unit.commit().await.map_err(store_error)?;
        }
        Ok(Some(Begun {
            id: TaskId::from_uuid(row.id),
            owner: row.user_id.map(UserId::from_uuid),
            failures: number("tasks.failures", row.failures)?,
        }))
    }

    async fn put_off(&self, job: &str, error: &str, failures: u32, pause: u64) -> Result<(), StoreError> {
        let mut unit = self.unit().await?;
        query("UPDATE tasks SET error = $2, failures = $3 WHERE job_id = $1")
            .bind(job)
            .bind(error)
            .bind(i64::from(failures))
            .execute(&mut *unit)
            .await
            .map_err(store_error)?;
        query(
            "UPDATE apalis.jobs SET run_at = CASE WHEN $2 = 0 THEN to_timestamp(0) ELSE now() + $2 * interval '1 second' END \
             WHERE id = $1",
        )
        .bind(job)
        .bind(i64::try_from(pause).unwrap_or(LONGEST_PAUSE))
        .execute(&mut *unit)
        .await
        .map_err(store_error)?;
        unit.commit().await.map_err(store_error)
    }

    async fn give_up(&self, job: &str, error: &str) -> Result<(), StoreError> {
        let told = query("UPDATE tasks SET error = $2 WHERE job_id = $1").bind(job).bind(error);
        self.change(told).await.map(drop)
    }

    async fn release(&self, worker: &str) -> Result<(), StoreError> {
        let mut unit = self.unit().await?;
        for step in [
            "UPDATE apalis.jobs SET attempts = attempts + (status = 'Running')::int, status = 'Pending', lock_at = NULL \
             WHERE lock_by = $1 AND status IN ('Running', 'Queued')",
            "UPDATE apalis.jobs SET lock_by = NULL WHERE lock_by = $1",
            "DELETE FROM apalis.workers WHERE id = $1",
        ] {
            query(step).bind(worker).execute(&mut *unit).await.map_err(store_error)?;
        }
        unit.commit().await.map_err(store_error)
    }

    /// - A worker that stops gives back what it had fetched and not begun, and the engine counts that as an attempt:
    ///   after some stops a job that never ran would look like one that kills its workers. The attempt is taken back.
    /// - Workers that lived while the server's clock was ahead seem to live until it is there again, and keep their jobs:
    ///   they are marked as seen now, and count as dead when they miss the next heartbeats.
    /// - Jobs that were put off while the clock was ahead would wait as long.
    ///
    /// Other processes do the same at the same time: what one of them has locked is left to it.
    async fn mend(&self, queue: Queue) -> Result<(), StoreError> {
        let mut unit = self.unit().await?;
        query(
            "UPDATE apalis.jobs SET attempts = attempts - 1, last_result = NULL WHERE id IN (SELECT id FROM apalis.jobs \
             WHERE job_type = $1 AND status = 'Pending' AND attempts > 0 \
             AND last_result = '{\"Err\": \"Re-enqueued due to worker shutdown\"}' FOR UPDATE SKIP LOCKED)",
        )
        .bind(queue.as_str())
        .execute(&mut *unit)
        .await
        .map_err(store_error)?;
        query(
            "UPDATE apalis.workers SET last_seen = now() WHERE id IN (SELECT id FROM apalis.workers \
             WHERE worker_type = $1 AND last_seen > now() FOR UPDATE SKIP LOCKED)",
        )
        .bind(queue.as_str())
        .execute(&mut *unit)
        .await
        .map_err(store_error)?;
        query(
            "UPDATE apalis.jobs SET run_at = now() + $2 * interval '1 second' WHERE id IN (SELECT id FROM apalis.jobs \
             WHERE job_type = $1 AND status = 'Failed' AND attempts < max_attempts \
             AND run_at > now() + $2 * interval '1 second' FOR UPDATE SKIP LOCKED)",
        )
        .bind(queue.as_str())
        .bind(LONGEST_PAUSE + LONGEST_PAUSE / 4)
        .execute(&mut *unit)
        .await
        .map_err(store_error)?;
        unit.commit().await.map_err(store_error)
    }
}

impl PostgresLedger {
    async fn unit(&self) -> Result<Transaction<'static, Postgres>, StoreError> {
        self.pool.begin().await.map_err(store_error)
    }

    /// One statement in a transaction, which is committed for certain: see the pool.
    pub async fn change(&self, statement: Query<'_, Postgres, PgArguments>) -> Result<u64, StoreError> {
        let mut unit = self.unit().await?;
        let done = statement.execute(&mut *unit).await.map_err(store_error)?;
        unit.commit().await.map_err(store_error)?;
        Ok(done.rows_affected())
    }

    /// Lets a job that failed begin anew.
    pub async fn begin_anew(&self, id: TaskId) -> Result<bool, StoreError> {
        let mut unit = self.unit().await?;
        let back = query(
            "UPDATE apalis.jobs SET status = 'Pending', attempts = 0, run_at = to_timestamp(0), done_at = NULL, \
             lock_at = NULL, lock_by = NULL, last_result = NULL WHERE id = (SELECT job_id FROM tasks WHERE id = $1) \
             AND (status = 'Killed' OR (status = 'Failed' AND attempts >= max_attempts))",
        );
        let known =
            back.bind(id.as_uuid()).execute(&mut *unit).await.map_err(store_error)?.rows_affected() > 0;
        if known {
            query("UPDATE tasks SET failures = 0, error = NULL WHERE id = $1")
                .bind(id.as_uuid())
                .execute(&mut *unit)
                .await
                .map_err(store_error)?;
        }
        unit.commit().await.map_err(store_error)?;
        Ok(known)
    }

    /// Removes a job that is not being done. It is locked first, so that no worker begins it meanwhile.
    pub async fn discard(&self, id: TaskId) -> Result<bool, StoreError> {
        let idle = "WITH idle AS (SELECT jobs.id FROM apalis.jobs JOIN tasks ON tasks.job_id = jobs.id \
                    WHERE tasks.id = $1 AND jobs.status <> 'Running' FOR UPDATE OF jobs) \
                    DELETE FROM tasks USING idle WHERE tasks.job_id = idle.id";
        Ok(self.change(query(idle).bind(id.as_uuid())).await? > 0)
    }

    /// First jobs, because they refer to their workers. The engine's own clean-up rewrites the whole database.
    pub async fn purge(&self, finished_before: Timestamp) -> Result<u64, StoreError> {
        let mut unit = self.unit().await?;
        let jobs = query(
            "DELETE FROM tasks WHERE job_id IN (SELECT id FROM apalis.jobs WHERE done_at < $1 \
             AND (status IN ('Done', 'Killed') OR (status = 'Failed' AND attempts >= max_attempts)))",
        );
        let purged = jobs
            .bind(finished_before.to_datetime())
            .execute(&mut *unit)
            .await
            .map_err(store_error)?
            .rows_affected();
        // A worker that has said nothing for a day is forgotten.
        query(
            "DELETE FROM apalis.workers WHERE last_seen < now() - interval '1 day' \
             AND NOT EXISTS (SELECT 1 FROM apalis.jobs WHERE lock_by = workers.id)",
        )
        .execute(&mut *unit)
        .await
        .map_err(store_error)?;
        unit.commit().await.map_err(store_error)?;
        Ok(purged)
    }
}
