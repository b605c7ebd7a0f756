//! Jobs: a row of `tasks` for people and operators, and one of the engine's `Jobs`.

use apalis_core::task::builder::TaskBuilder;
use async_trait::async_trait;
use bondhu_domain::ids::TaskId;
use bondhu_ports::job_outbox::{Enqueued, Job, JobKey, JobOutbox};
use bondhu_ports::store::{StoreError, StoreErrorKind};
use sqlx::query;
use ulid::Ulid;

use super::unit_of_work::SqliteUnitOfWork;
use crate::jobs::MAX_STARTS;

/// The id of a task as the engine spells it: the same 128 bits in its own alphabet, which sorts the same.
pub(crate) fn job_id(id: TaskId) -> Ulid {
    Ulid::from(id.as_uuid().as_u128())
}

#[async_trait]
impl JobOutbox for SqliteUnitOfWork {
    async fn enqueue(&mut self, job: &Job) -> Result<Enqueued, StoreError> {
        let payload = serde_json::to_vec(&job.work)
            .map_err(|error| StoreError::new(StoreErrorKind::Unavailable, error))?;
        let (key, until_begun) = match &job.key {
            None => (None, false),
            Some(JobKey::Waiting(key)) => (Some(key), true),
            Some(JobKey::Once(key)) => (Some(key), false),
        };
        let queue = job.work.queue().as_str();
        let insert = query(
            "INSERT INTO tasks (id, job_id, name, queue, user_id, unique_key, key_until_begun, created_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (unique_key) DO NOTHING",
        )
        .bind(job.id.to_string())
        .bind(job_id(job.id).to_string())
        .bind(job.work.name())
        .bind(queue)
        .bind(job.owner.map(|owner| owner.to_string()))
        .bind(key)
        .bind(until_begun)
        .bind(job.created_at.as_micros());
        if self.execute(insert).await? == 0 {
            return Ok(Enqueued::Duplicate);
        }
        // A job that is to be done at once is due since the epoch, so that a clock set back does not hold it up.
        let due = job.run_at.map_or(0, |at| at.as_micros().max(0).unsigned_abs().div_ceil(1_000_000));
        let task = TaskBuilder::new(payload)
            .task_id(apalis_core::task::task_id::TaskId::from_ulid(job_id(job.id)))
            .max_attempts(MAX_STARTS)
            .run_at_timestamp(due)
            .build();
        self.push(queue, task).await?;
        Ok(Enqueued::New)
    }
}
