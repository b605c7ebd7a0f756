//! Follow-up work, written in the transaction that makes it necessary.

use async_trait::async_trait;
use bondhu_domain::ids::{TaskId, UserId};
use bondhu_domain::timestamp::Timestamp;
use serde::{Deserialize, Serialize};

use crate::store::StoreError;

/// A piece of work. The stored form is its JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Work {
    /// Drop everything that caches hold of a person who deleted their account.
    ForgetPerson {
        /// Who.
        user_id: UserId,
    },
}

/// Work with its place in the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its id.
    pub id: TaskId,
    /// What to do.
    pub work: Work,
    /// Of two jobs with the same key only one waits at a time.
    pub unique_key: Option<String>,
    /// Not before.
    pub run_at: Timestamp,
}

/// What became of an enqueued job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enqueued {
    /// It waits.
    New,
    /// A job with its key waits already; this one was dropped.
    Duplicate,
}

/// The outbox of a unit of work. A job waits from the commit until it is removed: it survives crashes, and may
/// therefore run more than once.
#[async_trait]
pub trait JobOutbox: Send {
    /// Adds a job.
    async fn enqueue(&mut self, job: &Job) -> Result<Enqueued, StoreError>;

    /// Jobs whose time has come at `now`, in the order of their time.
    async fn due(&mut self, now: Timestamp, limit: u32) -> Result<Vec<Job>, StoreError>;

    /// Removes a job that is done. Removing an unknown one changes nothing.
    async fn remove(&mut self, id: TaskId) -> Result<(), StoreError>;
}
