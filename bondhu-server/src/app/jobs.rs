//! Background work: what each kind of job does, and what became of it.

use std::time::Duration;

use bondhu_domain::ids::{TaskId, UserId};
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::cache::CacheGroup;
use bondhu_ports::job_outbox::{Enqueued, Job, JobKey};
use bondhu_ports::job_queue::{JobContext, JobError, JobErrorKind, Progress, TaskState, TaskStatus, Work};
use bondhu_ports::live_events::LiveEvent;
use bondhu_ports::randomness::RandomnessExt;
use bondhu_ports::store::{Scope, UnitOfWork};

use super::mood::require_mood_series;
use super::{App, AppError};

/// How long a finished task can be asked for.
const RESULTS_KEPT: Duration = Duration::from_hours(24);

/// Whoever wrote within this time is analysed: an hour, and some minutes for a job that had to wait.
const ANALYSED: Duration = Duration::from_mins(75);

impl App {
    /// A task of this person. Somebody else's, and the program's own, do not exist.
    pub async fn task(&self, user: UserId, id: TaskId) -> Result<TaskStatus, AppError> {
        let status = self.queue.status(id).await?.filter(|status| status.owner == Some(user));
        status.ok_or(AppError::NotFound)
    }

    /// A new job of the program itself, to be done at once.
    pub(super) fn job(&self, work: Work) -> Job {
        let now = self.clock.now();
        Job::new(TaskId::new(now, self.random.entropy()), work, now)
    }

    /// Enqueues an analysis of a person's last 24 hours, with what is learnt from their writing, and tells its task: that of one which waits already, if there is
    /// one.
    pub async fn request_analysis(&self, user: UserId) -> Result<TaskId, AppError> {
        let mut unit = self.store.begin(Scope::Person(user)).await?;
        let account = unit.users().find(user).await?.ok_or(AppError::Unauthenticated)?;
        require_mood_series(&account, self.clock.now())?;
        let id = self.enqueue_analysis(&mut *unit, user).await?;
        unit.commit().await?;
        Ok(id)
    }

    /// Enqueues an analysis of a person, of whom one waits at most.
    pub(super) async fn enqueue_analysis(
        &self,
        unit: &mut dyn UnitOfWork,
        user: UserId,
    ) -> Result<TaskId, AppError> {
        let key = JobKey::Waiting(format!("analyse:{user}"));
        let job = self.job(Work::Analyse { user_id: user });
        let job = Job { key: Some(key.clone()), owner: Some(user), ..job };
        Ok(match unit.jobs().enqueue(&job).await? {
            Enqueued::New => job.id,
            Enqueued::Duplicate => unit.jobs().holder(&key).await?.unwrap_or(job.id),
        })
    }

    /// Enqueues what a schedule asks for at `at`. Every process asks; the first one counts.
    pub async fn enqueue_scheduled(&self, work: Work, at: Timestamp) -> Result<Enqueued, AppError> {
        let seconds = at.as_micros() / 1_000_000;
        let key = Some(JobKey::Once(format!("{}:{seconds}", work.name())));
        let job = Job { key, ..self.job(work) };
        let mut unit = self.store.begin(Scope::System).await?;
        let enqueued = unit.jobs().enqueue(&job).await?;
        unit.commit().await?;
        Ok(enqueued)
    }

    /// Does a piece of work; doing it again changes nothing.
    pub async fn do_work(&self, work: Work, context: &JobContext) -> Result<Option<String>, JobError> {
        let done = match work {
            Work::ForgetPerson { user_id } => self.forget_person(user_id).await.map(|()| None),
            Work::CloseIdleSessions => self.close_idle_sessions().await.map(Some),
            Work::PurgeExpired => self.purge_expired().await.map(Some),
            Work::AnalyseActive => self.analyse_active(ANALYSED).await.map(Some),
            Work::Analyse { user_id } => self.study(user_id).await.map(|()| None),
            Work::PlanSummaries => self.plan_summaries(context).await.map(Some),
            Work::Summarise { user_id, period, from } => {
                self.summarise(user_id, period, from).await.map(|made| Some(u64::from(made)))
            }
            Work::SummariseOlderTalk { user_id } => {
                self.summarise_older_talk(user_id).await.map(|made| Some(u64::from(made)))
            }
        };
        done.map(|count| count.map(|count| count.to_string())).map_err(job_error)
    }

    /// Stores how far a person's task has come, and tells their devices.
    pub async fn report_progress(&self, context: &JobContext, progress: Progress) -> Result<(), AppError> {
        self.queue.report(context.id, &progress).await?;
        self.tell_task(context.id, context.owner, TaskState::Running, Some(progress)).await;
        Ok(())
    }

    /// Tells a person's devices where a task of theirs stands.
    pub async fn tell_task(
        &self,
        id: TaskId,
        owner: Option<UserId>,
        state: TaskState,
        progress: Option<Progress>,
    ) {
        if let Some(owner) = owner {
            let (done, total, note) = match progress {
                Some(progress) => (Some(progress.done), progress.total, progress.note),
                None => (None, None, None),
            };
            self.live.publish(owner, LiveEvent::Task { task_id: id, state, done, total, note }).await;
        }
    }

    /// Removes tasks that nobody can ask for any more.
    pub(super) async fn purge_tasks(&self) -> Result<u64, AppError> {
        Ok(self.queue.purge(self.clock.now() - RESULTS_KEPT).await?)
    }

    async fn forget_person(&self, user: UserId) -> Result<(), AppError> {
        let dropped = self.cache.invalidate(user, &CacheGroup::ALL).await;
        dropped.map_err(|error| AppError::Unavailable(Box::new(error)))
    }
}

fn job_error(error: AppError) -> JobError {
    let (kind, message) = if is_lasting(&error) {
        (JobErrorKind::Permanent, "there is nothing to do it for any more")
    } else {
        (JobErrorKind::Transient, "something that it needs is not available")
    };
    JobError::new(kind, message, error)
}

/// What is the caller's fault elsewhere is a lasting failure of a job; the rest may pass.
fn is_lasting(error: &AppError) -> bool {
    match error {
        AppError::NotFound
        | AppError::Invalid(_)
        | AppError::Unauthenticated
        | AppError::Forbidden(_)
        | AppError::Conflict(_)
        | AppError::CarelessAnswers
        | AppError::SessionEnded => true,
        AppError::WithHelp { cause, .. } => is_lasting(cause),
        AppError::RateLimited { .. }
        | AppError::TurnFailed
        | AppError::Store(_)
        | AppError::Unavailable(_)
        | AppError::Internal(_) => false,
    }
}
