//! Schedules and several processes.

use std::collections::BTreeSet;

use bondhu_ports::job_queue::TaskState;
use bondhu_testkit::eventually::eventually;

use super::program::{Place, output};

/// Two workers tick each second; each second's job is there and done once.
#[tokio::test]
async fn a_schedule_fires_once_over_two_processes() {
    fires_once(Place::with_a_file()).await;
}

#[tokio::test]
async fn a_schedule_fires_once_over_two_processes_on_a_server() {
    fires_once(Place::with_a_server().await).await;
}

async fn fires_once(place: Place) {
    let each_second = [
        ("BONDHU_WORKER__SCHEDULES__CLOSE_IDLE_SESSIONS", "* * * * * *"),
        ("BONDHU_WORKER__SCHEDULES__PURGE_EXPIRED", "0 0 0 1 1 *"),
        ("BONDHU_WORKER__SCHEDULES__ANALYSE_ACTIVE", "0 0 0 1 1 *"),
        ("BONDHU_WORKER__SCHEDULES__PLAN_SUMMARIES", "0 0 0 1 1 *"),
    ];
    let workers = [1, 2].map(|_| place.start(&["worker"], &each_second));
    assert_eq!(workers[0].ready, "Bondhu works on default, personality, music, video, games\n");
    let (_store, queue) = place.database().await;
    eventually("four jobs", || async {
        (queue.list(TaskState::Succeeded, 9).await.unwrap().len() >= 4).then_some(())
    })
    .await;
    for worker in workers {
        assert!(worker.stop());
    }
    let done = queue.list(TaskState::Succeeded, 1_000).await.unwrap();
    assert!(done.iter().all(|it| it.attempts == 1));
    // Each was asked for in the second it is named after; the loser of a race asks for nothing.
    let seconds: BTreeSet<i64> = done.iter().map(|it| it.created_at.as_micros() / 1_000_000).collect();
    let span = seconds.last().unwrap() - seconds.first().unwrap() + 1;
    assert!(i64::try_from(done.len()).unwrap() <= span + 1, "{} jobs in {span} seconds", done.len());
}

/// A mistake in a queue's name is told with the names there are, and nothing is begun.
#[test]
fn an_unknown_queue_is_an_error_of_usage() {
    let directory = tempfile::tempdir().unwrap();
    let refused = output(directory.path(), &["worker", "--queues", "default,knitting"]);
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(2), "{said}");
    assert!(
        said.contains("'knitting'") && said.contains("default, personality, music, video, games"),
        "{said}"
    );
    assert!(!directory.path().join("data").exists());
}
