//! Jobs that do nothing, through the whole queue with every commit on the disk, on SQLite and on PostgreSQL. Beside them,
//! the bare commits of the same disk: what no queue that commits each job by itself can pass.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

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
use bondhu_ports::job_queue::{JobContext, JobError, JobHandler, JobQueue, Queue, TaskState, Work};
use bondhu_ports::randomness::RandomnessExt;
use bondhu_ports::store::{Scope, Store};
use bondhu_testkit::ephemeral_postgres::{Durability, EphemeralPostgres};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use futures::FutureExt;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::sync::Semaphore;

const JOBS: u32 = 1_000;

struct Counting {
    done: AtomicU32,
    all: Semaphore,
}

#[async_trait]
impl JobHandler for Counting {
    async fn run(&self, _work: Work, _context: &JobContext) -> Result<Option<String>, JobError> {
        Ok(None)
    }

    async fn changed(&self, _id: TaskId, _owner: Option<UserId>, _queue: Queue, _state: TaskState) {
        if self.done.fetch_add(1, Ordering::SeqCst) + 1 == JOBS {
            self.all.add_permits(1);
        }
    }
}

#[derive(Clone, Copy)]
enum On {
    Sqlite,
    Postgres,
}

/// A store with its queue, and the directory of the one in a file.
struct Subject {
    store: Arc<dyn Store>,
    queue: Arc<dyn JobQueue>,
    _directory: Option<TempDir>,
}

impl On {
    const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }

    async fn subject(self, server: &EphemeralPostgres, concurrency: usize) -> Subject {
        let config = JobsConfig { concurrency: [concurrency; 5], ..JobsConfig::default() };
        let (clock, random) = (Arc::new(SystemClock), Arc::new(SystemRandom));
        match self {
            Self::Sqlite => {
                let directory = tempfile::tempdir().expect("a directory");
                let options = SqliteOptions::at(directory.path().join("bench.db"));
                let store = SqliteStore::open(&options).await.expect("a file");
                store.migrate().await.expect("a schema");
                let queue = SqliteJobQueue::new(store.clone(), config, clock, random);
                Subject { store: Arc::new(store), queue: Arc::new(queue), _directory: Some(directory) }
            }
            Self::Postgres => {
                let options = PostgresOptions::at(&server.database(migrate).await).expect("a URL");
                let store = PostgresStore::connect(&options).await.expect("a server");
                let queue = PostgresJobQueue::new(store.clone(), config, clock, random);
                Subject { store: Arc::new(store), queue: Arc::new(queue), _directory: None }
            }
        }
    }
}

async fn migrate(url: String) {
    let store = PostgresStore::connect(&PostgresOptions::at(&url).expect("a URL")).await.expect("a server");
    store.migrate().await.expect("a schema");
    store.close().await;
}

async fn enqueue(store: &Arc<dyn Store>, jobs: u32) {
    let mut unit = store.begin(Scope::System).await.expect("a unit");
    for _ in 0..jobs {
        let id = TaskId::new(SystemClock.now(), SystemRandom.entropy());
        unit.jobs().enqueue(&Job::new(id, Work::PurgeExpired, SystemClock.now())).await.expect("a job");
    }
    unit.commit().await.expect("a commit");
}

/// From the first look at the queue to the end of the last job, with so many at once.
async fn drained(on: On, server: &EphemeralPostgres, concurrency: usize) -> Duration {
    let subject = on.subject(server, concurrency).await;
    enqueue(&subject.store, JOBS).await;
    let counting = Arc::new(Counting { done: AtomicU32::new(0), all: Semaphore::new(0) });
    let (handler, begun) = (counting.clone(), Instant::now());
    let stop = async move { drop(counting.all.acquire().await) }.boxed();
    subject.queue.work(&[Queue::Default], handler, stop).await.expect("work");
    begun.elapsed()
}

fn jobs(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let server = EphemeralPostgres::start(Durability::Full);
    let server = &server;
    for on in [On::Sqlite, On::Postgres] {
        let mut group = criterion.benchmark_group(format!("jobs/{}", on.name()));
        group.sample_size(10).throughput(Throughput::Elements(JOBS.into()));
        for concurrency in [4, 16, 32] {
            group.bench_function(format!("done/{concurrency}_at_once"), |bencher| {
                bencher.to_async(&runtime).iter_custom(|times| async move {
                    let mut sum = Duration::ZERO;
                    for _ in 0..times {
                        sum += drained(on, server, concurrency).await;
                    }
                    sum
                });
            });
        }
        group.throughput(Throughput::Elements(1));
        let subject = runtime.block_on(on.subject(server, 1));
        group.bench_function("bare_commit_of_an_enqueue", |bencher| {
            bencher.to_async(&runtime).iter(|| enqueue(&subject.store, 1));
        });
        group.finish();
    }
}

criterion_group!(benches, jobs);
criterion_main!(benches);
