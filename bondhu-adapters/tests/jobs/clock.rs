//! A clock that was ahead and is set back.

use bondhu_adapters::jobs::JobsConfig;
use bondhu_ports::job_queue::{Queue, TaskState, Work};
use std::time::Duration;

use super::fixtures::{Doing, bench, quick};

/// Jobs to be done at once are due whatever the clock says.
#[tokio::test]
async fn a_job_for_now_does_not_wait_for_the_clock() {
    let bench = bench(quick()).await;
    bench.enqueue(Work::PurgeExpired).await;
    assert_eq!(bench.number("SELECT run_at FROM Jobs").await, 0);
}

/// A worker that died while the clock was ahead seems to live; a job it held and one it put off are done all the same.
#[tokio::test]
async fn nothing_waits_until_the_clock_is_ahead_again() {
    let heartbeat = Duration::from_secs(1);
    let bench = bench(JobsConfig { heartbeat, ..quick() }).await;
    let held = bench.enqueue(Work::PurgeExpired).await;
    let put_off = bench.enqueue(Work::CloseIdleSessions).await;
    bench
        .sql(&format!(
            "INSERT INTO Workers (id, worker_type, storage_name, last_seen) \
             VALUES ('default-dead', 'default', 's', strftime('%s', 'now') + 86400); \
             UPDATE Jobs SET status = 'Running', lock_by = 'default-dead' \
             WHERE id = (SELECT job_id FROM tasks WHERE id = '{held}'); \
             UPDATE Jobs SET status = 'Failed', attempts = 1, run_at = strftime('%s', 'now') + 86400 \
             WHERE id = (SELECT job_id FROM tasks WHERE id = '{put_off}')"
        ))
        .await;
    let working = bench.work(&Queue::ALL, Doing::nothing());
    bench.until(held, TaskState::Succeeded).await;
    working.stop().await;
    let waits =
        bench.number("SELECT max(run_at) - strftime('%s', 'now') FROM Jobs WHERE status = 'Failed'").await;
    assert!(waits <= 4_500, "{waits}");
}
