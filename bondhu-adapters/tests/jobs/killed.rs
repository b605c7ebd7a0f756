//! A worker process that is killed in the middle of its jobs.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use bondhu_adapters::jobs::JobsConfig;
use bondhu_domain::ids::UserId;
use bondhu_ports::job_queue::{JobError, JobErrorKind, Queue, TaskState, Work};
use bondhu_testkit::builders::a_user;
use bondhu_testkit::eventually::eventually;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, query};

use super::fixtures::{Doing, bench, open, quick};

const FILE: &str = "BONDHU_TEST_JOBS_FILE";

fn config() -> JobsConfig {
    JobsConfig { heartbeat: Duration::from_secs(1), concurrency: [4; 5], ..quick() }
}

/// Notes that it began, and its effect, each job once; then hangs if the process is the one to be killed.
async fn effect(path: PathBuf, user: UserId, hang: bool) -> Result<Option<String>, JobError> {
    let failed =
        |error: sqlx::Error| JobError::new(JobErrorKind::Transient, "the file did not answer", error);
    let options = SqliteConnectOptions::new().filename(path).busy_timeout(Duration::from_secs(20));
    let mut file = options.connect().await.map_err(failed)?;
    let text = user.to_string();
    query("INSERT INTO begun VALUES (?1)").bind(&text).execute(&mut file).await.map_err(failed)?;
    query("INSERT OR IGNORE INTO effects VALUES (?1)")
        .bind(&text)
        .execute(&mut file)
        .await
        .map_err(failed)?;
    if hang {
        std::future::pending::<()>().await;
    }
    Ok(None)
}

/// The process that is killed: this same test program, when it is told a file.
#[tokio::test]
async fn a_process_to_be_killed() {
    let Some(path) = std::env::var_os(FILE).map(PathBuf::from) else { return };
    let bench = open(&path, config()).await;
    let handler = Doing::with(move |work, _| {
        let path = path.clone();
        async move {
            let Work::ForgetPerson { user_id } = work else { panic!("{work:?}") };
            effect(path, user_id, true).await
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
#[tokio::test]
async fn nothing_is_lost_and_effects_are_there_once() {
    let bench = bench(config()).await;
    bench.sql("CREATE TABLE begun (id); CREATE TABLE effects (id PRIMARY KEY)").await;
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::a_process_to_be_killed", "--nocapture"])
        .env(FILE, &bench.path)
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
    let path = bench.path.clone();
    let handler = Doing::with(move |work, _| {
        let path = path.clone();
        async move {
            let Work::ForgetPerson { user_id } = work else { panic!("{work:?}") };
            effect(path, user_id, false).await
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
