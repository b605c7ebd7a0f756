//! Opening files that can and cannot be opened.

use std::error::Error;

use bondhu_adapters::sqlite::{SqliteOptions, SqliteStore};
use bondhu_ports::store::{Store, StoreErrorKind};

use super::fixtures::{a_turn, a_visit, chat, file_in, raw, store, store_at};

/// Nobody, not even the owner of the machine, can make a file there.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_directory_that_cannot_be_written_is_named() {
    let error = SqliteStore::open(&SqliteOptions::at("/sys/bondhu.db")).await.unwrap_err();
    assert_eq!(error.kind, StoreErrorKind::ReadOnly);
    assert_eq!(error.to_string(), "cannot open the database /sys/bondhu.db");
    assert!(error.source().is_some());
}

#[tokio::test]
async fn a_missing_directory_is_named_and_not_made() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("missing").join("bondhu.db");
    let error = SqliteStore::open(&SqliteOptions::at(&path)).await.unwrap_err();
    assert_eq!(error.kind, StoreErrorKind::Unavailable);
    assert!(error.to_string().contains(path.to_str().unwrap()), "{error}");
    assert!(!path.parent().unwrap().exists());
}

#[tokio::test]
async fn a_directory_is_no_file() {
    let directory = tempfile::tempdir().unwrap();
    assert!(SqliteStore::open(&SqliteOptions::at(directory.path())).await.is_err());
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_on_the_machine_may_read_the_file_or_its_log() {
    use std::os::unix::fs::PermissionsExt;
    let (store, directory) = store().await;
    a_visit(&store).await;
    let mut names = Vec::new();
    for entry in std::fs::read_dir(directory.path()).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o077, 0, "{entry:?}");
        names.push(entry.file_name().into_string().unwrap());
    }
    names.sort();
    assert_eq!(names, ["bondhu.db", "bondhu.db-shm", "bondhu.db-wal"]);
}

/// Several processes may be started on one new file at the same time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_open_and_migrate_one_new_file() {
    let directory = tempfile::tempdir().unwrap();
    let path = file_in(&directory);
    let stores = futures::future::join_all((0..6).map(|_| store_at(&path))).await;
    for store in &stores {
        store.check().await.unwrap();
        let session = a_visit(store).await;
        a_turn(store, &session, "hello").await.unwrap();
        assert_eq!(chat(&stores[0], &session).await.len(), 2);
    }
}

#[tokio::test]
async fn a_name_that_looks_like_a_uri_is_a_path() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("file:odd name?mode=memory#x.db");
    store_at(&path).await.close().await;
    assert!(path.is_file());
    let store = store_at(&path).await;
    store.check().await.unwrap();
}

#[tokio::test]
async fn closing_leaves_one_file_and_ends_the_store() {
    let (store, directory) = store().await;
    let session = a_visit(&store).await;
    a_turn(&store, &session, "hello").await.unwrap();
    store.close().await;
    let names: Vec<_> =
        std::fs::read_dir(directory.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["bondhu.db"]);
    assert_eq!(store.check().await.unwrap_err().kind(), StoreErrorKind::Unavailable);
}

/// Searching chats needs a library that was built with FTS5.
#[tokio::test]
async fn the_library_can_search_text() {
    let directory = tempfile::tempdir().unwrap();
    let path = file_in(&directory);
    drop(store_at(&path).await);
    let options: Vec<(String,)> =
        sqlx::query_as("PRAGMA compile_options").fetch_all(&mut raw(&path).await).await.unwrap();
    assert!(options.contains(&("ENABLE_FTS5".to_owned(),)), "{options:?}");
}
