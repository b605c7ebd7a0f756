//! Jobs that this version cannot do are set aside, and stand in nobody's way.

use bondhu_ports::job_queue::{Queue, TaskState, Work};

use super::fixtures::{Doing, On, bench, quick};

on_each_database!(
    an_unknown_form_is_set_aside_and_others_are_done,
    a_job_that_kills_its_workers_is_set_aside,
);

/// Of another version, of no version, and no JSON at all.
async fn an_unknown_form_is_set_aside_and_others_are_done(on: On) {
    let bench = bench(on, quick()).await;
    let mut set_aside = Vec::new();
    for payload in
        ["{\"kind\":\"analyse_everything\",\"depth\":3}", "{\"kind\":\"summarise\"}", "not JSON", ""]
    {
        let id = bench.enqueue(Work::PurgeExpired).await;
        bench
            .sql(&format!(
                "UPDATE {} SET job = {} WHERE id = (SELECT job_id FROM tasks WHERE id = '{id}')",
                bench.database.jobs(),
                bench.database.bytes(payload)
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
async fn a_job_that_kills_its_workers_is_set_aside(on: On) {
    let bench = bench(on, quick()).await;
    let id = bench.enqueue(Work::PurgeExpired).await;
    bench.sql(&format!("UPDATE {} SET attempts = 10", bench.database.jobs())).await;
    let working = bench.work(&Queue::ALL, Doing::with(|_, _| async { panic!("it must not be begun") }));
    let failed = bench.until(id, TaskState::Failed).await;
    working.stop().await;
    assert_eq!(failed.error.as_deref(), Some("it was begun too often without an end"));
    assert_eq!(bench.queue.list(TaskState::Failed, 9).await.unwrap().len(), 1);
}
