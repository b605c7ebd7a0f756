//! Queues in files of their own.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bondhu_adapters::jobs::JobsConfig;
use bondhu_adapters::jobs::sqlite::SqliteJobQueue;
use bondhu_adapters::sqlite::{SqliteOptions, SqliteStore};
use bondhu_adapters::system_clock::SystemClock;
use bondhu_adapters::system_random::SystemRandom;
use bondhu_domain::ids::{TaskId, UserId};
use bondhu_ports::clock::Clock;
use bondhu_ports::job_outbox::Job;
use bondhu_ports::job_queue::{
    JobContext, JobError, JobHandler, JobQueue, Queue, TaskState, TaskStatus, Work,
};
use bondhu_ports::randomness::RandomnessExt;
use bondhu_ports::store::{Scope, Store};
use bondhu_testkit::eventually::eventually;
use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Executor};
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub struct Bench {
    pub store: SqliteStore,
    pub queue: SqliteJobQueue,
    pub path: PathBuf,
    pub _directory: Option<TempDir>,
}

/// Asks often and pauses never, so that no test waits for a clock.
pub fn quick() -> JobsConfig {
    JobsConfig {
        poll_interval: Duration::from_millis(10),
        backoff: Duration::ZERO,
        restart_pause: Duration::from_millis(10),
        ..JobsConfig::default()
    }
}

pub async fn open(path: &Path, config: JobsConfig) -> Bench {
    let store = SqliteStore::open(&SqliteOptions::at(path)).await.unwrap();
    store.migrate().await.unwrap();
    let queue = SqliteJobQueue::new(store.clone(), config, Arc::new(SystemClock), Arc::new(SystemRandom));
    Bench { store, queue, path: path.to_owned(), _directory: None }
}

pub async fn bench(config: JobsConfig) -> Bench {
    let directory = tempfile::tempdir().unwrap();
    let bench = open(&directory.path().join("bondhu.db"), config).await;
    Bench { _directory: Some(directory), ..bench }
}

impl Bench {
    /// A connection that knows nothing of the store.
    pub async fn raw(&self) -> SqliteConnection {
        SqliteConnectOptions::new()
            .filename(&self.path)
            .busy_timeout(Duration::from_secs(10))
            .connect()
            .await
            .unwrap()
    }

    pub async fn sql(&self, statement: &str) {
        self.raw().await.execute(AssertSqlSafe(statement.to_owned())).await.unwrap();
    }

    pub async fn number(&self, query: &str) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(query.to_owned())).fetch_one(&mut self.raw().await).await.unwrap()
    }

    pub async fn enqueue(&self, work: Work) -> TaskId {
        let id = TaskId::new(SystemClock.now(), SystemRandom.entropy());
        let mut unit = self.store.begin(Scope::System).await.unwrap();
        unit.jobs().enqueue(&Job::new(id, work, SystemClock.now())).await.unwrap();
        unit.commit().await.unwrap();
        id
    }

    pub async fn until(&self, id: TaskId, state: TaskState) -> TaskStatus {
        eventually(state.as_str(), || async {
            self.queue.status(id).await.unwrap().filter(|status| status.state == state)
        })
        .await
    }

    pub fn work(&self, queues: &[Queue], handler: Arc<dyn JobHandler>) -> Working {
        let (stop, stopped) = oneshot::channel();
        let (queue, queues) = (self.queue.clone(), queues.to_vec());
        let done =
            spawned(async move { queue.work(&queues, handler, stopped.map(drop).boxed()).await.unwrap() });
        Working { stop, done }
    }
}

pub struct Working {
    stop: oneshot::Sender<()>,
    done: JoinHandle<()>,
}

impl Working {
    pub async fn stop(self) {
        self.stop.send(()).unwrap();
        self.done.await.unwrap();
    }
}

#[expect(clippy::disallowed_methods, reason = "a test awaits the one task it begins")]
pub fn spawned(work: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
    tokio::spawn(work)
}

type Run = dyn Fn(Work, JobContext) -> BoxFuture<'static, Result<Option<String>, JobError>> + Send + Sync;

/// A handler made of a function.
pub struct Doing(Box<Run>);

impl Doing {
    pub fn with<F>(run: impl Fn(Work, JobContext) -> F + Send + Sync + 'static) -> Arc<dyn JobHandler>
    where
        F: Future<Output = Result<Option<String>, JobError>> + Send + 'static,
    {
        Arc::new(Self(Box::new(move |work, context| run(work, context).boxed())))
    }

    pub fn nothing() -> Arc<dyn JobHandler> {
        Self::with(|_, _| async { Ok(None) })
    }
}

#[async_trait]
impl JobHandler for Doing {
    async fn run(&self, work: Work, context: &JobContext) -> Result<Option<String>, JobError> {
        (self.0)(work, context.clone()).await
    }

    async fn changed(&self, _id: TaskId, _owner: Option<UserId>, _queue: Queue, _state: TaskState) {}
}
