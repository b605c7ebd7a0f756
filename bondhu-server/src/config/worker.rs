//! `worker`: what is done in the background.

use std::time::Duration;

use super::kinds::{Lasting, TextKind, Whole};
use super::section::section;

pub use cron::Schedule;

section! {
    /// What is done in the background.
    pub struct Worker: "worker" {
        /// How often a worker with nothing to do asks the database for jobs of its queue.
        poll_interval: Duration = Lasting(Duration::from_millis(250), Duration::from_mins(1)), "250ms";
        /// How often a worker says that it lives. After two missed ones others take its jobs up.
        heartbeat: Duration = Lasting(Duration::from_secs(1), Duration::from_mins(10)), "30s";
        /// After so long a job is asked to wind up.
        soft_limit: Duration = Lasting(Duration::from_secs(1), Duration::from_hours(24)), "240s";
        /// After so long a job is ended and begun again.
        hard_limit: Duration = Lasting(Duration::from_secs(1), Duration::from_hours(24)), "300s";
        /// The pause before a job that failed for a passing reason is begun again; it doubles each time, three times.
        retry_pause: Duration = Lasting(Duration::ZERO, Duration::from_hours(1)), "2s";
    }
    nested { concurrency: WorkerConcurrency, schedules: WorkerSchedules }
    check limits_in_order;
}

section! {
    /// How many jobs of each queue one process does at once.
    pub struct WorkerConcurrency: "worker.concurrency" {
        /// What the program needs for itself and what is done quickly.
        default: usize = Whole(1, 256), "32";
        /// Analysis of what people wrote.
        personality: usize = Whole(1, 256), "2";
        /// Music services.
        music: usize = Whole(1, 256), "2";
        /// Video services.
        video: usize = Whole(1, 256), "2";
        /// Game services.
        games: usize = Whole(1, 256), "2";
    }
}

section! {
    /// When recurring work is due, in UTC: second, minute, hour, day of month, month, day of week. However many
    /// processes there are, each time counts once.
    pub struct WorkerSchedules: "worker.schedules" {
        /// Sessions that went idle are closed.
        close_idle_sessions: Schedule = Cron, "0 * * * * *";
        /// What has expired is removed: sign-ins, answers kept for repeated requests, results of tasks.
        purge_expired: Schedule = Cron, "30 7 * * * *";
        /// Everybody who wrote something within the last hour is analysed.
        analyse_active: Schedule = Cron, "0 0 * * * *";
        /// Days and weeks that are over are summed up.
        plan_summaries: Schedule = Cron, "0 5 * * * *";
    }
}

struct Cron;

impl TextKind for Cron {
    type Value = Schedule;

    fn describe(&self) -> String {
        "a schedule such as `0 */5 * * * *` (second, minute, hour, day of month, month, day of week)"
            .to_owned()
    }

    fn parse_text(&self, text: &str) -> Result<Schedule, String> {
        text.parse().map_err(|_| format!("{text:?} is not {}", self.describe()))
    }
}

fn limits_in_order(worker: &Worker) -> Vec<(&'static str, String)> {
    if worker.soft_limit < worker.hard_limit {
        return vec![];
    }
    vec![("worker.soft_limit", "must be shorter than worker.hard_limit".to_owned())]
}
