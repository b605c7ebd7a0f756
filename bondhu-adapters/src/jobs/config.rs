//! The numbers of the queue.

use std::time::Duration;

use bondhu_ports::job_queue::Queue;

/// A job that was begun so often without an end (its process died each time) is set aside: it is likely what kills
/// them. Failures that a job itself reports have a lower limit, [`JobsConfig::retries`].
pub const MAX_STARTS: usize = 10;

/// The numbers of the queue.
#[derive(Clone, Debug)]
pub struct JobsConfig {
    /// How many jobs of each queue this process does at once, in the order of [`Queue::ALL`].
    pub concurrency: [usize; 5],
    /// How often a worker with nothing to do asks for jobs.
    pub poll_interval: Duration,
    /// How often a worker says that it lives. After two missed ones its jobs are taken up by others.
    pub heartbeat: Duration,
    /// After so long a job is asked to wind up.
    pub soft_limit: Duration,
    /// After so long a job is ended.
    pub hard_limit: Duration,
    /// How often a job that failed for a passing reason is begun again.
    pub retries: u32,
    /// The pause before the first such retry; it doubles each time, up to an hour.
    pub backoff: Duration,
    /// The pause before a worker that ended on a failure of the store begins anew.
    pub restart_pause: Duration,
    /// How long a stop waits for jobs to end before they are given back.
    pub patience: Duration,
}

impl Default for JobsConfig {
    fn default() -> Self {
        Self {
            concurrency: [32, 2, 2, 2, 2],
            poll_interval: Duration::from_millis(250),
            heartbeat: Duration::from_secs(30),
            soft_limit: Duration::from_mins(4),
            hard_limit: Duration::from_mins(5),
            retries: 3,
            backoff: Duration::from_secs(2),
            restart_pause: Duration::from_secs(1),
            patience: Duration::from_secs(20),
        }
    }
}

impl JobsConfig {
    /// How many jobs of a queue this process does at once.
    pub fn concurrency_of(&self, queue: Queue) -> usize {
        let at = match queue {
            Queue::Default => 0,
            Queue::Personality => 1,
            Queue::Music => 2,
            Queue::Video => 3,
            Queue::Games => 4,
        };
        self.concurrency[at].max(1)
    }
}
