//! Other processes at the same database. Two stores stand for two processes.

use std::time::Duration;

use bondhu_adapters::postgres::PostgresStore;
use bondhu_domain::stats::Counters;
use bondhu_ports::store::{Scope, Store, StoreErrorKind};
use bondhu_testkit::builders::a_message;
use futures::future::join_all;
use sqlx::Executor;

use super::fixtures::{
    a_turn, a_visit, chat, database, impatient, options, raw, reading, store, store_at, writing,
};

/// What every unit of work that writes takes, and the program's own alone.
const EVERYBODY: &str = "BEGIN; SELECT pg_advisory_xact_lock(1651469924, 26741)";

#[tokio::test]
async fn a_writer_waits_no_longer_than_the_busy_timeout() {
    let (store, url) = store().await;
    let session = a_visit(&store).await;
    let waiting = PostgresStore::connect(&impatient(&url)).await.unwrap();
    let mut other = raw(&url).await;
    other.execute(EVERYBODY).await.unwrap();
    for scope in [Scope::System, Scope::Person(session.user_id)] {
        let error = waiting.begin(scope).await.err().unwrap();
        assert_eq!(error.kind(), StoreErrorKind::Busy, "{error:?}");
    }
    assert_eq!(chat(&waiting, &session).await, [], "a reader waits for no writer");

    other.execute("ROLLBACK").await.unwrap();
    a_turn(&waiting, &session, "at last").await.unwrap();
    assert_eq!(chat(&store, &session).await.len(), 2);
}

#[tokio::test]
async fn a_statement_takes_no_longer_than_its_timeout() {
    let (_store, url) = store().await;
    let mut options = options(&url);
    options.statement_timeout = Duration::from_millis(50);
    let waiting = PostgresStore::connect(&options).await.unwrap();
    let mut other = raw(&url).await;
    other.execute(EVERYBODY).await.unwrap();
    let error = waiting.begin(Scope::System).await.err().unwrap();
    assert_eq!(error.kind(), StoreErrorKind::Unavailable, "{error:?}");
    other.execute("ROLLBACK").await.unwrap();
    drop(waiting.begin(Scope::System).await.unwrap());
}

/// Neither process loses what the other counts, whether as the person's work or as the program's own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writers_of_two_processes_are_serialised() {
    let (one, url) = store().await;
    let two = store_at(&url).await;
    let user = a_visit(&one).await.user_id;
    let counting = |store: PostgresStore, scope: Scope| async move {
        for _ in 0..25 {
            let mut unit = store.begin(scope).await.unwrap();
            let counters = unit.stats().counters(user).await.unwrap();
            tokio::task::yield_now().await;
            let counters = Counters { messages: counters.messages + 1, ..counters };
            unit.stats().save_counters(user, &counters).await.unwrap();
            unit.commit().await.unwrap();
        }
    };
    let (person, system) = (Scope::Person(user), Scope::System);
    tokio::join!(
        counting(one.clone(), person),
        counting(two.clone(), person),
        counting(one.clone(), system),
        counting(two.clone(), system)
    );
    assert_eq!(reading(&two).await.stats().counters(user).await.unwrap().messages, 100);
}

/// People do not wait for each other.
#[tokio::test]
async fn writers_of_two_people_work_at_once() {
    let (store, _) = store().await;
    let (one, two) = (a_visit(&store).await, a_visit(&store).await);
    let mut unit = store.begin(Scope::Person(one.user_id)).await.unwrap();
    unit.messages().insert(&a_message().of(&one).build()).await.unwrap();
    a_turn(&store, &two, "meanwhile").await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!((chat(&store, &one).await.len(), chat(&store, &two).await.len()), (1, 2));
}

/// Many who wait for one person's turn leave connections to others.
#[tokio::test]
async fn waiting_writers_stand_in_nobodys_way() {
    let (store, _) = store().await;
    let (busy, other) = (a_visit(&store).await, a_visit(&store).await);
    let unit = store.begin(Scope::Person(busy.user_id)).await.unwrap();
    let waiting = join_all((0..50).map(|number| {
        let (store, busy) = (&store, &busy);
        async move { a_turn(store, busy, &number.to_string()).await.unwrap() }
    }));
    let others = async {
        a_turn(&store, &other, "not in the way").await.unwrap();
        assert_eq!(chat(&store, &busy).await, []);
        drop(unit);
    };
    futures::join!(waiting, others);
    assert_eq!(chat(&store, &busy).await.len(), 100);
}

#[tokio::test]
async fn a_snapshot_outlasts_what_another_process_commits() {
    let (one, url) = store().await;
    let two = store_at(&url).await;
    let session = a_visit(&one).await;
    let mut reader = reading(&one).await;
    assert_eq!(reader.messages().count(session.user_id, None).await.unwrap(), 0);
    a_turn(&two, &session, "meanwhile").await.unwrap();
    assert_eq!(reader.messages().count(session.user_id, None).await.unwrap(), 0);
    drop(reader);
    assert_eq!(chat(&one, &session).await.len(), 2);
}

/// A process that stands still in the middle of a unit of work: the server ends it, and the others go on.
#[tokio::test]
async fn a_unit_that_stands_still_is_ended() {
    let url = database().await;
    let patient = store_at(&url).await;
    let session = a_visit(&patient).await;
    let mut options = options(&url);
    options.idle_timeout = Duration::from_millis(50);
    let still = PostgresStore::connect(&options).await.unwrap();
    let mut stopped = writing(&still).await;
    stopped.messages().insert(&a_message().of(&session).build()).await.unwrap();

    a_turn(&patient, &session, "after it").await.unwrap();
    assert_eq!(stopped.commit().await.unwrap_err().kind(), StoreErrorKind::Unavailable);
    assert_eq!(chat(&patient, &session).await.len(), 2);
    a_turn(&still, &session, "its next one").await.unwrap();
}
