//! Other processes at the same file.

use bondhu_adapters::sqlite::SqliteStore;
use bondhu_domain::stats::Counters;
use bondhu_ports::store::{Scope, Store, StoreErrorKind};
use sqlx::Executor;

use super::fixtures::{a_turn, a_visit, chat, file_in, impatient, raw, reading, store, store_at, writing};

#[tokio::test]
async fn a_writer_waits_no_longer_than_the_busy_timeout() {
    let (store, directory) = store().await;
    let session = a_visit(&store).await;
    let mut other = raw(&file_in(&directory)).await;
    let waiting = SqliteStore::open(&impatient(&file_in(&directory))).await.unwrap();
    other.execute("BEGIN EXCLUSIVE").await.unwrap();

    let error = waiting.begin(Scope::System).await.err().unwrap();
    assert_eq!(error.kind(), StoreErrorKind::Busy);
    assert_eq!(chat(&waiting, &session).await, [], "a reader waits for no writer");

    other.execute("ROLLBACK").await.unwrap();
    a_turn(&waiting, &session, "at last").await.unwrap();
    assert_eq!(chat(&store, &session).await.len(), 2);
}

/// What some programs for looking into databases do.
#[tokio::test]
async fn a_file_that_another_process_keeps_for_itself_is_busy() {
    let directory = tempfile::tempdir().unwrap();
    let path = file_in(&directory);
    store_at(&path).await.close().await;
    let mut other = raw(&path).await;
    other.execute("PRAGMA locking_mode = EXCLUSIVE").await.unwrap();
    other.execute("BEGIN EXCLUSIVE").await.unwrap();
    let error = SqliteStore::open(&impatient(&path)).await.unwrap_err();
    assert_eq!(error.kind, StoreErrorKind::Busy, "{error:?}");
}

/// Two stores stand for two processes: neither loses what the other counts.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writers_of_two_processes_are_serialised() {
    let (one, directory) = store().await;
    let two = store_at(&file_in(&directory)).await;
    let user = a_visit(&one).await.user_id;
    let counting = |store: SqliteStore| async move {
        for _ in 0..25 {
            let mut unit = writing(&store).await;
            let counters = unit.stats().counters(user).await.unwrap();
            tokio::task::yield_now().await;
            let counters = Counters { messages: counters.messages + 1, ..counters };
            unit.stats().save_counters(user, &counters).await.unwrap();
            unit.commit().await.unwrap();
        }
    };
    tokio::join!(counting(one.clone()), counting(two.clone()), counting(one.clone()), counting(two.clone()));
    assert_eq!(reading(&two).await.stats().counters(user).await.unwrap().messages, 100);
}

#[tokio::test]
async fn a_snapshot_outlasts_what_another_process_commits() {
    let (one, directory) = store().await;
    let two = store_at(&file_in(&directory)).await;
    let session = a_visit(&one).await;
    let mut reader = reading(&one).await;
    assert_eq!(reader.messages().count(session.user_id, None).await.unwrap(), 0);
    a_turn(&two, &session, "meanwhile").await.unwrap();
    assert_eq!(reader.messages().count(session.user_id, None).await.unwrap(), 0);
    drop(reader);
    assert_eq!(chat(&one, &session).await.len(), 2);
}
