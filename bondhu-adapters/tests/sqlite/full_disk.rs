//! No room left: a turn is stored whole or not at all, and the store works on when there is room again.

use bondhu_adapters::sqlite::{SqliteOptions, SqliteStore};
use bondhu_domain::sessions::Session;
use bondhu_ports::store::{Store, StoreErrorKind};
use bondhu_testkit::builders::a_message;
use tempfile::TempDir;

use super::fixtures::{a_turn, a_visit, chat, file_in, store, store_at, writing};

/// A store with room for only a few more messages, and somebody in it.
async fn cramped() -> (SqliteStore, Session, TempDir) {
    let (store, directory) = store().await;
    let session = a_visit(&store).await;
    store.close().await;
    let path = file_in(&directory);
    let pages = std::fs::metadata(&path).unwrap().len() / 4_096;
    let max_pages = Some(u32::try_from(pages).unwrap() + 7);
    let store = SqliteStore::open(&SqliteOptions { max_pages, ..SqliteOptions::at(path) }).await.unwrap();
    (store, session, directory)
}

#[tokio::test]
async fn no_half_turn_is_left() {
    let (store, session, directory) = cramped().await;
    let mut turns = 0;
    let error = loop {
        match a_turn(&store, &session, &"long ".repeat(300)).await {
            Ok(()) => turns += 1,
            Err(error) => break error,
        }
    };
    assert_eq!(error.kind(), StoreErrorKind::Full);
    assert!(turns > 0);
    for attempt in 0..3 {
        assert_eq!(chat(&store, &session).await.len(), 2 * turns, "attempt {attempt}");
        let error = a_turn(&store, &session, &"long ".repeat(300)).await.unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Full, "attempt {attempt}");
    }
    store.close().await;

    let roomy = store_at(&file_in(&directory)).await;
    a_turn(&roomy, &session, "room again").await.unwrap();
    assert_eq!(chat(&roomy, &session).await.len(), 2 * turns + 2);
}

/// SQLite gives the transaction up when it finds no room. A caller that goes on all the same would store the rest of
/// its work without the beginning.
#[tokio::test]
async fn nothing_is_stored_by_a_unit_that_met_the_end_of_the_disk() {
    let (store, session, _directory) = cramped().await;
    let mut unit = writing(&store).await;
    unit.messages().insert(&a_message().of(&session).text("first").build()).await.unwrap();
    let huge = a_message().of(&session).text(&"huge ".repeat(20_000)).build();
    let error = unit.messages().insert(&huge).await.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Full);
    let small = a_message().of(&session).text("last").build();
    assert_eq!(unit.messages().insert(&small).await.unwrap_err().kind(), StoreErrorKind::Full);
    assert_eq!(unit.commit().await.unwrap_err().kind(), StoreErrorKind::Full);
    assert_eq!(chat(&store, &session).await, []);

    a_turn(&store, &session, "short").await.unwrap();
    assert_eq!(chat(&store, &session).await.len(), 2);
    store.check().await.unwrap();
}
