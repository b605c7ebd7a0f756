//! The queue in the SQLite file of the store.
//!
//! Workers write through the one connection that units of work write through, and take their turn there: nothing waits
//! for a lock of the file, and what is acknowledged has reached the disk.

mod ledger;

use std::sync::Arc;

use apalis_sqlite::{Config, SqliteStorage};
use async_trait::async_trait;
use bondhu_domain::ids::TaskId;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::clock::Clock;
use bondhu_ports::job_queue::{
    JobHandler, JobQueue, Progress, Queue, QueueCounts, TaskState, TaskStatus, WindUp,
};
use bondhu_ports::randomness::Randomness;
use bondhu_ports::store::StoreError;
use futures::future::BoxFuture;
use sqlx::{AssertSqlSafe, query, query_as};
use tokio::task::JoinSet;

use super::config::JobsConfig;
use super::guard::Guard;
use super::guard::worker::{guarded_worker, keep_working};
use super::ledger::Ledger;
use super::payload::Payload;
use super::rows::{CountRow, TaskRow, counts, state_is};
use crate::sqlite::column::unreadable;
use crate::sqlite::{SqliteStore, store_error};
use ledger::SqliteLedger;

const SELECT: &str = "SELECT tasks.id, name, queue, user_id, progress_done, progress_total, progress_note, \
     error, created_at, status, attempts, max_attempts, last_result, done_at \
     FROM tasks JOIN Jobs ON Jobs.id = tasks.job_id";

const COUNTS: &str = "SELECT job_type, status, attempts > 0 AS begun, attempts >= max_attempts AS used_up, \
     COUNT(*) AS number FROM Jobs GROUP BY 1, 2, 3, 4";

/// The queue in the SQLite file of a store.
#[derive(Clone)]
pub struct SqliteJobQueue {
    store: SqliteStore,
    config: JobsConfig,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Randomness>,
}

impl SqliteJobQueue {
    /// Over an open store, whose schema is up to date.
    pub fn new(
        store: SqliteStore,
        config: JobsConfig,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Randomness>,
    ) -> Self {
        Self { store, config, clock, random }
    }

    fn ledger(&self) -> SqliteLedger {
        SqliteLedger {
            pool: self.store.writer().clone(),
            readers: self.store.readers().clone(),
            clock: self.clock.clone(),
        }
    }

    /// The engine's view of one queue. A worker takes no more jobs ahead than it does at once: what it holds, no other
    /// worker can do.
    fn storage(&self, queue: Queue) -> SqliteStorage<Payload> {
        let config = Config::default()
            .queue(queue.as_str())
            .batch_size(self.config.concurrency_of(queue))
            .heartbeat_interval(self.config.heartbeat)
            .missed_heartbeats(2);
        SqliteStorage::new(self.store.writer()).with_config(config)
    }
}

#[async_trait]
impl JobQueue for SqliteJobQueue {
    async fn status(&self, id: TaskId) -> Result<Option<TaskStatus>, StoreError> {
        let one = AssertSqlSafe(format!("{SELECT} WHERE tasks.id = ?1"));
        let row: Option<TaskRow> = query_as(one)
            .bind(id.to_string())
            .fetch_optional(self.store.readers())
            .await
            .map_err(store_error)?;
        row.map(|row| row.status(unreadable)).transpose()
    }

    async fn list(&self, state: TaskState, limit: u32) -> Result<Vec<TaskStatus>, StoreError> {
        let newest = format!("{SELECT} WHERE {} ORDER BY tasks.id DESC LIMIT ?1", state_is(state));
        let rows: Vec<TaskRow> = query_as(AssertSqlSafe(newest))
            .bind(limit)
            .fetch_all(self.store.readers())
            .await
            .map_err(store_error)?;
        rows.into_iter().map(|row| row.status(unreadable)).collect()
    }

    async fn counts(&self) -> Result<Vec<QueueCounts>, StoreError> {
        let rows: Vec<CountRow> =
            query_as(COUNTS).fetch_all(self.store.readers()).await.map_err(store_error)?;
        Ok(Queue::ALL.into_iter().map(|queue| counts(queue, &rows)).collect())
    }

    async fn report(&self, id: TaskId, progress: &Progress) -> Result<(), StoreError> {
        let total = progress.total.map(|total| i64::try_from(total).unwrap_or(i64::MAX));
        query("UPDATE tasks SET progress_done = ?2, progress_total = ?3, progress_note = ?4 WHERE id = ?1")
            .bind(id.to_string())
            .bind(i64::try_from(progress.done).unwrap_or(i64::MAX))
            .bind(total)
            .bind(&progress.note)
            .execute(self.store.writer())
            .await
            .map(drop)
            .map_err(store_error)
    }

    async fn retry(&self, id: TaskId) -> Result<bool, StoreError> {
        self.ledger().begin_anew(id).await
    }

    async fn discard(&self, id: TaskId) -> Result<bool, StoreError> {
        let idle = "DELETE FROM tasks WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM Jobs \
                    WHERE Jobs.id = tasks.job_id AND Jobs.status = 'Running')";
        let done =
            query(idle).bind(id.to_string()).execute(self.store.writer()).await.map_err(store_error)?;
        Ok(done.rows_affected() > 0)
    }

    async fn purge(&self, finished_before: Timestamp) -> Result<u64, StoreError> {
        self.ledger().purge(finished_before).await
    }

    async fn work(
        &self,
        queues: &[Queue],
        handler: Arc<dyn JobHandler>,
        stop: BoxFuture<'static, ()>,
    ) -> Result<(), StoreError> {
        let stopping = WindUp::when(stop);
        let mut workers = JoinSet::new();
        for queue in queues {
            let ledger: Arc<dyn Ledger> = Arc::new(self.ledger());
            let guard = Arc::new(Guard {
                ledger,
                handler: handler.clone(),
                random: self.random.clone(),
                config: self.config.clone(),
                queue: *queue,
                stopping: stopping.clone(),
            });
            let (storage, guarded) = (self.storage(*queue), guard.clone());
            let run = move |name: String| guarded_worker!(storage.clone(), name, guarded);
            workers.spawn(keep_working(guard, self.clock.clone(), run));
        }
        workers.join_all().await;
        Ok(())
    }
}
