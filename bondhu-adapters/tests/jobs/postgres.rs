//! What only a server with several processes and clocks can do wrong.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use bondhu_adapters::jobs::JobsConfig;
use bondhu_adapters::system_clock::SystemClock;
use bondhu_ports::clock::Clock;
use bondhu_ports::job_outbox::{Enqueued, Job, JobKey};
use bondhu_ports::job_queue::{Queue, TaskState, Work};
use bondhu_ports::store::Scope;
use bondhu_testkit::builders::a_user;
use bondhu_testkit::ephemeral_postgres::{Durability, EphemeralPostgres};
use bondhu_testkit::eventually::eventually;
use tokio::sync::Semaphore;

use super::database::Database;
use super::fixtures::{Bench, Doing, On, bench, migrate, new_id, open, quick};

fn keyed(id: bondhu_domain::ids::TaskId) -> Job {
    let key = Some(JobKey::Waiting("analysis".to_owned()));
    Job { key, ..Job::new(id, Work::PurgeExpired, SystemClock.now()) }
}

async fn enqueue(bench: &Bench, job: &Job) {
    let mut unit = bench.store.begin(Scope::System).await.unwrap();
    assert_eq!(unit.jobs().enqueue(job).await.unwrap(), Enqueued::New);
    unit.commit().await.unwrap();
}

/// Somebody's change, and the work for it left to a job that waits already: that job must see the change.
#[tokio::test]
async fn a_waiting_job_begins_after_those_who_left_their_work_to_it() {
    let bench = bench(On::Postgres, quick()).await;
    let waiting = keyed(new_id());
    enqueue(&bench, &waiting).await;
    let mut unit = bench.store.begin(Scope::Person(a_user().build().id)).await.unwrap();
    assert_eq!(unit.jobs().enqueue(&keyed(new_id())).await.unwrap(), Enqueued::Duplicate);
    let begun = Arc::new(AtomicU32::new(0));
    let counted = begun.clone();
    let working = bench.work(
        &[Queue::Default],
        Doing::with(move |_, _| {
            counted.fetch_add(1, Ordering::SeqCst);
            async { Ok(None) }
        }),
    );
    eventually("the job at the key", || async {
        let held = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted \
                    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        (bench.number(held).await == 1).then_some(())
    })
    .await;
    assert_eq!(begun.load(Ordering::SeqCst), 0);
    unit.commit().await.unwrap();
    bench.until(waiting.id, TaskState::Succeeded).await;
    working.stop().await;
    assert_eq!(begun.load(Ordering::SeqCst), 1);
}

/// A machine whose clock is behind would look dead to the others from the beginning.
#[tokio::test]
async fn a_worker_begins_by_the_servers_clock() {
    let bench = bench(On::Postgres, quick()).await;
    let registered = "INSERT INTO apalis.workers (id, worker_type, storage_name, last_seen) \
                      VALUES ('default-behind', 'default', 's', to_timestamp(0))";
    bench.sql(registered).await;
    let silent = "SELECT extract(epoch FROM now() - last_seen)::bigint FROM apalis.workers";
    assert!(bench.number(silent).await < 3_600);
}

/// By itself the engine would wait for ten.
#[tokio::test]
async fn two_missed_heartbeats_are_a_sign_of_death() {
    let bench = bench(On::Postgres, JobsConfig { heartbeat: Duration::from_secs(1_000), ..quick() }).await;
    let (of_dead, of_living) =
        (bench.enqueue(Work::PurgeExpired).await, bench.enqueue(Work::PurgeExpired).await);
    for (name, silent, job) in [("dead", 2_010, of_dead), ("living", 1_010, of_living)] {
        bench
            .sql(&format!(
                "INSERT INTO apalis.workers (id, worker_type, storage_name, last_seen) \
                 VALUES ('default-{name}', 'default', 's', now()); \
                 UPDATE apalis.workers SET last_seen = now() - {silent} * interval '1 second' WHERE id = 'default-{name}'; \
                 UPDATE apalis.jobs SET status = 'Running', lock_by = 'default-{name}' \
                 WHERE id = (SELECT job_id FROM tasks WHERE id = '{job}')"
            ))
            .await;
    }
    let working = bench.work(&[Queue::Default], Doing::nothing());
    bench.until(of_dead, TaskState::Succeeded).await;
    let later = bench.enqueue(Work::PurgeExpired).await;
    bench.until(later, TaskState::Succeeded).await;
    working.stop().await;
    assert_eq!(bench.queue.status(of_living).await.unwrap().unwrap().state, TaskState::Running);
}

/// A commit that tells others of a job waits for every other such commit, and nobody listens.
#[tokio::test]
async fn nobody_is_told_of_a_job() {
    let bench = bench(On::Postgres, quick()).await;
    let tells = "SELECT count(*) FROM pg_trigger AS t JOIN pg_proc AS p ON p.oid = t.tgfoid \
                 WHERE t.tgrelid = 'apalis.jobs'::regclass AND p.prosrc LIKE '%pg_notify%'";
    assert_eq!(bench.number(tells).await, 0);
}

/// Two processes on one database do each job once, and what one of them held when it stopped the other does.
#[tokio::test]
async fn processes_share_the_work() {
    let bench = bench(On::Postgres, quick()).await;
    let other = open(&bench.database, quick()).await;
    let mut ids = Vec::new();
    for _ in 0..40 {
        ids.push(bench.enqueue(Work::PurgeExpired).await);
    }
    let one = bench.work(&Queue::ALL, Doing::nothing());
    let two = other.work(&Queue::ALL, Doing::nothing());
    bench.until(ids[0], TaskState::Succeeded).await;
    one.stop().await;
    for id in ids {
        assert_eq!(bench.until(id, TaskState::Succeeded).await.attempts, 1);
    }
    two.stop().await;
    assert_eq!(bench.workers().await, 0);
}

/// One failure ends the engine's worker, and a restart breaks every connection at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn workers_outlive_a_crash_of_the_server() {
    let mut server = EphemeralPostgres::start(Durability::Full);
    let database = Database::Postgres(server.empty_database());
    let Database::Postgres(url) = &database else { unreachable!() };
    migrate(url.clone()).await;
    let bench = open(&database, quick()).await;
    let gate = Arc::new(Semaphore::new(0));
    let waiting = gate.clone();
    let handler = Doing::with(move |_, _| {
        let waiting = waiting.clone();
        async move {
            waiting.acquire().await.unwrap().forget();
            Ok(None)
        }
    });
    let mut ids = Vec::new();
    for _ in 0..20 {
        ids.push(bench.enqueue(Work::PurgeExpired).await);
    }
    let working = bench.work(&Queue::ALL, handler);
    eventually("jobs in progress", || async { (bench.jobs("status = 'Running'").await > 0).then_some(()) })
        .await;
    tokio::task::block_in_place(|| {
        server.crash();
        server.start_again();
    });
    gate.add_permits(1_000);
    for id in ids {
        bench.until(id, TaskState::Succeeded).await;
    }
    working.stop().await;
}
