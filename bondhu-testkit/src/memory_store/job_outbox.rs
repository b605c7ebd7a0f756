//! The outbox.

use async_trait::async_trait;
use bondhu_domain::ids::TaskId;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::job_outbox::{Enqueued, Job, JobOutbox};
use bondhu_ports::store::StoreError;

use super::tables::conflict;
use super::unit_of_work::MemoryUnitOfWork;

#[async_trait]
impl JobOutbox for MemoryUnitOfWork {
    async fn enqueue(&mut self, job: &Job) -> Result<Enqueued, StoreError> {
        let jobs = &mut self.write()?.jobs;
        if job.unique_key.is_some() && jobs.values().any(|waiting| waiting.unique_key == job.unique_key) {
            return Ok(Enqueued::Duplicate);
        }
        if jobs.contains_key(&job.id) {
            return Err(conflict("the job's id is in use"));
        }
        jobs.insert(job.id, job.clone());
        Ok(Enqueued::New)
    }

    async fn due(&mut self, now: Timestamp, limit: u32) -> Result<Vec<Job>, StoreError> {
        let mut due: Vec<_> = self.read()?.jobs.values().filter(|job| job.run_at <= now).cloned().collect();
        due.sort_by_key(|job| (job.run_at, job.id));
        due.truncate(limit as usize);
        Ok(due)
    }

    async fn remove(&mut self, id: TaskId) -> Result<(), StoreError> {
        self.write()?.jobs.remove(&id);
        Ok(())
    }
}
