//! The table `job_outbox`.

use async_trait::async_trait;
use bondhu_domain::ids::TaskId;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::job_outbox::{Enqueued, Job, JobOutbox};
use bondhu_ports::store::{StoreError, StoreErrorKind};
use sqlx::{FromRow, query, query_as};

use super::column::{parsed, unreadable};
use super::unit_of_work::SqliteUnitOfWork;

pub(super) const DUE: &str =
    "SELECT id, work, unique_key, run_at FROM job_outbox WHERE run_at <= ?1 ORDER BY run_at, id LIMIT ?2";

#[async_trait]
impl JobOutbox for SqliteUnitOfWork {
    async fn enqueue(&mut self, job: &Job) -> Result<Enqueued, StoreError> {
        let work = serde_json::to_string(&job.work)
            .map_err(|error| StoreError::new(StoreErrorKind::Unavailable, error))?;
        let insert = query(
            "INSERT INTO job_outbox (id, work, unique_key, run_at) VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT (unique_key) DO NOTHING",
        )
        .bind(job.id.to_string())
        .bind(work)
        .bind(&job.unique_key)
        .bind(job.run_at.as_micros());
        Ok(if self.execute(insert).await? == 1 { Enqueued::New } else { Enqueued::Duplicate })
    }

    async fn due(&mut self, now: Timestamp, limit: u32) -> Result<Vec<Job>, StoreError> {
        let due = query_as::<_, JobRow>(DUE);
        let rows = self.rows(due.bind(now.as_micros()).bind(limit)).await?;
        rows.into_iter().map(Job::try_from).collect()
    }

    async fn remove(&mut self, id: TaskId) -> Result<(), StoreError> {
        self.execute(query("DELETE FROM job_outbox WHERE id = ?1").bind(id.to_string())).await.map(drop)
    }
}

#[derive(FromRow)]
struct JobRow {
    id: String,
    work: String,
    unique_key: Option<String>,
    run_at: i64,
}

impl TryFrom<JobRow> for Job {
    type Error = StoreError;
    fn try_from(row: JobRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: parsed("job_outbox.id", &row.id)?,
            work: serde_json::from_str(&row.work).map_err(|_| unreadable("job_outbox.work"))?,
            unique_key: row.unique_key,
            run_at: Timestamp::from_micros(row.run_at),
        })
    }
}
