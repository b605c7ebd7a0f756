//! Jobs that this version cannot do are set aside, and stand in nobody's way.

use bondhu_ports::job_queue::{JobQueue, Queue, TaskState, Work};

use super::fixtures::{Doing, bench, quick};

/// Of another version, of no version, and no JSON at all.
#[tokio::test]
async fn an_unknown_form_is_set_aside_and_others_are_done() {
    let bench = bench(quick()).await;
    let mut set_aside = Vec::new();
    for payload in
        ["{\"kind\":\"analyse_everything\",\"depth\":3}", "{\"kind\":\"summarise\"}", "not JSON", ""]
    {
        let id = bench.enqueue(Work::PurgeExpired).await;
        bench
            .sql(&format!(
                "UPDATE Jobs SET job = CAST('{payload}' AS BLOB) WHERE id = (SELECT job_id FROM tasks WHERE id = '{id}')"
            ))
            .await;
        set_aside.push(id);
    }
    let good = bench.enqueue(Work::PurgeExpired).await;
    let working = bench.work(&Queue::ALL, Doing::nothing());
    for id in set_aside {
        let failed = bench.until(id, TaskState::Failed).await;
        assert_eq!(failed.attempts, 1);
        let error = failed.error.unwrap();
        assert_eq!(error, "this version of the program does not know this kind of work");
    }
    bench.until(good, TaskState::Succeeded).await;
    working.stop().await;
}

/// The engine fetches recovered jobs however often they were begun.
#[tokio::test]
async fn a_job_that_kills_its_workers_is_set_aside() {
    let bench = bench(quick()).await;
    let id = bench.enqueue(Work::PurgeExpired).await;
    bench.sql("UPDATE Jobs SET attempts = 10").await;
    let working = bench.work(&Queue::ALL, Doing::with(|_, _| async { panic!("it must not be begun") }));
    let failed = bench.until(id, TaskState::Failed).await;
    working.stop().await;
    assert_eq!(failed.error.as_deref(), Some("it was begun too often without an end"));
    assert_eq!(bench.queue.list(TaskState::Failed, 9).await.unwrap().len(), 1);
}
