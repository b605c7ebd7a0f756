//! Background work: what there is to do, how it is done, and what became of it.

use std::sync::Arc;

use async_trait::async_trait;
use bondhu_domain::ids::{TaskId, UserId};
use bondhu_domain::summaries::Period;
use bondhu_domain::timestamp::Timestamp;
use chrono::NaiveDate;
use futures::FutureExt;
use futures::future::{BoxFuture, Shared};
use serde::{Deserialize, Serialize};

use crate::error::BoxError;
use crate::store::StoreError;

/// Where jobs of a kind wait, so that slow kinds do not hold up others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Queue {
    /// What the program needs for itself and what is done quickly.
    Default,
    /// Analysis of what a person wrote.
    Personality,
    /// Music services.
    Music,
    /// Video services.
    Video,
    /// Game services.
    Games,
}

impl Queue {
    /// Every queue.
    pub const ALL: [Self; 5] = [Self::Default, Self::Personality, Self::Music, Self::Video, Self::Games];

    /// Its stored and shown name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Personality => "personality",
            Self::Music => "music",
            Self::Video => "video",
            Self::Games => "games",
        }
    }

    /// The queue of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|queue| queue.as_str() == name)
    }
}

/// A piece of work. The stored form is its JSON; a form that this program does not know is not done but set aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Work {
    /// Drop everything that caches hold of a person who deleted their account.
    ForgetPerson {
        /// Who.
        user_id: UserId,
    },
    /// Close sessions that went idle.
    CloseIdleSessions,
    /// Remove what has expired: sign-ins, answers kept for repeated requests, results of old tasks.
    PurgeExpired,
    /// Analyse everybody who wrote something lately.
    AnalyseActive,
    /// Analyse the last 24 hours of a person's chat, because they asked for it.
    Analyse {
        /// Whose chat.
        user_id: UserId,
    },
    /// Find whose last day or week has yet to be summed up.
    PlanSummaries,
    /// Sum up a period of somebody's chat.
    Summarise {
        /// Whose chat.
        user_id: UserId,
        /// A day or a week.
        period: Period,
        /// Its first day, in the person's own calendar.
        from: NaiveDate,
    },
    /// Sum up all of somebody's chat but its newest messages.
    SummariseOlderTalk {
        /// Whose chat.
        user_id: UserId,
    },
}

impl Work {
    /// Its name, as it is stored and shown.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::ForgetPerson { .. } => "forget_person",
            Self::CloseIdleSessions => "close_idle_sessions",
            Self::PurgeExpired => "purge_expired",
            Self::AnalyseActive => "analyse_active",
            Self::Analyse { .. } => "analyse",
            Self::PlanSummaries => "plan_summaries",
            Self::Summarise { .. } => "summarise",
            Self::SummariseOlderTalk { .. } => "summarise_older_talk",
        }
    }

    /// Where it waits.
    pub const fn queue(&self) -> Queue {
        match self {
            Self::ForgetPerson { .. }
            | Self::CloseIdleSessions
            | Self::PurgeExpired
            | Self::PlanSummaries
            | Self::Summarise { .. }
            | Self::SummariseOlderTalk { .. } => Queue::Default,
            Self::AnalyseActive | Self::Analyse { .. } => Queue::Personality,
        }
    }
}

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskState {
    /// It has not been begun.
    Queued,
    /// It is being done.
    Running,
    /// It was begun and will be begun again.
    Retrying,
    /// It is done.
    Succeeded,
    /// It is given up.
    Failed,
}

impl TaskState {
    /// Its wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Retrying => "retrying",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
        }
    }
}

/// How far a job has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// So many steps are done.
    pub done: u64,
    /// Of so many, where that is known.
    pub total: Option<u64>,
    /// What is being done, for people to read.
    pub note: Option<String>,
}

/// A job and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskStatus {
    /// Its id.
    pub id: TaskId,
    /// [`Work::name`].
    pub name: String,
    /// [`Queue::as_str`].
    pub queue: String,
    /// Whose it is.
    pub owner: Option<UserId>,
    /// Where it stands.
    pub state: TaskState,
    /// How often it has been begun.
    pub attempts: u32,
    /// How far it has come.
    pub progress: Progress,
    /// What it found, as JSON.
    pub result: Option<String>,
    /// Why it failed the last time, in words that are safe to show.
    pub error: Option<String>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it succeeded or was given up.
    pub finished_at: Option<Timestamp>,
}

/// How many jobs of a queue stand where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueueCounts {
    /// Which queue.
    pub queue: Queue,
    /// Not begun.
    pub queued: u64,
    /// Being done.
    pub running: u64,
    /// Will be begun again.
    pub retrying: u64,
    /// Done, and still kept.
    pub succeeded: u64,
    /// Given up, and still kept.
    pub failed: u64,
}

/// Why a job could not be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobErrorKind {
    /// It may well succeed later: it is tried again, at most three times, after growing pauses.
    Transient,
    /// It will never succeed: it is given up at once.
    Permanent,
    /// It was asked to wind up and did: it goes on later, and no failure is counted.
    Interrupted,
}

/// A job's failure. `Display` is safe to show to people; the source is for the log.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct JobError {
    kind: JobErrorKind,
    message: &'static str,
    source: Option<BoxError>,
}

impl JobError {
    /// With what people are told, and its cause.
    pub fn new(kind: JobErrorKind, message: &'static str, source: impl Into<BoxError>) -> Self {
        Self { kind, message, source: Some(source.into()) }
    }

    /// Without a cause beyond its text.
    pub const fn bare(kind: JobErrorKind, message: &'static str) -> Self {
        Self { kind, message, source: None }
    }

    /// What is to be done about it.
    pub const fn kind(&self) -> JobErrorKind {
        self.kind
    }
}

/// Tells a job that it should wind up: its soft time limit is over, or the program stops.
#[derive(Clone)]
pub struct WindUp(Shared<BoxFuture<'static, ()>>);

impl WindUp {
    /// As soon as `signal` is done.
    pub fn when(signal: impl Future<Output = ()> + Send + 'static) -> Self {
        Self(signal.boxed().shared())
    }

    /// Done when the job should wind up.
    pub async fn asked(&self) {
        self.0.clone().await;
    }

    /// Whether the job should wind up now.
    pub fn is_asked(&self) -> bool {
        self.0.clone().now_or_never().is_some()
    }
}

/// What a job is told about itself.
#[derive(Clone)]
pub struct JobContext {
    /// Its id.
    pub id: TaskId,
    /// [`Work::name`].
    pub name: &'static str,
    /// Whose it is.
    pub owner: Option<UserId>,
    /// 1 the first time.
    pub attempt: u32,
    /// When to wind up.
    pub wind_up: WindUp,
}

/// Does jobs. One may be done more than once, so doing it again must change nothing.
#[async_trait]
pub trait JobHandler: Send + Sync {
    /// Does one and gives what it found, as JSON.
    async fn run(&self, work: Work, context: &JobContext) -> Result<Option<String>, JobError>;

    /// Is told where a job stands whenever that changes, after the job was run; never in place of the stored state.
    async fn changed(&self, id: TaskId, owner: Option<UserId>, queue: Queue, state: TaskState);
}

/// The jobs of all processes.
#[async_trait]
pub trait JobQueue: Send + Sync {
    /// A job by its id, until it is purged.
    async fn status(&self, id: TaskId) -> Result<Option<TaskStatus>, StoreError>;

    /// Jobs that stand in `state`, those asked for last first.
    async fn list(&self, state: TaskState, limit: u32) -> Result<Vec<TaskStatus>, StoreError>;

    /// Counts for every queue, in the order of [`Queue::ALL`].
    async fn counts(&self) -> Result<Vec<QueueCounts>, StoreError>;

    /// Stores how far a job has come. An unknown one changes nothing.
    async fn report(&self, id: TaskId, progress: &Progress) -> Result<(), StoreError>;

    /// Lets a job that failed begin anew, with all its tries. False when there is no such failed job.
    async fn retry(&self, id: TaskId) -> Result<bool, StoreError>;

    /// Removes a job that is not being done. False when there is no such job.
    async fn discard(&self, id: TaskId) -> Result<bool, StoreError>;

    /// Removes jobs that were finished before this time, and what is left of workers that are gone. Tells how many jobs.
    async fn purge(&self, finished_before: Timestamp) -> Result<u64, StoreError>;

    /// Does jobs of these queues, in all processes together each at least once, until `stop` is done. Then takes no
    /// more, and finishes what it has begun or gives it back.
    async fn work(
        &self,
        queues: &[Queue],
        handler: Arc<dyn JobHandler>,
        stop: BoxFuture<'static, ()>,
    ) -> Result<(), StoreError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queues_are_found_by_their_names() {
        for queue in Queue::ALL {
            assert_eq!(Queue::named(queue.as_str()), Some(queue));
        }
        assert_eq!(Queue::named("Music"), None);
    }

    #[test]
    fn a_wind_up_is_seen_by_every_holder() {
        let (ask, asked) = futures::channel::oneshot::channel::<()>();
        let one = WindUp::when(asked.map(|_told| ()));
        let other = one.clone();
        assert!(!one.is_asked() && !other.is_asked());
        ask.send(()).unwrap();
        assert!(one.is_asked() && other.is_asked());
    }
}
