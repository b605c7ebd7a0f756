//! Workers that die, stop and are idle.

use std::sync::Arc;
use std::time::Duration;

use bondhu_adapters::jobs::JobsConfig;
use bondhu_adapters::system_clock::SystemClock;
use bondhu_ports::clock::Clock;
use bondhu_ports::job_queue::{Queue, TaskState, Work};
use bondhu_testkit::eventually::eventually;
use tokio::sync::Semaphore;

use super::database::Database;
use super::fixtures::{Doing, On, bench, quick};

on_each_database!(
    a_worker_that_ended_is_replaced_under_another_name,
    a_stop_gives_everything_back,
    a_queue_has_its_own_concurrency,
    a_job_is_found_long_before_the_next_heartbeat,
    a_purge_takes_dead_workers_that_no_job_refers_to,
);

/// One failure of the store ends the engine's worker for good: here by a trigger that refuses what it writes.
async fn a_worker_that_ended_is_replaced_under_another_name(on: On) {
    let bench = bench(on, quick()).await;
    bench.database.define(note_names(&bench.database)).await;
    let working = bench.work(&[Queue::Default], Doing::nothing());
    eventually("a worker", || async { (bench.workers().await == 1).then_some(()) }).await;
    bench.database.define(break_jobs(&bench.database)).await;
    let id = bench.enqueue(Work::PurgeExpired).await;
    eventually("a second worker", || async {
        (bench.number("SELECT count(DISTINCT id) FROM names").await > 1).then_some(())
    })
    .await;
    bench.database.define(mend_jobs(&bench.database)).await;
    bench.until(id, TaskState::Succeeded).await;
    working.stop().await;
    let (all, different) = (
        bench.number("SELECT count(*) FROM names").await,
        bench.number("SELECT count(DISTINCT id) FROM names").await,
    );
    assert_eq!(all, different);
}

/// What a stopped worker held is there for others at once, without an attempt counted for what it never began.
async fn a_stop_gives_everything_back(on: On) {
    let patience = Duration::from_millis(50);
    let bench = bench(on, JobsConfig { patience, concurrency: [2; 5], ..quick() }).await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(bench.enqueue(Work::PurgeExpired).await);
    }
    let working = bench.work(&[Queue::Default], Doing::with(|_, _| std::future::pending()));
    eventually("two at once", || async { (bench.jobs("status = 'Running'").await == 2).then_some(()) }).await;
    working.stop().await;
    assert_eq!(bench.jobs("status = 'Pending' AND lock_by IS NULL").await, 5);
    assert_eq!(bench.jobs("attempts = 1").await, 2);
    assert_eq!(bench.jobs("attempts > 1").await, 0);
    assert_eq!(bench.workers().await, 0);
    let working = bench.work(&[Queue::Default], Doing::nothing());
    for id in ids {
        bench.until(id, TaskState::Succeeded).await;
    }
    working.stop().await;
}

/// So many of a queue are done at once and no more.
async fn a_queue_has_its_own_concurrency(on: On) {
    let bench = bench(on, JobsConfig { concurrency: [3, 1, 1, 1, 1], ..quick() }).await;
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
    eventually("all three", || async { (bench.jobs("status = 'Running'").await == 3).then_some(()) }).await;
    assert_eq!(begun.available_permits(), 3);
    gate.add_permits(8);
    eventually("all", || async { (bench.jobs("status = 'Done'").await == 8).then_some(()) }).await;
    working.stop().await;
}

/// By itself the engine would ask once in each heartbeat.
async fn a_job_is_found_long_before_the_next_heartbeat(on: On) {
    let bench = bench(on, JobsConfig { poll_interval: Duration::from_millis(250), ..quick() }).await;
    let working = bench.work(&[Queue::Default], Doing::nothing());
    eventually("a worker", || async { (bench.workers().await == 1).then_some(()) }).await;
    let id = bench.enqueue(Work::PurgeExpired).await;
    let done = bench.until(id, TaskState::Succeeded).await;
    working.stop().await;
    assert!(done.finished_at.unwrap() <= done.created_at + JobsConfig::default().heartbeat / 2);
}

/// Workers pile up, and jobs refer to them.
async fn a_purge_takes_dead_workers_that_no_job_refers_to(on: On) {
    let bench = bench(on, quick()).await;
    let (done, held) = (bench.enqueue(Work::PurgeExpired).await, bench.enqueue(Work::PurgeExpired).await);
    let (jobs, workers) = (bench.database.jobs(), bench.database.workers());
    let (old, new) = (bench.database.at(0), bench.database.in_seconds(0));
    bench
        .sql(&format!(
            "INSERT INTO {workers} (id, worker_type, storage_name, last_seen) VALUES \
             ('default-old', 'default', 's', {new}), ('default-held', 'default', 's', {new}), \
             ('default-new', 'default', 's', {new}); \
             UPDATE {workers} SET last_seen = {old} WHERE id <> 'default-new'; \
             UPDATE {jobs} SET status = 'Done', done_at = {}, lock_by = 'default-old' \
             WHERE id = (SELECT job_id FROM tasks WHERE id = '{done}'); \
             UPDATE {jobs} SET status = 'Running', lock_by = 'default-held' \
             WHERE id = (SELECT job_id FROM tasks WHERE id = '{held}')",
            bench.database.at(1_000)
        ))
        .await;
    assert_eq!(bench.queue.purge(SystemClock.now()).await.unwrap(), 1);
    assert_eq!(bench.workers().await, 2);
    let old = format!("SELECT count(*) FROM {workers} WHERE id = 'default-old'");
    assert_eq!(bench.number(&old).await, 0);
}

/// Every worker's name is kept.
const fn note_names(database: &Database) -> &'static str {
    match database {
        Database::Sqlite(_) => {
            "CREATE TABLE names (id); \
             CREATE TRIGGER named AFTER INSERT ON Workers BEGIN INSERT INTO names VALUES (NEW.id); END"
        }
        Database::Postgres(_) => {
            "CREATE TABLE names (id text); GRANT SELECT, INSERT ON names TO bondhu_worker; \
             CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN INSERT INTO names VALUES (NEW.id); RETURN NULL; END $$; \
             CREATE TRIGGER named AFTER INSERT ON apalis.workers FOR EACH ROW EXECUTE FUNCTION note()"
        }
    }
}

/// No job can be changed.
const fn break_jobs(database: &Database) -> &'static str {
    match database {
        Database::Sqlite(_) => {
            "CREATE TRIGGER broken BEFORE UPDATE ON Jobs BEGIN SELECT RAISE(ABORT, 'a failing disk'); END"
        }
        Database::Postgres(_) => {
            "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION 'a failing disk'; END $$; \
             CREATE TRIGGER broken BEFORE UPDATE ON apalis.jobs FOR EACH ROW EXECUTE FUNCTION fail()"
        }
    }
}

const fn mend_jobs(database: &Database) -> &'static str {
    match database {
        Database::Sqlite(_) => "DROP TRIGGER broken",
        Database::Postgres(_) => "DROP TRIGGER broken ON apalis.jobs",
    }
}
