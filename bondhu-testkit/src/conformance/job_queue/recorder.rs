//! A handler that does as it is told and remembers what it did.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use bondhu_domain::ids::{TaskId, UserId};
use bondhu_ports::job_queue::{JobContext, JobError, JobErrorKind, JobHandler, Queue, TaskState, Work};
use futures::FutureExt;
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinHandle;

use super::JobBench;
use crate::eventually::eventually;

type Answer = dyn Fn(TaskId, u32) -> Result<Option<String>, JobError> + Send + Sync;

#[derive(Clone)]
pub(super) struct Recorder {
    answer: Arc<Answer>,
    gate: Option<Arc<Semaphore>>,
    winds_up: bool,
    begun: Arc<Mutex<Vec<TaskId>>>,
    changes: Arc<Mutex<Vec<TaskState>>>,
}

impl Default for Recorder {
    fn default() -> Self {
        Self::answering(|_, _| Ok(None))
    }
}

impl Recorder {
    pub fn answering(
        answer: impl Fn(TaskId, u32) -> Result<Option<String>, JobError> + Send + Sync + 'static,
    ) -> Self {
        Self {
            answer: Arc::new(answer),
            gate: None,
            winds_up: false,
            begun: Arc::default(),
            changes: Arc::default(),
        }
    }

    /// Does nothing until it gets a permit for each job.
    pub fn waiting_for(gate: Arc<Semaphore>) -> Self {
        Self { gate: Some(gate), ..Self::default() }
    }

    /// Does nothing until it is asked to wind up, and then leaves off.
    pub fn winding_up() -> Self {
        Self { winds_up: true, ..Self::default() }
    }

    /// The jobs that were begun, in order.
    pub fn ids(&self) -> Vec<TaskId> {
        self.begun.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The states that were told, in order.
    pub fn states(&self) -> Vec<TaskState> {
        self.changes.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[async_trait]
impl JobHandler for Recorder {
    async fn run(&self, _work: Work, context: &JobContext) -> Result<Option<String>, JobError> {
        self.begun.lock().unwrap_or_else(PoisonError::into_inner).push(context.id);
        if let Some(gate) = &self.gate {
            gate.acquire().await.unwrap().forget();
        }
        if self.winds_up {
            context.wind_up.asked().await;
            return Err(JobError::bare(JobErrorKind::Interrupted, "asked to wind up"));
        }
        (self.answer)(context.id, context.attempt)
    }

    async fn changed(&self, _id: TaskId, _owner: Option<UserId>, _queue: Queue, state: TaskState) {
        self.changes.lock().unwrap_or_else(PoisonError::into_inner).push(state);
    }
}

/// A worker that runs beside the scenario.
pub(super) struct Working {
    recorder: Recorder,
    stop: oneshot::Sender<()>,
    done: JoinHandle<()>,
}

impl Working {
    pub fn start(bench: &JobBench, queues: &[Queue], recorder: Recorder) -> Self {
        let (stop, stopped) = oneshot::channel();
        let (queue, queues, handler) = (bench.queue.clone(), queues.to_vec(), Arc::new(recorder.clone()));
        let work = async move { queue.work(&queues, handler, stopped.map(drop).boxed()).await.unwrap() };
        Self { recorder, stop, done: spawned(work) }
    }

    /// Waits until the handler has begun a job, which is a moment after it is told to run.
    pub async fn begun(&self, id: TaskId) {
        eventually("a job to begin", || async { self.recorder.ids().contains(&id).then_some(()) }).await;
    }

    /// Stops it and waits for its end.
    pub async fn stop(self) -> Recorder {
        self.stop.send(()).unwrap();
        self.done.await.unwrap();
        self.recorder
    }
}

#[expect(clippy::disallowed_methods, reason = "a scenario awaits the one task it begins")]
fn spawned(work: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
    tokio::spawn(work)
}
