//! Background work: jobs of the queues, and the schedules that enqueue some of them.

mod schedules;

use std::sync::Arc;

use async_trait::async_trait;
use bondhu_domain::ids::{TaskId, UserId};
use bondhu_ports::job_queue::{JobContext, JobError, JobHandler, Queue, TaskState, Work};
use futures::FutureExt;

use crate::app::App;
use crate::config::WorkerSchedules;
use crate::tasks::Tasks;

/// Does jobs of `queues` and keeps the schedules, until the program stops.
pub fn start(app: &Arc<App>, tasks: &Tasks, queues: Vec<Queue>, schedules: WorkerSchedules) {
    let WorkerSchedules { close_idle_sessions, purge_expired, analyse_active, plan_summaries } = schedules;
    for (schedule, work) in [
        (close_idle_sessions, Work::CloseIdleSessions),
        (purge_expired, Work::PurgeExpired),
        (analyse_active, Work::AnalyseActive),
        (plan_summaries, Work::PlanSummaries),
    ] {
        tasks.spawn(schedules::keep(app.clone(), tasks.clone(), schedule, work));
    }
    let (app, stop) = (app.clone(), tasks.clone());
    tasks.spawn(async move {
        let handler = Arc::new(AppJobs(app.clone()));
        let stopping = async move { stop.stopping().await }.boxed();
        if let Err(error) = app.queue.work(&queues, handler, stopping).await {
            tracing::error!(error = &error as &dyn std::error::Error, "background work ended");
        }
    });
}

/// Jobs are use cases.
struct AppJobs(Arc<App>);

#[async_trait]
impl JobHandler for AppJobs {
    async fn run(&self, work: Work, context: &JobContext) -> Result<Option<String>, JobError> {
        self.0.tell_task(context.id, context.owner, TaskState::Running, None).await;
        self.0.do_work(work, context).await
    }

    async fn changed(&self, id: TaskId, owner: Option<UserId>, queue: Queue, state: TaskState) {
        metrics::counter!("bondhu_jobs_total", "queue" => queue.as_str(), "outcome" => state.as_str())
            .increment(1);
        self.0.tell_task(id, owner, state, None).await;
    }
}
