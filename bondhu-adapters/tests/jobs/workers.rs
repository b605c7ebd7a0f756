//! Workers that die, stop and are idle.

use std::sync::Arc;
use std::time::Duration;

use bondhu_adapters::jobs::JobsConfig;
use bondhu_adapters::system_clock::SystemClock;
use bondhu_ports::clock::Clock;
use bondhu_ports::job_queue::{JobQueue, Queue, TaskState, Work};
use bondhu_testkit::eventually::eventually;
use tokio::sync::Semaphore;

use super::fixtures::{Doing, bench, quick};

const NAMES: &str = "SELECT count(DISTINCT id) FROM Workers";

/// One failure of the store ends the engine's worker for good: here by a trigger that refuses what it writes.
#[tokio::test]
async fn a_worker_that_ended_is_replaced_under_another_name() {
    let bench = bench(quick()).await;
    bench.sql("CREATE TABLE names (id); CREATE TRIGGER named AFTER INSERT ON Workers BEGIN INSERT INTO names VALUES (NEW.id); END").await;
    let working = bench.work(&[Queue::Default], Doing::nothing());
    eventually("a worker", || async { (bench.number(NAMES).await == 1).then_some(()) }).await;
    bench
        .sql("CREATE TRIGGER broken BEFORE UPDATE ON Jobs BEGIN SELECT RAISE(ABORT, 'a failing disk'); END")
        .await;
    let id = bench.enqueue(Work::PurgeExpired).await;
    eventually("a second worker", || async {
        (bench.number("SELECT count(DISTINCT id) FROM names").await > 1).then_some(())
    })
    .await;
    bench.sql("DROP TRIGGER broken").await;
    bench.until(id, TaskState::Succeeded).await;
    working.stop().await;
    let (all, different) = (
        bench.number("SELECT count(*) FROM names").await,
        bench.number("SELECT count(DISTINCT id) FROM names").await,
    );
    assert_eq!(all, different);
}

/// What a stopped worker held is there for others at once, without an attempt counted for what it never began.
#[tokio::test]
async fn a_stop_gives_everything_back() {
    let patience = Duration::from_millis(50);
    let bench = bench(JobsConfig { patience, concurrency: [2; 5], ..quick() }).await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(bench.enqueue(Work::PurgeExpired).await);
    }
    let working = bench.work(&[Queue::Default], Doing::with(|_, _| std::future::pending()));
    eventually("two at once", || async {
        (bench.number("SELECT count(*) FROM Jobs WHERE status = 'Running'").await == 2).then_some(())
    })
    .await;
    working.stop().await;
    assert_eq!(
        bench.number("SELECT count(*) FROM Jobs WHERE status = 'Pending' AND lock_by IS NULL").await,
        5
    );
    assert_eq!(bench.number("SELECT sum(attempts) FROM Jobs").await, 2);
    assert_eq!(bench.number(NAMES).await, 0);
    let working = bench.work(&[Queue::Default], Doing::nothing());
    for id in ids {
        bench.until(id, TaskState::Succeeded).await;
    }
    working.stop().await;
}

/// So many of a queue are done at once and no more.
#[tokio::test]
async fn a_queue_has_its_own_concurrency() {
    let bench = bench(JobsConfig { concurrency: [3, 1, 1, 1, 1], ..quick() }).await;
    for _ in 0..8 {
        bench.enqueue(Work::PurgeExpired).await;
    }
    let gate = Arc::new(Semaphore::new(0));
    let (begun, waiting) = (Arc::new(Semaphore::new(0)), gate.clone());
    let counted = begun.clone();
    let handler = Doing::with(move |_, _| {
        let (counted, waiting) = (counted.clone(), waiting.clone());
        async move {
            counted.add_permits(1);
            waiting.acquire().await.unwrap().forget();
            Ok(None)
        }
    });
    let working = bench.work(&[Queue::Default], handler);
    drop(begun.acquire_many(3).await.unwrap());
    eventually("all three", || async {
        (bench.number("SELECT count(*) FROM Jobs WHERE status = 'Running'").await == 3).then_some(())
    })
    .await;
    assert_eq!(begun.available_permits(), 3);
    gate.add_permits(8);
    eventually("all", || async {
        (bench.number("SELECT count(*) FROM Jobs WHERE status = 'Done'").await == 8).then_some(())
    })
    .await;
    working.stop().await;
}

/// By itself the engine would ask once in each heartbeat.
#[tokio::test]
async fn a_job_is_found_long_before_the_next_heartbeat() {
    let bench = bench(JobsConfig { poll_interval: Duration::from_millis(250), ..quick() }).await;
    let working = bench.work(&[Queue::Default], Doing::nothing());
    eventually("a worker", || async { (bench.number(NAMES).await == 1).then_some(()) }).await;
    let id = bench.enqueue(Work::PurgeExpired).await;
    let done = bench.until(id, TaskState::Succeeded).await;
    working.stop().await;
    assert!(done.finished_at.unwrap() <= done.created_at + JobsConfig::default().heartbeat / 2);
}

/// Workers pile up, and jobs refer to them.
#[tokio::test]
async fn a_purge_takes_dead_workers_that_no_job_refers_to() {
    let bench = bench(quick()).await;
    bench.enqueue(Work::PurgeExpired).await;
    bench
        .sql(
            "INSERT INTO Workers (id, worker_type, storage_name, last_seen) VALUES ('default-old', 'default', 's', 0), \
             ('default-held', 'default', 's', 0), ('default-new', 'default', 's', strftime('%s', 'now')); \
             UPDATE Jobs SET status = 'Done', done_at = 1000, lock_by = 'default-old'; \
             INSERT INTO Jobs (job, id, job_type, status, lock_by) VALUES (x'', 'x', 'none', 'Running', 'default-held')",
        )
        .await;
    assert_eq!(bench.queue.purge(SystemClock.now()).await.unwrap(), 1);
    assert_eq!(bench.number(NAMES).await, 2);
    assert_eq!(bench.number("SELECT count(*) FROM Workers WHERE id = 'default-old'").await, 0);
}

/// The engine's `setup` would switch synchronous writes off, and an index of its would slow every acknowledgement.
#[tokio::test]
async fn the_file_stays_as_durable_as_the_store_made_it() {
    let bench = bench(quick()).await;
    let working = bench.work(&Queue::ALL, Doing::nothing());
    let id = bench.enqueue(Work::PurgeExpired).await;
    bench.until(id, TaskState::Succeeded).await;
    working.stop().await;
    assert_eq!(bench.number("SELECT count(*) FROM sqlite_schema WHERE name = 'LIdx'").await, 0);
    assert_eq!(bench.number("SELECT count(*) FROM _sqlx_migrations").await, 11);
    assert_eq!(bench.store.durability().await.unwrap(), 2, "FULL");
}
