//! The queue over the jobs of a store in memory. Its workers retry without a pause and have no time limits.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bondhu_domain::ids::TaskId;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::clock::Clock;
use bondhu_ports::job_outbox::JobKey;
use bondhu_ports::job_queue::{
    JobContext, JobError, JobErrorKind, JobHandler, JobQueue, Progress, Queue, QueueCounts, TaskState,
    TaskStatus, WindUp,
};
use bondhu_ports::store::StoreError;
use futures::future::BoxFuture;
use tokio::task::JoinSet;

use super::MemoryStore;
use super::tables::{Tables, Task};

/// A [`JobQueue`] over a [`MemoryStore`].
#[derive(Clone)]
pub struct MemoryJobQueue {
    store: MemoryStore,
    clock: Arc<dyn Clock>,
}

/// How often a job that fails for a passing reason is begun again.
const RETRIES: u32 = 3;

impl MemoryJobQueue {
    /// Over the jobs of `store`.
    pub fn new(store: MemoryStore, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock }
    }

    async fn change<T>(&self, change: impl FnOnce(&mut Tables) -> T) -> T {
        let _writer = self.store.writer.lock().await;
        let mut committed = self.store.committed.lock().unwrap_or_else(PoisonError::into_inner);
        change(Arc::make_mut(&mut committed))
    }

    async fn begin(&self, queue: Queue) -> Option<Task> {
        let now = self.clock.now();
        self.change(|tables| {
            let due = tables.jobs.values_mut().find(|task| {
                let waits = match task.status.state {
                    TaskState::Queued | TaskState::Retrying => true,
                    TaskState::Running | TaskState::Succeeded | TaskState::Failed => false,
                };
                waits && task.job.work.queue() == queue && task.job.run_at.is_none_or(|at| at <= now)
            })?;
            due.status.state = TaskState::Running;
            due.status.attempts += 1;
            if let Some(JobKey::Waiting(_)) = due.job.key {
                due.job.key = None;
            }
            Some(due.clone())
        })
        .await
    }

    async fn end(&self, task: &Task, outcome: Result<Option<String>, JobError>) -> TaskState {
        let now = self.clock.now();
        self.change(|tables| {
            let Some(task) = tables.jobs.get_mut(&task.job.id) else { return TaskState::Succeeded };
            task.status.state = match &outcome {
                Ok(_) => TaskState::Succeeded,
                Err(error) => match error.kind() {
                    JobErrorKind::Permanent => TaskState::Failed,
                    JobErrorKind::Transient if task.failures >= RETRIES => TaskState::Failed,
                    JobErrorKind::Transient => {
                        task.failures += 1;
                        TaskState::Retrying
                    }
                    JobErrorKind::Interrupted => TaskState::Retrying,
                },
            };
            match task.status.state {
                TaskState::Succeeded | TaskState::Failed => task.status.finished_at = Some(now),
                TaskState::Queued | TaskState::Running | TaskState::Retrying => {}
            }
            match outcome {
                Ok(result) => (task.status.result, task.status.error) = (result, None),
                Err(error) => task.status.error = Some(error.to_string()),
            }
            task.status.state
        })
        .await
    }

    async fn serve(self, queue: Queue, handler: Arc<dyn JobHandler>, stopping: WindUp) {
        while !stopping.is_asked() {
            let Some(task) = self.begin(queue).await else {
                tokio::time::sleep(Duration::from_millis(2)).await;
                continue;
            };
            let context = JobContext {
                id: task.job.id,
                name: task.job.work.name(),
                owner: task.job.owner,
                attempt: task.status.attempts,
                wind_up: stopping.clone(),
            };
            let (work, doer) = (task.job.work.clone(), handler.clone());
            let mut own = JoinSet::new();
            own.spawn(async move { doer.run(work, &context).await });
            let panicked = JobError::bare(JobErrorKind::Transient, "it ended by a mistake in the program");
            let outcome = own.join_next().await.and_then(Result::ok).unwrap_or(Err(panicked));
            let state = self.end(&task, outcome).await;
            handler.changed(task.job.id, task.job.owner, queue, state).await;
        }
    }
}

#[async_trait]
impl JobQueue for MemoryJobQueue {
    async fn status(&self, id: TaskId) -> Result<Option<TaskStatus>, StoreError> {
        self.store.faults().call()?;
        Ok(self.store.snapshot().jobs.get(&id).map(|task| task.status.clone()))
    }

    async fn list(&self, state: TaskState, limit: u32) -> Result<Vec<TaskStatus>, StoreError> {
        let tables = self.store.snapshot();
        let fits = tables.jobs.values().rev().map(|task| &task.status).filter(|it| it.state == state);
        Ok(fits.take(limit as usize).cloned().collect())
    }

    async fn counts(&self) -> Result<Vec<QueueCounts>, StoreError> {
        let tables = self.store.snapshot();
        let count = |queue: Queue, state: TaskState| {
            let fits = |task: &&Task| task.job.work.queue() == queue && task.status.state == state;
            tables.jobs.values().filter(fits).count() as u64
        };
        let counts = Queue::ALL.into_iter().map(|queue| QueueCounts {
            queue,
            queued: count(queue, TaskState::Queued),
            running: count(queue, TaskState::Running),
            retrying: count(queue, TaskState::Retrying),
            succeeded: count(queue, TaskState::Succeeded),
            failed: count(queue, TaskState::Failed),
        });
        Ok(counts.collect())
    }

    async fn report(&self, id: TaskId, progress: &Progress) -> Result<(), StoreError> {
        self.change(|tables| {
            if let Some(task) = tables.jobs.get_mut(&id) {
                task.status.progress = progress.clone();
            }
        })
        .await;
        Ok(())
    }

    async fn retry(&self, id: TaskId) -> Result<bool, StoreError> {
        let anew = |task: &mut Task| {
            (task.failures, task.status.attempts) = (0, 0);
            (task.status.error, task.status.finished_at) = (None, None);
            task.status.state = TaskState::Queued;
        };
        Ok(self
            .change(|tables| {
                tables.jobs.get_mut(&id).filter(|task| task.status.state == TaskState::Failed).map(anew)
            })
            .await
            .is_some())
    }

    async fn discard(&self, id: TaskId) -> Result<bool, StoreError> {
        Ok(self
            .change(|tables| {
                let idle = tables.jobs.get(&id).is_some_and(|task| task.status.state != TaskState::Running);
                idle && tables.jobs.remove(&id).is_some()
            })
            .await)
    }

    async fn purge(&self, finished_before: Timestamp) -> Result<u64, StoreError> {
        Ok(self
            .change(|tables| {
                let before = tables.jobs.len();
                tables.jobs.retain(|_, task| task.status.finished_at.is_none_or(|at| at >= finished_before));
                (before - tables.jobs.len()) as u64
            })
            .await)
    }

    async fn work(
        &self,
        queues: &[Queue],
        handler: Arc<dyn JobHandler>,
        stop: BoxFuture<'static, ()>,
    ) -> Result<(), StoreError> {
        let stopping = WindUp::when(stop);
        let mut workers = JoinSet::new();
        for queue in queues {
            workers.spawn(self.clone().serve(*queue, handler.clone(), stopping.clone()));
        }
        workers.join_all().await;
        Ok(())
    }
}
