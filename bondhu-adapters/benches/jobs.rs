//! Jobs that do nothing, through the whole queue with every commit on the disk. Beside it, the bare commits of the same
//! disk: what no queue in this file can pass.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use bondhu_adapters::jobs::JobsConfig;
use bondhu_adapters::jobs::sqlite::SqliteJobQueue;
use bondhu_adapters::sqlite::{SqliteOptions, SqliteStore};
use bondhu_adapters::system_clock::SystemClock;
use bondhu_adapters::system_random::SystemRandom;
use bondhu_domain::ids::{TaskId, UserId};
use bondhu_ports::clock::Clock;
use bondhu_ports::job_outbox::Job;
use bondhu_ports::job_queue::{JobContext, JobError, JobHandler, JobQueue, Queue, TaskState, Work};
use bondhu_ports::randomness::RandomnessExt;
use bondhu_ports::store::{Scope, Store};
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

async fn filled() -> (SqliteStore, TempDir) {
    let directory = tempfile::tempdir().expect("a directory");
    let store =
        SqliteStore::open(&SqliteOptions::at(directory.path().join("bench.db"))).await.expect("a file");
    store.migrate().await.expect("a schema");
    let mut unit = store.begin(Scope::System).await.expect("a unit");
    for _ in 0..JOBS {
        let job = Job::new(
            TaskId::new(SystemClock.now(), SystemRandom.entropy()),
            Work::PurgeExpired,
            SystemClock.now(),
        );
        unit.jobs().enqueue(&job).await.expect("a job");
    }
    unit.commit().await.expect("a commit");
    (store, directory)
}

/// From the first look at the queue to the end of the last job, with so many at once.
async fn drained(concurrency: usize) -> Duration {
    let (store, _directory) = filled().await;
    let config = JobsConfig { concurrency: [concurrency; 5], ..JobsConfig::default() };
    let queue = SqliteJobQueue::new(store, config, Arc::new(SystemClock), Arc::new(SystemRandom));
    let counting = Arc::new(Counting { done: AtomicU32::new(0), all: Semaphore::new(0) });
    let (handler, begun) = (counting.clone(), Instant::now());
    let stop = async move { drop(counting.all.acquire().await) }.boxed();
    queue.work(&[Queue::Default], handler, stop).await.expect("work");
    begun.elapsed()
}

fn jobs(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let mut group = criterion.benchmark_group("jobs");
    group.sample_size(10).throughput(Throughput::Elements(JOBS.into()));
    for concurrency in [4, 16, 32] {
        group.bench_function(format!("done/{concurrency}_at_once"), |bencher| {
            bencher.to_async(&runtime).iter_custom(|times| async move {
                let mut sum = Duration::ZERO;
                for _ in 0..times {
                    sum += drained(concurrency).await;
                }
                sum
            });
        });
    }
    group.throughput(Throughput::Elements(1));
    let (store, _directory) = runtime.block_on(filled());
    group.bench_function("bare_commit_of_an_enqueue", |bencher| {
        bencher.to_async(&runtime).iter(|| async {
            let id = TaskId::new(SystemClock.now(), SystemRandom.entropy());
            let mut unit = store.begin(Scope::System).await.expect("a unit");
            unit.jobs().enqueue(&Job::new(id, Work::PurgeExpired, SystemClock.now())).await.expect("a job");
            unit.commit().await.expect("a commit");
        });
    });
    group.finish();
}

criterion_group!(benches, jobs);
criterion_main!(benches);
