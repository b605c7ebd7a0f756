//! The statements behind the guard, and those that put right what the engine leaves behind.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bondhu_domain::ids::TaskId;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::clock::Clock;
use bondhu_ports::job_queue::Queue;
use bondhu_ports::store::StoreError;
use sqlx::{FromRow, SqlitePool, query, query_as};

use crate::jobs::ledger::{Begun, Ledger};
use crate::sqlite::column::{number, parsed};
use crate::sqlite::store_error;

/// A worker that has said nothing for so long is forgotten.
const FORGET_WORKERS_AFTER: Duration = Duration::from_hours(24);
/// No job is put off for longer; one that is has been put off by a clock that was ahead.
const LONGEST_PAUSE: i64 = 3_600;

pub(super) struct SqliteLedger {
    pub pool: SqlitePool,
    pub readers: SqlitePool,
    pub clock: Arc<dyn Clock>,
}

#[derive(FromRow)]
struct BegunRow {
    id: String,
    user_id: Option<String>,
    failures: i64,
    frees_key: bool,
}

#[async_trait]
impl Ledger for SqliteLedger {
    async fn begin(&self, job: &str) -> Result<Option<Begun>, StoreError> {
        let find = "SELECT id, user_id, failures, key_until_begun = 1 AND unique_key IS NOT NULL AS frees_key \
                    FROM tasks WHERE job_id = ?1";
        let row: Option<BegunRow> =
            query_as(find).bind(job).fetch_optional(&self.readers).await.map_err(store_error)?;
        let Some(row) = row else { return Ok(None) };
        if row.frees_key {
            let free = query("UPDATE tasks SET unique_key = NULL WHERE id = ?1").bind(&row.id);
            free.execute(&self.pool).await.map_err(store_error)?;
        }
        Ok(Some(Begun {
            id: parsed("tasks.id", &row.id)?,
            owner: row.user_id.map(|id| parsed("tasks.user_id", &id)).transpose()?,
            failures: number("tasks.failures", row.failures)?,
        }))
    }

    async fn put_off(&self, job: &str, error: &str, failures: u32, pause: u64) -> Result<(), StoreError> {
        let mut unit = self.pool.begin_with("BEGIN IMMEDIATE").await.map_err(store_error)?;
        query("UPDATE tasks SET error = ?2, failures = ?3 WHERE job_id = ?1")
            .bind(job)
            .bind(error)
            .bind(failures)
            .execute(&mut *unit)
            .await
            .map_err(store_error)?;
        let run_at =
            if pause == 0 { 0 } else { self.seconds() + i64::try_from(pause).unwrap_or(LONGEST_PAUSE) };
        let delay = query("UPDATE Jobs SET run_at = ?2 WHERE id = ?1").bind(job).bind(run_at);
        delay.execute(&mut *unit).await.map_err(store_error)?;
        unit.commit().await.map_err(store_error)
    }

    async fn give_up(&self, job: &str, error: &str) -> Result<(), StoreError> {
        query("UPDATE tasks SET error = ?2 WHERE job_id = ?1")
            .bind(job)
            .bind(error)
            .execute(&self.pool)
            .await
            .map(drop)
            .map_err(store_error)
    }

    async fn release(&self, worker: &str) -> Result<(), StoreError> {
        let mut unit = self.pool.begin_with("BEGIN IMMEDIATE").await.map_err(store_error)?;
        for step in [
            "UPDATE Jobs SET attempts = attempts + (status = 'Running'), status = 'Pending', lock_at = NULL \
             WHERE lock_by = ?1 AND status IN ('Running', 'Queued')",
            "UPDATE Jobs SET lock_by = NULL WHERE lock_by = ?1",
            "DELETE FROM Workers WHERE id = ?1",
        ] {
            query(step).bind(worker).execute(&mut *unit).await.map_err(store_error)?;
        }
        unit.commit().await.map_err(store_error)
    }

    /// - A worker that stops gives back what it had fetched and not begun, and the engine counts that as an attempt:
    ///   after some stops a job that never ran would look like one that kills its workers. The attempt is taken back.
    /// - Workers that lived while the clock was ahead seem to live until it is there again, and keep their jobs: they are
    ///   marked as seen now, and count as dead when they miss the next heartbeats.
    /// - Jobs that were put off while the clock was ahead would wait as long.
    async fn mend(&self, queue: Queue) -> Result<(), StoreError> {
        let now = self.seconds();
        let mut unit = self.pool.begin_with("BEGIN IMMEDIATE").await.map_err(store_error)?;
        query(
            "UPDATE Jobs SET attempts = attempts - 1, last_result = NULL WHERE job_type = ?1 AND status = 'Pending' \
             AND attempts > 0 AND last_result = '{\"Err\": \"Re-enqueued due to worker shutdown\"}'",
        )
        .bind(queue.as_str())
        .execute(&mut *unit)
        .await
        .map_err(store_error)?;
        query("UPDATE Workers SET last_seen = ?2 WHERE worker_type = ?1 AND last_seen > ?2")
            .bind(queue.as_str())
            .bind(now)
            .execute(&mut *unit)
            .await
            .map_err(store_error)?;
        query("UPDATE Jobs SET run_at = ?2 WHERE job_type = ?1 AND status = 'Failed' AND attempts < max_attempts AND run_at > ?2")
            .bind(queue.as_str())
            .bind(now + LONGEST_PAUSE + LONGEST_PAUSE / 4)
            .execute(&mut *unit)
            .await
            .map_err(store_error)?;
        unit.commit().await.map_err(store_error)
    }
}

impl SqliteLedger {
    fn seconds(&self) -> i64 {
        self.clock.now().as_micros() / 1_000_000
    }

    /// Lets a job that failed begin anew.
    pub async fn begin_anew(&self, id: TaskId) -> Result<bool, StoreError> {
        let mut unit = self.pool.begin_with("BEGIN IMMEDIATE").await.map_err(store_error)?;
        let back = query(
            "UPDATE Jobs SET status = 'Pending', attempts = 0, run_at = 0, done_at = NULL, lock_at = NULL, \
             lock_by = NULL, last_result = NULL WHERE id = (SELECT job_id FROM tasks WHERE id = ?1) \
             AND (status = 'Killed' OR (status = 'Failed' AND attempts >= max_attempts))",
        );
        let known =
            back.bind(id.to_string()).execute(&mut *unit).await.map_err(store_error)?.rows_affected() > 0;
        if known {
            query("UPDATE tasks SET failures = 0, error = NULL WHERE id = ?1")
                .bind(id.to_string())
                .execute(&mut *unit)
                .await
                .map_err(store_error)?;
        }
        unit.commit().await.map_err(store_error)?;
        Ok(known)
    }

    /// First jobs, because they refer to their workers. The engine's own clean-up rewrites the whole file.
    pub async fn purge(&self, finished_before: Timestamp) -> Result<u64, StoreError> {
        let mut unit = self.pool.begin_with("BEGIN IMMEDIATE").await.map_err(store_error)?;
        let jobs = query(
            "DELETE FROM tasks WHERE job_id IN (SELECT id FROM Jobs WHERE done_at < ?1 AND (status IN ('Done', 'Killed') \
             OR (status = 'Failed' AND attempts >= max_attempts)))",
        );
        let seconds = finished_before.as_micros() / 1_000_000;
        let purged = jobs.bind(seconds).execute(&mut *unit).await.map_err(store_error)?.rows_affected();
        query(
            "DELETE FROM Workers WHERE last_seen < ?1 \
             AND id NOT IN (SELECT lock_by FROM Jobs WHERE lock_by IS NOT NULL)",
        )
        .bind((self.clock.now() - FORGET_WORKERS_AFTER).as_micros() / 1_000_000)
        .execute(&mut *unit)
        .await
        .map_err(store_error)?;
        unit.commit().await.map_err(store_error)?;
        Ok(purged)
    }
}
