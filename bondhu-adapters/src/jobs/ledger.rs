//! What the guard asks of whoever stores the jobs.

use async_trait::async_trait;
use bondhu_domain::ids::{TaskId, UserId};
use bondhu_ports::job_queue::Queue;
use bondhu_ports::store::StoreError;

/// A job that is about to be done.
#[derive(Clone, Copy, Debug)]
pub(super) struct Begun {
    pub id: TaskId,
    pub owner: Option<UserId>,
    /// How often it has failed for a passing reason.
    pub failures: u32,
}

/// The rows of tasks, as seen by the guard. Jobs are named by the engine's id.
#[async_trait]
pub(super) trait Ledger: Send + Sync {
    /// The task behind a job; frees its key if that is held only until now. `None` when it was removed meanwhile.
    async fn begin(&self, job: &str) -> Result<Option<Begun>, StoreError>;

    /// The job will be begun again in `pause` seconds.
    async fn put_off(&self, job: &str, error: &str, failures: u32, pause: u64) -> Result<(), StoreError>;

    /// The job is given up.
    async fn give_up(&self, job: &str, error: &str) -> Result<(), StoreError>;

    /// What a worker that has ended held is there for others at once, and the worker is forgotten.
    async fn release(&self, worker: &str) -> Result<(), StoreError>;

    /// Puts right what the engine leaves behind for this queue: see the implementations.
    async fn mend(&self, queue: Queue) -> Result<(), StoreError>;
}
