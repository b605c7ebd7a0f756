//! Databases of older, newer and other programs.

use bondhu_adapters::postgres::{PostgresStore, SchemaState};
use bondhu_ports::store::{Store, StoreErrorKind};

use super::fixtures::{a_turn, a_visit, chat, run, server, store, store_at};

#[tokio::test]
async fn a_new_database_is_pending_until_it_is_migrated() {
    let store = store_at(&server().await.empty_database()).await;
    let SchemaState::Pending(steps) = store.schema().await.unwrap() else { panic!("not pending") };
    assert!(steps >= 10, "{steps}");
    assert_eq!(store.check().await.unwrap_err().kind(), StoreErrorKind::Schema);

    assert_eq!(store.migrate().await.unwrap(), steps);
    assert_eq!(store.schema().await.unwrap(), SchemaState::Current);
    store.check().await.unwrap();
    assert_eq!(store.migrate().await.unwrap(), 0);
}

#[tokio::test]
async fn many_migrate_one_new_database() {
    let url = server().await.empty_database();
    let stores = futures::future::join_all((0..4).map(|_| store_at(&url))).await;
    let steps = futures::future::join_all(stores.iter().map(PostgresStore::migrate)).await;
    let mut steps: Vec<usize> = steps.into_iter().map(Result::unwrap).collect();
    steps.sort_unstable();
    assert_eq!(steps[..3], [0, 0, 0]);
    assert!(steps[3] >= 10);
    for store in &stores {
        store.check().await.unwrap();
    }
}

#[tokio::test]
async fn an_older_database_has_steps_pending_and_keeps_its_rows() {
    let (store, url) = store().await;
    let session = a_visit(&store).await;
    a_turn(&store, &session, "old").await.unwrap();
    run(&url, "DROP TABLE chat_summaries; DELETE FROM _bondhu_migrations WHERE version = 19").await;
    assert_eq!(store.schema().await.unwrap(), SchemaState::Pending(1));
    assert_eq!(store.check().await.unwrap_err().kind(), StoreErrorKind::Schema);
    assert_eq!(store.migrate().await.unwrap(), 1);
    store.check().await.unwrap();
    assert_eq!(chat(&store, &session).await.len(), 2);
}

#[tokio::test]
async fn a_newer_database_is_refused_and_left_alone() {
    let (store, url) = store().await;
    let newer = "INSERT INTO _bondhu_migrations (version, description, success, checksum, execution_time) \
                 VALUES (9001, 'of the future', TRUE, '\\x00', 0); DROP TABLE chat_summaries";
    run(&url, newer).await;
    assert_eq!(store.schema().await.unwrap(), SchemaState::Newer);
    let error = store.check().await.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Schema);
    let why = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(why, "the database was written by a newer version of this program");
    assert_eq!(store.migrate().await.unwrap_err().kind(), StoreErrorKind::Schema);
    assert_eq!(store.schema().await.unwrap(), SchemaState::Newer);
}

#[tokio::test]
async fn a_database_with_an_altered_step_is_refused() {
    let (store, url) = store().await;
    run(&url, "UPDATE _bondhu_migrations SET checksum = '\\x00' WHERE version = 3").await;
    assert_eq!(store.schema().await.unwrap(), SchemaState::Altered);
    assert_eq!(store.check().await.unwrap_err().kind(), StoreErrorKind::Schema);
    assert_eq!(store.migrate().await.unwrap_err().kind(), StoreErrorKind::Schema);
}

/// The job queue's engine keeps its steps in its own schema, and is checked like the store.
#[tokio::test]
async fn the_steps_of_the_job_queue_are_kept_apart() {
    let (store, url) = store().await;
    run(&url, "DELETE FROM apalis._sqlx_migrations WHERE version = 20260902075949").await;
    assert_eq!(store.schema().await.unwrap(), SchemaState::Pending(1));
    assert_eq!(store.migrate().await.unwrap(), 1);
    run(&url, "UPDATE apalis._sqlx_migrations SET checksum = '\\x00' WHERE version = 20260902075949").await;
    assert_eq!(store.schema().await.unwrap(), SchemaState::Altered);
    let newer = "INSERT INTO apalis._sqlx_migrations (version, description, success, checksum, execution_time) \
                 VALUES (99990101000000, 'of the future', TRUE, '\\x00', 0)";
    run(&url, newer).await;
    assert_eq!(store.schema().await.unwrap(), SchemaState::Newer);
    assert_eq!(store.migrate().await.unwrap_err().kind(), StoreErrorKind::Schema);
}

/// A step that fails takes back those before it.
#[tokio::test]
async fn a_failed_migration_leaves_the_database_as_it_was() {
    let url = server().await.empty_database();
    let store = store_at(&url).await;
    let before = store.schema().await.unwrap();
    run(&url, "CREATE TABLE job_outbox (in_the_way int)").await;
    let error = store.migrate().await.unwrap_err();
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "step 10 failed");
    assert_eq!(store.schema().await.unwrap(), before);
    run(&url, "DROP TABLE job_outbox").await;
    store.migrate().await.unwrap();
    store.check().await.unwrap();
}

/// Both dialects have the same steps.
#[test]
fn steps_have_the_same_names_as_those_of_sqlite() {
    let names = |dialect: &str| {
        let directory = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations").join(dialect);
        let mut names: Vec<_> =
            std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(names("postgres"), names("sqlite"));
}
