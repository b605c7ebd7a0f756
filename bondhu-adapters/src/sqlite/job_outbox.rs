//! Jobs: a row of `tasks` for people and operators, and one of the engine's `Jobs`.

use async_trait::async_trait;
use bondhu_domain::ids::TaskId;
use bondhu_ports::job_outbox::{Enqueued, Job, JobKey, JobOutbox};
use bondhu_ports::store::StoreError;
use sqlx::{query, query_as};

use super::column::parsed;
use super::unit_of_work::SqliteUnitOfWork;
use crate::jobs::{engine_task, job_id, key_of};

#[async_trait]
impl JobOutbox for SqliteUnitOfWork {
    async fn enqueue(&mut self, job: &Job) -> Result<Enqueued, StoreError> {
        let (key, until_begun) = key_of(job);
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
        self.push(queue, engine_task(job)?).await?;
        Ok(Enqueued::New)
    }

    async fn holder(&mut self, key: &JobKey) -> Result<Option<TaskId>, StoreError> {
        let select =
            query_as::<_, (String,)>("SELECT id FROM tasks WHERE unique_key = ?1").bind(key.as_str());
        let found = self.row(select).await?;
        found.map(|(id,)| parsed("tasks.id", &id)).transpose()
    }
}
