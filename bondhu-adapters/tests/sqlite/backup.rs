//! Copies of a file that is in use.

use std::error::Error;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use bondhu_adapters::sqlite::{BackupError, SchemaState, SqliteOptions, SqliteStore};
use bondhu_testkit::builders::a_message;
use sqlx::Connection;

use super::fixtures::{a_turn, a_visit, chat, file_in, raw, run, store, writing};

#[tokio::test]
async fn a_copy_is_the_file_at_one_moment_and_waits_for_nobody() {
    let (store, directory) = store().await;
    let session = a_visit(&store).await;
    a_turn(&store, &session, "before").await.unwrap();
    // Somebody is in the middle of writing, and goes on afterwards.
    let mut open = writing(&store).await;
    open.messages().insert(&a_message().of(&session).text("not yet").build()).await.unwrap();
    let to = directory.path().join("copy.db");
    let bytes = store.back_up(&to).await.unwrap();
    open.commit().await.unwrap();

    let file = std::fs::metadata(&to).unwrap();
    assert_eq!((file.len(), file.permissions().mode() & 0o777), (bytes, 0o600));
    let copy = SqliteStore::open(&SqliteOptions::at(&to)).await.unwrap();
    assert_eq!(copy.schema().await.unwrap(), SchemaState::Current);
    let texts: Vec<_> = chat(&copy, &session).await.into_iter().map(|it| it.text).collect();
    assert_eq!(texts, ["before", "before"]);
    assert_eq!(chat(&store, &session).await.len(), 3);
}

#[tokio::test]
async fn an_older_file_can_be_copied_before_it_is_migrated() {
    let (store, directory) = store().await;
    let path = file_in(&directory);
    run(&path, "DELETE FROM _bondhu_migrations WHERE version > 1").await;
    let to = directory.path().join("copy.db");
    store.back_up(&to).await.unwrap();
    let copy = SqliteStore::open(&SqliteOptions::at(&to)).await.unwrap();
    assert!(matches!(copy.schema().await.unwrap(), SchemaState::Pending(_)));
}

fn why(error: &BackupError) -> String {
    error.source().unwrap().to_string()
}

fn names(directory: &Path) -> Vec<String> {
    let names = std::fs::read_dir(directory).unwrap().map(|it| it.unwrap().file_name());
    names.map(|name| name.into_string().unwrap()).collect()
}

#[tokio::test]
async fn nothing_is_overwritten_and_nothing_half_done_is_left() {
    let (store, directory) = store().await;
    let backups = directory.path().join("backups");
    let to = backups.join("copy.db");
    assert!(store.back_up(&to).await.is_err(), "there is no such directory");
    std::fs::create_dir(&backups).unwrap();

    std::fs::write(&to, "precious").unwrap();
    let error = store.back_up(&to).await.unwrap_err();
    assert_eq!(error.to_string(), format!("cannot back up to {}", to.display()));
    assert!(why(&error).contains("exists already"), "{}", why(&error));
    assert_eq!(std::fs::read_to_string(&to).unwrap(), "precious");
    assert_eq!(names(&backups), ["copy.db"]);

    // Of one that was broken off, or is being made.
    std::fs::remove_file(&to).unwrap();
    let partial = backups.join("copy.db.partial");
    std::fs::write(&partial, "half").unwrap();
    assert!(why(&store.back_up(&to).await.unwrap_err()).contains("copy.db.partial exists already"));
    assert_eq!(names(&backups), ["copy.db.partial"]);
}

#[tokio::test]
async fn a_damaged_file_makes_no_backup() {
    let (store, directory) = store().await;
    let session = a_visit(&store).await;
    a_turn(&store, &session, "before").await.unwrap();
    store.close().await;
    let path = file_in(&directory);
    // A row that breaks its table's rules is copied faithfully; only reading the copy tells.
    let mut other = raw(&path).await;
    sqlx::raw_sql("PRAGMA ignore_check_constraints = ON; UPDATE users SET day_start_hour = 99")
        .execute(&mut other)
        .await
        .unwrap();
    other.close().await.unwrap();

    let store = SqliteStore::open(&SqliteOptions::at(&path)).await.unwrap();
    let backups = directory.path().join("backups");
    std::fs::create_dir(&backups).unwrap();
    let error = store.back_up(&backups.join("copy.db")).await.unwrap_err();
    assert!(why(&error).contains("damaged") && why(&error).contains("users"), "{}", why(&error));
    assert_eq!(names(&backups), [""; 0]);
}
