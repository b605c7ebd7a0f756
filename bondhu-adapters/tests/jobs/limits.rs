//! Time limits and pauses.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use bondhu_adapters::jobs::JobsConfig;
use bondhu_adapters::system_clock::SystemClock;
use bondhu_ports::clock::Clock;
use bondhu_ports::job_queue::{JobError, JobErrorKind, Queue, TaskState, Work};

use super::fixtures::{Bench, Doing, On, bench, quick};

on_each_database!(
    a_job_that_hangs_is_ended_and_begun_again,
    a_long_job_is_asked_to_wind_up,
    a_passing_failure_moves_the_time_of_the_job,
);

/// The engine's own time limit leaves such a job running for ever.
async fn a_job_that_hangs_is_ended_and_begun_again(on: On) {
    let config = JobsConfig { hard_limit: Duration::from_millis(20), ..quick() };
    let bench = bench(on, config).await;
    let id = bench.enqueue(Work::PurgeExpired).await;
    let working = bench.work(&Queue::ALL, Doing::with(|_, _| std::future::pending()));
    let failed = bench.until(id, TaskState::Failed).await;
    working.stop().await;
    assert_eq!((failed.attempts, failed.error.as_deref()), (4, Some("it took too long")));
}

/// At the soft limit a job is asked to wind up; it goes on where it left off.
async fn a_long_job_is_asked_to_wind_up(on: On) {
    let config = JobsConfig { soft_limit: Duration::from_millis(20), ..quick() };
    let bench = bench(on, config).await;
    let id = bench.enqueue(Work::PurgeExpired).await;
    let asked = Arc::new(AtomicU32::new(0));
    let counted = asked.clone();
    let handler = Doing::with(move |_, context| {
        let counted = counted.clone();
        async move {
            assert!(!context.wind_up.is_asked());
            context.wind_up.asked().await;
            match counted.fetch_add(1, Ordering::SeqCst) {
                0 => Err(JobError::bare(JobErrorKind::Interrupted, "asked to wind up")),
                _ => Ok(None),
            }
        }
    });
    let working = bench.work(&Queue::ALL, handler);
    assert_eq!(bench.until(id, TaskState::Succeeded).await.attempts, 2);
    working.stop().await;
}

/// The engine begins failed jobs again at once; here the pause is stored, grows, and is never longer than an hour.
async fn a_passing_failure_moves_the_time_of_the_job(on: On) {
    for (failures, shortest, longest) in [(0, 100, 126), (2, 400, 501)] {
        let bench = bench(on, JobsConfig { backoff: Duration::from_secs(100), ..quick() }).await;
        let id = bench.enqueue(Work::PurgeExpired).await;
        bench.sql(&format!("UPDATE tasks SET failures = {failures}")).await;
        let before = SystemClock.now().as_micros() / 1_000_000;
        let failing = || async { Err(JobError::bare(JobErrorKind::Transient, "not now")) };
        let working = bench.work(&Queue::ALL, Doing::with(move |_, _| failing()));
        let status = bench.until(id, TaskState::Retrying).await;
        let waits = due(&bench).await - before;
        working.stop().await;
        assert_eq!((status.error.as_deref(), status.attempts), (Some("not now"), 1));
        let slack = SystemClock.now().as_micros() / 1_000_000 - before;
        assert!((shortest..=longest + slack).contains(&waits), "{waits}");
    }
    let bench = bench(on, JobsConfig { backoff: Duration::from_hours(900), ..quick() }).await;
    let id = bench.enqueue(Work::PurgeExpired).await;
    let failing = || async { Err(JobError::bare(JobErrorKind::Transient, "not now")) };
    let working = bench.work(&Queue::ALL, Doing::with(move |_, _| failing()));
    bench.until(id, TaskState::Retrying).await;
    working.stop().await;
    let waits = due(&bench).await - SystemClock.now().as_micros() / 1_000_000;
    assert!(waits <= 3_600, "{waits}");
    assert!(bench.queue.status(id).await.unwrap().unwrap().finished_at.is_none());
}

/// When the one job is due, in seconds since the epoch.
async fn due(bench: &Bench) -> i64 {
    let (jobs, due) = (bench.database.jobs(), bench.database.seconds("run_at"));
    bench.number(&format!("SELECT {due} FROM {jobs}")).await
}
