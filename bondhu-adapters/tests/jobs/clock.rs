//! A clock that was ahead and is set back.

use bondhu_adapters::jobs::JobsConfig;
use bondhu_ports::job_queue::{Queue, TaskState, Work};
use std::time::Duration;

use super::fixtures::{Doing, On, bench, quick};

on_each_database!(a_job_for_now_does_not_wait_for_the_clock, nothing_waits_until_the_clock_is_ahead_again,);

/// Jobs to be done at once are due whatever the clock says.
async fn a_job_for_now_does_not_wait_for_the_clock(on: On) {
    let bench = bench(on, quick()).await;
    bench.enqueue(Work::PurgeExpired).await;
    let (jobs, due) = (bench.database.jobs(), bench.database.seconds("run_at"));
    assert_eq!(bench.number(&format!("SELECT {due} FROM {jobs}")).await, 0);
}

/// A worker that died while the clock was ahead seems to live; a job it held and one it put off are done all the same.
async fn nothing_waits_until_the_clock_is_ahead_again(on: On) {
    let heartbeat = Duration::from_secs(1);
    let bench = bench(on, JobsConfig { heartbeat, ..quick() }).await;
    let held = bench.enqueue(Work::PurgeExpired).await;
    let put_off = bench.enqueue(Work::CloseIdleSessions).await;
    let (jobs, workers) = (bench.database.jobs(), bench.database.workers());
    let (now, tomorrow) = (bench.database.in_seconds(0), bench.database.in_seconds(86_400));
    bench
        .sql(&format!(
            "INSERT INTO {workers} (id, worker_type, storage_name, last_seen) \
             VALUES ('default-dead', 'default', 's', {now}); UPDATE {workers} SET last_seen = {tomorrow}; \
             UPDATE {jobs} SET status = 'Running', lock_by = 'default-dead' \
             WHERE id = (SELECT job_id FROM tasks WHERE id = '{held}'); \
             UPDATE {jobs} SET status = 'Failed', attempts = 1, run_at = {tomorrow} \
             WHERE id = (SELECT job_id FROM tasks WHERE id = '{put_off}')"
        ))
        .await;
    let working = bench.work(&Queue::ALL, Doing::nothing());
    bench.until(held, TaskState::Succeeded).await;
    working.stop().await;
    let (due, now) = (bench.database.seconds("run_at"), bench.database.seconds(&now));
    let waits = bench.number(&format!("SELECT {due} - {now} FROM {jobs} WHERE status = 'Failed'")).await;
    assert!(waits <= 4_500, "{waits}");
}
