//! The rails around each job. The engine marks a job that panics or hangs as running for ever, and begins failed ones
//! again without a pause, without regard for why they failed. So all of that is decided here, inside its handler:
//!
//! - a job runs in a task of its own, with a soft and a hard time limit; a panic ends that task alone;
//! - a passing failure moves the job's time before the engine hears of it; the engine's own delays are never asked for,
//!   because it loses such jobs (SQLite) or begins them in a loop (Postgres);
//! - a lasting failure, a form this version does not know, and a job that was begun [`MAX_STARTS`] times are set aside.
//!
//! [`worker`] holds the rails around the workers.

pub(super) mod looks;
pub(super) mod worker;

use std::sync::Arc;
use std::time::Duration;

use apalis::prelude::{AbortError, BoxDynError};
use bondhu_ports::job_queue::{
    JobContext, JobError, JobErrorKind, JobHandler, Queue, TaskState, WindUp, Work,
};
use bondhu_ports::randomness::Randomness;
use serde_json::Value;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::config::{JobsConfig, MAX_STARTS};
use super::ledger::{Begun, Ledger};

/// No pause is longer.
const LONGEST_PAUSE: Duration = Duration::from_hours(1);

const UNKNOWN: &str = "this version of the program does not know this kind of work";
const TOO_OFTEN: &str = "it was begun too often without an end";
const PANICKED: &str = "it ended by a mistake in the program";
const TOO_LONG: &str = "it took too long";

/// What every job of one queue runs in.
pub(super) struct Guard {
    pub ledger: Arc<dyn Ledger>,
    pub handler: Arc<dyn JobHandler>,
    pub random: Arc<dyn Randomness>,
    pub config: JobsConfig,
    pub queue: Queue,
    pub stopping: WindUp,
}

impl Guard {
    /// Does one job. `attempt` is 1 the first time.
    pub async fn run(&self, job: &str, attempt: usize, payload: &[u8]) -> Result<Value, BoxDynError> {
        let begun = match self.ledger.begin(job).await {
            Ok(Some(begun)) => begun,
            // It went with its owner, or was discarded.
            Ok(None) => return Ok(Value::Null),
            Err(error) => {
                // Nothing is known of the job's own failures; the store gets time to recover.
                sleep(self.config.restart_pause).await;
                return Err(error.into());
            }
        };
        if attempt > MAX_STARTS {
            return self.give_up(job, &begun, &JobError::bare(JobErrorKind::Permanent, TOO_OFTEN)).await;
        }
        let work: Work = match serde_json::from_slice(payload) {
            Ok(work) => work,
            Err(error) => {
                let unknown = JobError::new(JobErrorKind::Permanent, UNKNOWN, error);
                return self.give_up(job, &begun, &unknown).await;
            }
        };
        let context = JobContext {
            id: begun.id,
            name: work.name(),
            owner: begun.owner,
            attempt: u32::try_from(attempt).unwrap_or(u32::MAX),
            wind_up: self.wind_up(),
        };
        match self.in_time(work, context).await {
            Ok(found) => {
                self.changed(&begun, TaskState::Succeeded).await;
                Ok(found.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or(Value::Null))
            }
            Err(error) => match error.kind() {
                JobErrorKind::Permanent => self.give_up(job, &begun, &error).await,
                JobErrorKind::Transient if begun.failures >= self.config.retries => {
                    self.give_up(job, &begun, &error).await
                }
                JobErrorKind::Transient => {
                    let pause = self.pause(begun.failures);
                    self.put_off(job, &begun, error, begun.failures + 1, pause).await
                }
                JobErrorKind::Interrupted => self.put_off(job, &begun, error, begun.failures, 0).await,
            },
        }
    }

    /// Runs the handler in a task of its own, which ends with this future.
    async fn in_time(&self, work: Work, context: JobContext) -> Result<Option<String>, JobError> {
        let handler = self.handler.clone();
        let mut own = JoinSet::new();
        own.spawn(async move { handler.run(work, &context).await });
        match timeout(self.config.hard_limit, own.join_next()).await {
            Ok(Some(Ok(outcome))) => outcome,
            // The payload of a panic may hold anything, so it is not told.
            Ok(Some(Err(_)) | None) => Err(JobError::bare(JobErrorKind::Transient, PANICKED)),
            Err(_) => Err(JobError::bare(JobErrorKind::Transient, TOO_LONG)),
        }
    }

    fn wind_up(&self) -> WindUp {
        let (stopping, soft_limit) = (self.stopping.clone(), self.config.soft_limit);
        WindUp::when(async move {
            tokio::select! {
                () = stopping.asked() => {}
                () = sleep(soft_limit) => {}
            }
        })
    }

    /// Whole seconds, because the engine knows no others: twice as long each time, up to a quarter longer by chance, so
    /// that jobs which failed together do not come back together.
    fn pause(&self, failures: u32) -> u64 {
        let doubled = self.config.backoff.saturating_mul(2_u32.saturating_pow(failures));
        let mut chance = [0];
        self.random.fill(&mut chance);
        let longer = doubled + doubled.mul_f64(f64::from(chance[0]) / 1_020.0);
        let shortest = longer.min(LONGEST_PAUSE);
        shortest.as_secs() + u64::from(shortest.subsec_nanos() > 0)
    }

    async fn put_off(
        &self,
        job: &str,
        begun: &Begun,
        error: JobError,
        failures: u32,
        pause: u64,
    ) -> Result<Value, BoxDynError> {
        tracing::warn!(task = %begun.id, queue = self.queue.as_str(), pause, error = &error as &dyn std::error::Error,
            "a job is put off");
        self.ledger.put_off(job, &error.to_string(), failures, pause).await?;
        self.changed(begun, TaskState::Retrying).await;
        Err(error.into())
    }

    async fn give_up(&self, job: &str, begun: &Begun, error: &JobError) -> Result<Value, BoxDynError> {
        tracing::error!(task = %begun.id, queue = self.queue.as_str(), error = error as &dyn std::error::Error,
            "a job is given up");
        self.ledger.give_up(job, &error.to_string()).await?;
        self.changed(begun, TaskState::Failed).await;
        Err(AbortError::new(error.to_string()).into())
    }

    async fn changed(&self, begun: &Begun, state: TaskState) {
        self.handler.changed(begun.id, begun.owner, self.queue, state).await;
    }
}
