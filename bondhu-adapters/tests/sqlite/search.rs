//! The index of a file: made for what an older program stored, and without what was deleted.

use std::path::Path;

use bondhu_adapters::sqlite::{SchemaState, SqliteStore};
use bondhu_domain::search::{Filters, Query, rank};
use bondhu_domain::sessions::Session;
use bondhu_ports::store::Store;
use bondhu_testkit::builders::a_message;
use sqlx::Executor;

use super::fixtures::{a_visit, file_in, raw, reading, run, store, store_at, writing};

/// What takes a file back to the time before there was an index.
const BEFORE: &str = "DROP TRIGGER chat_search_forget; DROP TABLE chat_search; DROP INDEX chat_messages_searched; \
     DROP INDEX chat_messages_unsearched; ALTER TABLE chat_messages DROP COLUMN search_number; \
     DELETE FROM _bondhu_migrations WHERE description = 'chat search'";

#[tokio::test]
async fn what_an_older_program_stored_is_made_findable() {
    let (store, directory) = store().await;
    let session = a_visit(&store).await;
    add(&store, &session, 1_234).await;
    store.close().await;
    let path = file_in(&directory);
    run(&path, BEFORE).await;

    let store = store_at(&path).await;
    assert_eq!(store.schema().await.unwrap(), SchemaState::Current);
    assert_eq!(found(&store, &session, "exam").await, 1_234);
    assert_eq!(found(&store, &session, "1233").await, 1);
    // What is stored from now on stands in its place among them.
    add(&store, &session, 3).await;
    assert_eq!(found(&store, &session, "exam").await, 1_237);
}

#[tokio::test]
async fn an_index_that_broke_off_is_gone_on_with() {
    let (store, directory) = store().await;
    let session = a_visit(&store).await;
    add(&store, &session, 20).await;
    let path = file_in(&directory);
    let half = "CREATE TABLE rest AS SELECT id, search_number FROM chat_messages ORDER BY id LIMIT 10; \
                DELETE FROM chat_search WHERE rowid IN (SELECT search_number FROM rest); \
                UPDATE chat_messages SET search_number = NULL WHERE id IN (SELECT id FROM rest); DROP TABLE rest";
    run(&path, half).await;
    assert_eq!(found(&store, &session, "exam").await, 10);
    assert_eq!(store.migrate().await.unwrap(), 0);
    assert_eq!(found(&store, &session, "exam").await, 20);
    assert_eq!(store.migrate().await.unwrap(), 0);
    assert_eq!(found(&store, &session, "exam").await, 20);
}

/// An index gives its texts away nearly as well as the texts do.
#[tokio::test]
async fn nothing_of_a_removed_person_stays_in_the_index() {
    let (store, directory) = store().await;
    let (session, other) = (a_visit(&store).await, a_visit(&store).await);
    for _ in 0..30 {
        add(&store, &session, 1).await;
        add(&store, &other, 1).await;
    }
    let path = file_in(&directory);
    assert!(tokens_of(&path, &session).await > 5);
    let of_other = tokens_of(&path, &other).await;

    let mut unit = writing(&store).await;
    assert!(unit.users().delete(session.user_id).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(tokens_of(&path, &session).await, 0);
    assert_eq!(tokens_of(&path, &other).await, of_other);
    assert_eq!(found(&store, &other, "exam").await, 30);
}

/// How many different tokens of a person are in the index, whether or not they lead to a message.
async fn tokens_of(path: &Path, session: &Session) -> i64 {
    let mut connection = raw(path).await;
    connection
        .execute("CREATE VIRTUAL TABLE temp.held USING fts5vocab(main, chat_search, row)")
        .await
        .unwrap();
    let mark = session.user_id.to_string()[26..].to_owned();
    let count =
        sqlx::query_scalar("SELECT count(*) FROM temp.held WHERE substr(term, 1, 10) = ?1").bind(mark);
    count.fetch_one(&mut connection).await.unwrap()
}

#[tokio::test]
async fn the_index_is_sound_after_everything() {
    let (store, directory) = store().await;
    let session = a_visit(&store).await;
    for size in [1, 1, 40, 1] {
        add(&store, &session, size).await;
    }
    let mut unit = writing(&store).await;
    unit.users().delete(session.user_id).await.unwrap();
    unit.commit().await.unwrap();
    run(&file_in(&directory), "INSERT INTO chat_search (chat_search) VALUES ('integrity-check')").await;
    store.check().await.unwrap();
}

/// The index refers to messages by numbers that must mean the same in a copy, gaps and all.
#[tokio::test]
async fn a_backup_finds_what_the_file_finds() {
    let (store, directory) = store().await;
    let (session, gone) = (a_visit(&store).await, a_visit(&store).await);
    for person in [&gone, &session, &gone, &session, &gone] {
        add(&store, person, 7).await;
    }
    let mut unit = writing(&store).await;
    unit.users().delete(gone.user_id).await.unwrap();
    unit.commit().await.unwrap();

    let copy = directory.path().join("copy.db");
    store.back_up(&copy).await.unwrap();
    run(&copy, "INSERT INTO chat_search (chat_search) VALUES ('integrity-check')").await;
    assert_eq!(tokens_of(&copy, &session).await, tokens_of(&file_in(&directory), &session).await);
    let copy = store_at(&copy).await;
    assert_eq!(found(&copy, &session, "exam").await, 14);
    add(&copy, &session, 1).await;
    assert_eq!(found(&copy, &session, "exam").await, 15);
}

async fn add(store: &SqliteStore, session: &Session, count: usize) {
    let mut unit = writing(store).await;
    for number in 0..count {
        let message = a_message().of(session).text(&format!("exam number {number}")).build();
        unit.messages().insert(&message).await.unwrap();
    }
    unit.commit().await.unwrap();
}

async fn found(store: &SqliteStore, session: &Session, query: &str) -> usize {
    let query = Query::parse(query).unwrap();
    let mut unit = reading(store).await;
    let candidates =
        unit.message_search().candidates(session.user_id, &query, &Filters::default(), 10_000).await.unwrap();
    assert!(candidates.windows(2).all(|pair| pair[0].id > pair[1].id), "not newest first");
    rank(&query, &candidates).len()
}
