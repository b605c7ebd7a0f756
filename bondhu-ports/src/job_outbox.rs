//! Follow-up work, written in the transaction that makes it necessary.

use async_trait::async_trait;
use bondhu_domain::ids::{TaskId, UserId};
use bondhu_domain::timestamp::Timestamp;

use crate::job_queue::Work;
use crate::store::StoreError;

/// Which other jobs stand in the way of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobKey {
    /// Of two jobs with this key only one waits at a time. The key is free again as soon as the job is begun for the
    /// first time, because what happens from then on may need another run.
    Waiting(String),
    /// There is one job with this key for as long as jobs are kept, done or not: for what is due at a certain time.
    Once(String),
}

impl JobKey {
    /// Its text.
    pub const fn as_str(&self) -> &str {
        match self {
            Self::Waiting(key) | Self::Once(key) => key.as_str(),
        }
    }
}

/// Work with its place in the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its id, by which its state can be asked for.
    pub id: TaskId,
    /// What to do.
    pub work: Work,
    /// Whose it is: that person may see its state, and their account takes it along when it is deleted.
    pub owner: Option<UserId>,
    /// Which other jobs stand in its way.
    pub key: Option<JobKey>,
    /// Not before this time, to the second; `None` is at once, whatever clocks say.
    pub run_at: Option<Timestamp>,
    /// When it was asked for.
    pub created_at: Timestamp,
}

impl Job {
    /// A job of the program itself, to be done at once, with no other in its way.
    pub const fn new(id: TaskId, work: Work, created_at: Timestamp) -> Self {
        Self { id, work, owner: None, key: None, run_at: None, created_at }
    }
}

/// What became of an enqueued job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enqueued {
    /// It waits.
    New,
    /// A job with its key is there already; this one was dropped.
    Duplicate,
}

/// The queue as a unit of work sees it. A job is done, at least once, if and only if the unit commits.
#[async_trait]
pub trait JobOutbox: Send {
    /// Adds a job. An id in use, or an owner who does not exist, is a `Conflict`.
    async fn enqueue(&mut self, job: &Job) -> Result<Enqueued, StoreError>;

    /// The job that stands in the way of others with this key, of those that this unit may see. Right after a
    /// [`Enqueued::Duplicate`] in the same unit it is there.
    async fn holder(&mut self, key: &JobKey) -> Result<Option<TaskId>, StoreError>;
}
