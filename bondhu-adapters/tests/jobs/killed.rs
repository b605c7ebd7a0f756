//! A worker process that is killed in the middle of its jobs.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use bondhu_adapters::jobs::JobsConfig;
use bondhu_domain::ids::UserId;
use bondhu_ports::job_queue::{JobError, Queue, TaskState, Work};
use bondhu_testkit::builders::a_user;
use bondhu_testkit::eventually::eventually;

use super::database::Database;
use super::fixtures::{Doing, On, bench, open, quick};

on_each_database!(nothing_is_lost_and_effects_are_there_once);

const JOBS_IN: &str = "BONDHU_TEST_JOBS_IN";

fn config() -> JobsConfig {
    JobsConfig { heartbeat: Duration::from_secs(1), concurrency: [4; 5], ..quick() }
}

/// Notes that it began, and its effect, each job once; then hangs if the process is the one to be killed.
async fn effect(database: Database, user: UserId, hang: bool) -> Result<Option<String>, JobError> {
    database.define(&format!("INSERT INTO begun VALUES ('{user}')")).await;
    database.define(&format!("INSERT INTO effects VALUES ('{user}') ON CONFLICT DO NOTHING")).await;
    if hang {
        std::future::pending::<()>().await;
    }
    Ok(None)
}

/// The process that is killed: this same test program, when it is told a database.
#[tokio::test]
async fn a_process_to_be_killed() {
    let Ok(database) = std::env::var(JOBS_IN) else { return };
    let database = Database::named(&database);
    let bench = open(&database, config()).await;
    let handler = Doing::with(move |work, _| {
        let database = database.clone();
        async move {
            let Work::ForgetPerson { user_id } = work else { panic!("{work:?}") };
            effect(database, user_id, true).await
        }
    });
    let _working = bench.work(&[Queue::Default], handler);
    std::future::pending::<()>().await;
}

struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// SIGKILL in mid-job: every job is done, the effect of each is there once, and only what had begun began twice.
async fn nothing_is_lost_and_effects_are_there_once(on: On) {
    let bench = bench(on, config()).await;
    bench.database.define("CREATE TABLE begun (id text); CREATE TABLE effects (id text PRIMARY KEY)").await;
    if let Database::Postgres(_) = bench.database {
        bench.database.define("GRANT SELECT ON begun, effects TO bondhu_worker").await;
    }
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::a_process_to_be_killed", "--nocapture"])
        .env(JOBS_IN, bench.database.text())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let child = Killed(child);
    let mut ids = Vec::new();
    for _ in 0..10 {
        ids.push(bench.enqueue(Work::ForgetPerson { user_id: a_user().build().id }).await);
    }
    eventually("jobs in the other process", || async {
        (bench.number("SELECT count(*) FROM begun").await == 4).then_some(())
    })
    .await;
    // The standard library kills with SIGKILL.
    drop(child);
    let database = bench.database.clone();
    let handler = Doing::with(move |work, _| {
        let database = database.clone();
        async move {
            let Work::ForgetPerson { user_id } = work else { panic!("{work:?}") };
            effect(database, user_id, false).await
        }
    });
    let working = bench.work(&[Queue::Default], handler);
    for id in ids {
        bench.until(id, TaskState::Succeeded).await;
    }
    working.stop().await;
    assert_eq!(bench.number("SELECT count(*) FROM effects").await, 10);
    assert_eq!(bench.number("SELECT count(*) FROM begun").await, 14);
}
