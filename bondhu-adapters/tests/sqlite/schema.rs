//! Files of older, newer and other programs.

use bondhu_adapters::sqlite::{SchemaState, SqliteOptions, SqliteStore};
use bondhu_ports::store::{Store, StoreErrorKind};

use super::fixtures::{a_turn, a_visit, chat, file_in, run, store};

#[tokio::test]
async fn a_new_file_is_pending_until_it_is_migrated() {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&SqliteOptions::at(file_in(&directory))).await.unwrap();
    let SchemaState::Pending(steps) = store.schema().await.unwrap() else { panic!("not pending") };
    assert!(steps >= 10, "{steps}");
    assert_eq!(store.check().await.unwrap_err().kind(), StoreErrorKind::Schema);

    assert_eq!(store.migrate().await.unwrap(), steps);
    assert_eq!(store.schema().await.unwrap(), SchemaState::Current);
    store.check().await.unwrap();
    assert_eq!(store.migrate().await.unwrap(), 0);
}

#[tokio::test]
async fn an_older_file_has_steps_pending_and_keeps_its_rows() {
    let (store, directory) = store().await;
    let session = a_visit(&store).await;
    a_turn(&store, &session, "old").await.unwrap();
    let path = file_in(&directory);
    run(&path, "DROP TABLE chat_summaries; DELETE FROM _bondhu_migrations WHERE version = 19").await;
    assert_eq!(store.schema().await.unwrap(), SchemaState::Pending(1));
    assert_eq!(store.check().await.unwrap_err().kind(), StoreErrorKind::Schema);
    assert_eq!(store.migrate().await.unwrap(), 1);
    store.check().await.unwrap();
    assert_eq!(chat(&store, &session).await.len(), 2);
}

#[tokio::test]
async fn a_newer_file_is_refused_and_left_alone() {
    let (store, directory) = store().await;
    let newer = "INSERT INTO _bondhu_migrations (version, description, success, checksum, execution_time) \
                 VALUES (9001, 'of the future', TRUE, x'00', 0); DROP TABLE chat_summaries";
    run(&file_in(&directory), newer).await;
    assert_eq!(store.schema().await.unwrap(), SchemaState::Newer);
    let error = store.check().await.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Schema);
    let why = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(why, "the database was written by a newer version of this program");
    assert_eq!(store.migrate().await.unwrap_err().kind(), StoreErrorKind::Schema);
    assert_eq!(store.schema().await.unwrap(), SchemaState::Newer);
}

#[tokio::test]
async fn a_file_with_an_altered_step_is_refused() {
    let (store, directory) = store().await;
    run(&file_in(&directory), "UPDATE _bondhu_migrations SET checksum = x'00' WHERE version = 3").await;
    assert_eq!(store.schema().await.unwrap(), SchemaState::Altered);
    assert_eq!(store.check().await.unwrap_err().kind(), StoreErrorKind::Schema);
    assert_eq!(store.migrate().await.unwrap_err().kind(), StoreErrorKind::Schema);
}

/// A step that fails takes back those before it.
#[tokio::test]
async fn a_failed_migration_leaves_the_file_as_it_was() {
    let directory = tempfile::tempdir().unwrap();
    let path = file_in(&directory);
    let store = SqliteStore::open(&SqliteOptions::at(&path)).await.unwrap();
    let before = store.schema().await.unwrap();
    run(&path, "CREATE TABLE chat_summaries (in_the_way)").await;
    assert!(store.migrate().await.is_err());
    assert_eq!(store.schema().await.unwrap(), before);
    run(&path, "DROP TABLE chat_summaries").await;
    store.migrate().await.unwrap();
    store.check().await.unwrap();
}

/// The job queue's engine keeps its steps in the same file, in the driver's usual table, and is checked like the store.
#[tokio::test]
async fn the_steps_of_the_job_queue_are_kept_apart() {
    let (store, directory) = store().await;
    let path = file_in(&directory);
    let future = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                  VALUES (90000000000000, 'of the future', TRUE, x'00', 0)";
    run(&path, future).await;
    assert_eq!(store.schema().await.unwrap(), SchemaState::Newer);
    run(&path, "DELETE FROM _sqlx_migrations WHERE version = 90000000000000").await;
    assert_eq!(store.schema().await.unwrap(), SchemaState::Current);
    run(&path, "UPDATE _sqlx_migrations SET checksum = x'00'").await;
    assert_eq!(store.schema().await.unwrap(), SchemaState::Altered);
}
