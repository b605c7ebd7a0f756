//! The table `job_outbox`.

use async_trait::async_trait;
use bondhu_domain::ids::TaskId;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::job_outbox::{Enqueued, Job, JobOutbox};
use bondhu_ports::store::{StoreError, StoreErrorKind};
use sqlx::{FromRow, query, query_as};
use uuid::Uuid;

use super::column::{Instant, instant, limit as row_limit, unreadable};
use super::unit_of_work::PostgresUnitOfWork;

pub(super) const DUE: &str = "SELECT id, work::text AS work, unique_key, run_at FROM job_outbox WHERE run_at <= $1 ORDER BY run_at, id LIMIT $2";

#[async_trait]
impl JobOutbox for PostgresUnitOfWork {
    async fn enqueue(&mut self, job: &Job) -> Result<Enqueued, StoreError> {
        let work = serde_json::to_string(&job.work)
            .map_err(|error| StoreError::new(StoreErrorKind::Unavailable, error))?;
        let insert = query(
            "INSERT INTO job_outbox (id, work, unique_key, run_at) VALUES ($1, $2::jsonb, $3, $4) \
             ON CONFLICT DO NOTHING",
        )
        .bind(job.id.as_uuid())
        .bind(work)
        .bind(&job.unique_key)
        .bind(instant(job.run_at));
        match (self.execute(insert).await?, &job.unique_key) {
            (1.., _) => Ok(Enqueued::New),
            (0, Some(_)) => Ok(Enqueued::Duplicate),
            // A column that is to be compared with would have to be readable for a person's unit of work, whatever is in
            // it. So the statement does not say which one, and the id stands in the way here.
            (0, None) => Err(StoreError::bare(StoreErrorKind::Conflict)),
        }
    }

    async fn due(&mut self, now: Timestamp, limit: u32) -> Result<Vec<Job>, StoreError> {
        let due = query_as::<_, JobRow>(DUE);
        let rows = self.rows(due.bind(instant(now)).bind(row_limit(limit))).await?;
        rows.into_iter().map(Job::try_from).collect()
    }

    async fn remove(&mut self, id: TaskId) -> Result<(), StoreError> {
        self.remove(query("DELETE FROM job_outbox WHERE id = $1").bind(id.as_uuid())).await.map(drop)
    }
}

#[derive(FromRow)]
struct JobRow {
    id: Uuid,
    work: String,
    unique_key: Option<String>,
    run_at: Instant,
}

impl TryFrom<JobRow> for Job {
    type Error = StoreError;
    fn try_from(row: JobRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: TaskId::from_uuid(row.id),
            work: serde_json::from_str(&row.work).map_err(|_| unreadable("job_outbox.work"))?,
            unique_key: row.unique_key,
            run_at: Timestamp::from(row.run_at),
        })
    }
}
