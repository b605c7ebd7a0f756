//! Queues in databases of their own.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bondhu_adapters::jobs::JobsConfig;
use bondhu_adapters::jobs::postgres::PostgresJobQueue;
use bondhu_adapters::jobs::sqlite::SqliteJobQueue;
use bondhu_adapters::postgres::{PostgresOptions, PostgresStore};
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
use bondhu_testkit::ephemeral_postgres::EphemeralPostgres;
use bondhu_testkit::eventually::eventually;
use futures::FutureExt;
use futures::future::BoxFuture;
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::database::Database;

/// A test for each database: it is called with where the jobs are to be.
macro_rules! on_each_database {
    ($($name:ident),* $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test] async fn $name() { super::$name(crate::fixtures::On::Sqlite).await; })*
        }
        mod on_postgres {
            $(#[tokio::test] async fn $name() { super::$name(crate::fixtures::On::Postgres).await; })*
        }
    };
}

/// Which database a test is about.
#[derive(Clone, Copy, Debug)]
pub enum On {
    Sqlite,
    Postgres,
}

pub struct Bench {
    pub store: Arc<dyn Store>,
    pub queue: Arc<dyn JobQueue>,
    pub database: Database,
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

pub async fn open(database: &Database, config: JobsConfig) -> Bench {
    let (clock, random) = (Arc::new(SystemClock), Arc::new(SystemRandom));
    let (store, queue): (Arc<dyn Store>, Arc<dyn JobQueue>) = match database {
        Database::Sqlite(path) => {
            let store = SqliteStore::open(&SqliteOptions::at(Path::new(path))).await.unwrap();
            store.migrate().await.unwrap();
            (Arc::new(store.clone()), Arc::new(SqliteJobQueue::new(store, config, clock, random)))
        }
        Database::Postgres(url) => {
            let store = postgres_store(url).await;
            (Arc::new(store.clone()), Arc::new(PostgresJobQueue::new(store, config, clock, random)))
        }
    };
    Bench { store, queue, database: database.clone(), _directory: None }
}

/// With as many connections as a test needs, so that the server has enough for all tests.
pub async fn postgres_store(url: &str) -> PostgresStore {
    let mut options = PostgresOptions::at(url).unwrap();
    options.max_connections = 12;
    options.busy_timeout = Duration::from_secs(20);
    PostgresStore::connect(&options).await.unwrap()
}

pub async fn migrate(url: String) {
    let store = postgres_store(&url).await;
    store.migrate().await.unwrap();
    store.close().await;
}

pub async fn bench(on: On, config: JobsConfig) -> Bench {
    match on {
        On::Sqlite => {
            let directory = tempfile::tempdir().unwrap();
            let path = directory.path().join("bondhu.db").to_str().unwrap().to_owned();
            let bench = open(&Database::Sqlite(path), config).await;
            Bench { _directory: Some(directory), ..bench }
        }
        On::Postgres => {
            let url = EphemeralPostgres::shared().await.database(migrate).await;
            open(&Database::Postgres(url), config).await
        }
    }
}

impl Bench {
    pub async fn sql(&self, statements: &str) {
        self.database.sql(statements).await;
    }

    pub async fn number(&self, query: &str) -> i64 {
        self.database.number(query).await
    }

    /// How many jobs of the engine are like that.
    pub async fn jobs(&self, condition: &str) -> i64 {
        self.number(&format!("SELECT count(*) FROM {} WHERE {condition}", self.database.jobs())).await
    }

    /// How many workers the engine knows.
    pub async fn workers(&self) -> i64 {
        self.number(&format!("SELECT count(DISTINCT id) FROM {}", self.database.workers())).await
    }

    pub async fn enqueue(&self, work: Work) -> TaskId {
        let id = new_id();
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

pub fn new_id() -> TaskId {
    TaskId::new(SystemClock.now(), SystemRandom.entropy())
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
