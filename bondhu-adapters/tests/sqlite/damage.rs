//! Files that were damaged: what cannot be read is an error, never an empty answer.

use std::path::Path;

use bondhu_adapters::sqlite::{SqliteOptions, SqliteStore};
use bondhu_domain::sessions::Session;
use bondhu_ports::store::{Scope, Store, StoreError, StoreErrorKind};

use super::fixtures::{EVERYTHING, a_turn, a_visit, file_in, store_at};

const PAGE: usize = 4_096;

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let path = file_in(&directory);
    let text = "This is a letter, not a database. ".repeat(400);
    std::fs::write(&path, &text).unwrap();
    let error = SqliteStore::open(&SqliteOptions::at(&path)).await.unwrap_err();
    assert_eq!(error.kind, StoreErrorKind::Corrupt);
    assert!(error.to_string().contains(path.to_str().unwrap()), "{error}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}

#[tokio::test]
async fn a_damaged_header_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = file_in(&directory);
    filled(&path).await;
    overwrite(&path, 0, 16);
    let error = SqliteStore::open(&SqliteOptions::at(&path)).await.unwrap_err();
    assert_eq!(error.kind, StoreErrorKind::Corrupt);
}

/// Whichever page is damaged, a chat is read whole, or with an error that says so.
#[tokio::test]
async fn a_damaged_middle_never_shortens_a_chat() {
    let directory = tempfile::tempdir().unwrap();
    let whole = file_in(&directory);
    let session = filled(&whole).await;
    let pages = usize::try_from(std::fs::metadata(&whole).unwrap().len()).unwrap() / PAGE;
    assert!(pages > 40, "{pages}");
    let mut noticed = 0;
    for page in 1..pages {
        let path = directory.path().join(format!("damaged{page}.db"));
        std::fs::copy(&whole, &path).unwrap();
        overwrite(&path, page * PAGE, PAGE);
        match read(&path, &session).await {
            Ok(messages) => assert_eq!(messages, 180, "page {page}"),
            Err(error) => {
                assert_eq!(error.kind(), StoreErrorKind::Corrupt, "page {page}: {error:?}");
                noticed += 1;
            }
        }
    }
    // The rows themselves are on more than half of the pages.
    assert!(noticed > pages / 2, "{noticed} of {pages}");
}

/// A closed store with 180 messages, of which a page holds two.
async fn filled(path: &Path) -> Session {
    let store = store_at(path).await;
    let session = a_visit(&store).await;
    for _ in 0..90 {
        a_turn(&store, &session, &"long ".repeat(300)).await.unwrap();
    }
    store.close().await;
    session
}

fn overwrite(path: &Path, from: usize, length: usize) {
    let mut bytes = std::fs::read(path).unwrap();
    bytes[from..from + length].fill(0xa5);
    std::fs::write(path, bytes).unwrap();
}

async fn read(path: &Path, session: &Session) -> Result<usize, StoreError> {
    let store = SqliteStore::open(&SqliteOptions::at(path)).await?;
    let mut unit = store.begin_read(Scope::Person(session.user_id)).await?;
    let read = unit.messages().page(session.user_id, &EVERYTHING).await.map(|chat| chat.len());
    drop(unit);
    store.close().await;
    read
}
