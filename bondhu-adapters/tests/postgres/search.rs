//! The index of a database: made for what an older program stored, and seen by searches only.

use bondhu_adapters::postgres::{PostgresStore, SchemaState};
use bondhu_domain::messages::Sender;
use bondhu_domain::search::{Filters, Query, rank};
use bondhu_domain::sessions::Session;
use bondhu_ports::store::{Scope, Store};
use bondhu_testkit::builders::a_message;

use super::fixtures::{a_visit, run, run_as_worker, store, store_at};

/// What takes a database back to the time before there was an index.
const BEFORE: &str = "DROP TABLE chat_search; DROP FUNCTION app_search(); \
     ALTER TABLE chat_messages DROP COLUMN searchable; \
     DELETE FROM _bondhu_migrations WHERE description = 'chat search'";

#[tokio::test]
async fn what_an_older_program_stored_is_made_findable() {
    let (store, url) = store().await;
    let session = a_visit(&store).await;
    add(&store, &session, 612).await;
    store.close().await;
    run(&url, BEFORE).await;

    let store = store_at(&url).await;
    assert_eq!(store.migrate().await.unwrap(), 1);
    assert_eq!(store.schema().await.unwrap(), SchemaState::Current);
    assert_eq!(found(&store, Scope::Person(session.user_id), &session, "exam").await, 612);
    assert_eq!(found(&store, Scope::Person(session.user_id), &session, "611").await, 1);
}

#[tokio::test]
async fn an_index_that_broke_off_is_gone_on_with() {
    let (store, url) = store().await;
    let session = a_visit(&store).await;
    add(&store, &session, 20).await;
    let half = "UPDATE chat_messages SET searchable = false \
                WHERE id IN (SELECT id FROM chat_messages ORDER BY id LIMIT 10); \
                DELETE FROM chat_search AS s USING chat_messages AS m WHERE m.id = s.message_id AND NOT m.searchable";
    run_as_worker(&url, half).await;
    let person = Scope::Person(session.user_id);
    assert_eq!(found(&store, person, &session, "exam").await, 10);
    for _ in 0..2 {
        assert_eq!(store.migrate().await.unwrap(), 0);
        assert_eq!(found(&store, person, &session, "exam").await, 20);
    }
}

/// The program's own work, whose policy looks at no search, finds the same.
#[tokio::test]
async fn every_unit_of_work_finds_the_same() {
    let (store, _) = store().await;
    let (session, other) = (a_visit(&store).await, a_visit(&store).await);
    add(&store, &session, 11).await;
    add(&store, &other, 3).await;
    for (query, count) in [("exam", 11), ("1", 1), ("number 10", 1), ("nowhere", 0)] {
        for scope in [Scope::Person(session.user_id), Scope::System] {
            assert_eq!(found(&store, scope, &session, query).await, count, "{query} {scope:?}");
        }
        assert_eq!(found(&store, Scope::Person(other.user_id), &session, query).await, 0, "{query}");
    }
}

/// The newest messages are looked through one by one and the rest by way of the index; what is found does not show where
/// the one ends.
#[tokio::test]
async fn a_long_chat_is_searched_to_its_beginning() {
    let (store, _) = store().await;
    let session = a_visit(&store).await;
    add(&store, &session, 4_003).await;
    for scope in [Scope::Person(session.user_id), Scope::System] {
        for (query, count) in
            [("exam", 4_003), ("number 0", 1), ("number 1", 1), ("2", 1), ("3", 1), ("4002", 1)]
        {
            assert_eq!(found(&store, scope, &session, query).await, count, "{query} {scope:?}");
        }
        let query = Query::parse("exam").unwrap();
        let mut unit = store.begin_read(scope).await.unwrap();
        for filters in [Filters::default(), Filters { sender: Some(Sender::User), ..Filters::default() }] {
            for limit in [4_001, 10] {
                let search = unit.message_search();
                let newest = search.candidates(session.user_id, &query, &filters, limit).await.unwrap();
                assert_eq!(newest.len(), limit as usize);
                assert_eq!(newest[0].text, "exam number 4002");
                assert!(newest.windows(2).all(|pair| pair[0].id > pair[1].id));
            }
        }
    }
}

async fn add(store: &PostgresStore, session: &Session, count: usize) {
    let mut unit = store.begin(Scope::Person(session.user_id)).await.unwrap();
    for number in 0..count {
        let message = a_message().of(session).text(&format!("exam number {number}")).build();
        unit.messages().insert(&message).await.unwrap();
    }
    unit.commit().await.unwrap();
}

async fn found(store: &PostgresStore, scope: Scope, session: &Session, query: &str) -> usize {
    let query = Query::parse(query).unwrap();
    let mut unit = store.begin_read(scope).await.unwrap();
    let candidates =
        unit.message_search().candidates(session.user_id, &query, &Filters::default(), 10_000).await.unwrap();
    assert!(candidates.windows(2).all(|pair| pair[0].id > pair[1].id), "not newest first");
    rank(&query, &candidates).len()
}
