//! The queue as a unit of work sees it.

use async_trait::async_trait;
use bondhu_domain::ids::TaskId;
use bondhu_ports::job_outbox::{Enqueued, Job, JobKey, JobOutbox};
use bondhu_ports::job_queue::{Progress, TaskState, TaskStatus};
use bondhu_ports::store::StoreError;

use super::tables::{Task, conflict};
use super::unit_of_work::MemoryUnitOfWork;

#[async_trait]
impl JobOutbox for MemoryUnitOfWork {
    async fn enqueue(&mut self, job: &Job) -> Result<Enqueued, StoreError> {
        let tables = self.write()?;
        let key = job.key.as_ref().map(JobKey::as_str);
        if key.is_some() && tables.jobs.values().any(|task| task.job.key.as_ref().map(JobKey::as_str) == key)
        {
            return Ok(Enqueued::Duplicate);
        }
        if let Some(owner) = job.owner {
            tables.require_user(owner)?;
        }
        if tables.jobs.contains_key(&job.id) {
            return Err(conflict("the job's id is in use"));
        }
        let status = TaskStatus {
            id: job.id,
            name: job.work.name().to_owned(),
            queue: job.work.queue().as_str().to_owned(),
            owner: job.owner,
            state: TaskState::Queued,
            attempts: 0,
            progress: Progress::default(),
            result: None,
            error: None,
            created_at: job.created_at,
            finished_at: None,
        };
        tables.jobs.insert(job.id, Task { job: job.clone(), status, failures: 0 });
        Ok(Enqueued::New)
    }

    async fn holder(&mut self, key: &JobKey) -> Result<Option<TaskId>, StoreError> {
        let held = |task: &&Task| task.job.key.as_ref().map(JobKey::as_str) == Some(key.as_str());
        Ok(self.read()?.jobs.values().find(held).map(|task| task.job.id))
    }
}
