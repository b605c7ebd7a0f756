//! Jobs: a row of `tasks` for people and operators, and one of the engine's `apalis.jobs`.

use async_trait::async_trait;
use bondhu_domain::ids::TaskId;
use bondhu_ports::job_outbox::{Enqueued, Job, JobKey, JobOutbox};
use bondhu_ports::store::{StoreError, StoreErrorKind};
use sqlx::{query, query_as};
use uuid::Uuid;

use super::column::instant;
use super::unit_of_work::PostgresUnitOfWork;
use crate::jobs::{engine_task, job_id, key_of};

/// Held by whoever looks for a key until that is committed, and taken alone by whoever frees it. Without it, work that
/// was left to a waiting job could be committed after that job has looked for it.
const HOLD_KEY: &str = "SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 26743)) IS NULL";

#[async_trait]
impl JobOutbox for PostgresUnitOfWork {
    async fn enqueue(&mut self, job: &Job) -> Result<Enqueued, StoreError> {
        if let Some(JobKey::Waiting(key)) = &job.key {
            self.row::<(bool,)>(query_as(HOLD_KEY).bind(key)).await?;
        }
        let (key, until_begun) = key_of(job);
        let queue = job.work.queue().as_str();
        let insert = query(
            "INSERT INTO tasks (id, job_id, name, queue, user_id, unique_key, key_until_begun, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
        )
        .bind(job.id.as_uuid())
        .bind(job_id(job.id).to_string())
        .bind(job.work.name())
        .bind(queue)
        .bind(job.owner.map(|owner| owner.as_uuid()))
        .bind(key)
        .bind(until_begun)
        .bind(instant(job.created_at));
        match (self.execute(insert).await?, key) {
            (1.., _) => {}
            (0, Some(_)) => return Ok(Enqueued::Duplicate),
            // A column that is to be compared with would have to be readable for a person's unit of work, whatever is in
            // it. So the statement does not say which one, and the id stands in the way here.
            (0, None) => return Err(StoreError::bare(StoreErrorKind::Conflict)),
        }
        self.push(queue, engine_task(job)?).await?;
        Ok(Enqueued::New)
    }

    async fn holder(&mut self, key: &JobKey) -> Result<Option<TaskId>, StoreError> {
        let select = query_as::<_, (Uuid,)>("SELECT id FROM tasks WHERE unique_key = $1").bind(key.as_str());
        Ok(self.row(select).await?.map(|(id,)| TaskId::from_uuid(id)))
    }
}
