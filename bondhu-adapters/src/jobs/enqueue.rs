//! A job as the engine's table and `tasks` take it.

use apalis_core::task::Task;
use apalis_core::task::builder::TaskBuilder;
use bondhu_domain::ids::TaskId;
use bondhu_ports::job_outbox::{Job, JobKey};
use bondhu_ports::store::{StoreError, StoreErrorKind};
use ulid::Ulid;

use super::config::MAX_STARTS;

/// The id of a task as the engine spells it: the same 128 bits in its own alphabet, which sorts the same.
pub(crate) fn job_id(id: TaskId) -> Ulid {
    Ulid::from(id.as_uuid().as_u128())
}

/// The key of a job, and whether it is held only until the job is begun.
pub(crate) const fn key_of(job: &Job) -> (Option<&String>, bool) {
    match &job.key {
        None => (None, false),
        Some(JobKey::Waiting(key)) => (Some(key), true),
        Some(JobKey::Once(key)) => (Some(key), false),
    }
}

/// The engine's own form of a job.
pub(crate) fn engine_task(job: &Job) -> Result<Task<Vec<u8>>, StoreError> {
    let payload =
        serde_json::to_vec(&job.work).map_err(|error| StoreError::new(StoreErrorKind::Unavailable, error))?;
    // A job that is to be done at once is due since the epoch, so that a clock set back does not hold it up.
    let due = job.run_at.map_or(0, |at| at.as_micros().max(0).unsigned_abs().div_ceil(1_000_000));
    Ok(TaskBuilder::new(payload)
        .task_id(apalis_core::task::task_id::TaskId::from_ulid(job_id(job.id)))
        .max_attempts(MAX_STARTS)
        .run_at_timestamp(due)
        .build())
}
