//! Callers that go away in the middle.

use std::pin::pin;
use std::time::Duration;

use bondhu_adapters::postgres::PostgresStore;
use bondhu_domain::achievements::Achievement;
use bondhu_ports::store::{Scope, Store};
use bondhu_testkit::builders::a_message;
use futures::poll;
use sqlx::Executor;

use super::fixtures::{a_turn, a_visit, chat, database, options, raw, store, store_at, writing};

/// A dropped commit has either happened whole or not at all, and the next unit of work is a fresh one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dropped_commit_is_whole_or_nothing() {
    let (store, _) = store().await;
    let session = a_visit(&store).await;
    let mut stored = 0;
    for polls in 0..40 {
        let mut unit = writing(&store).await;
        let message = a_message().of(&session).build();
        unit.messages().insert(&message).await.unwrap();
        unit.messages().insert(&a_message().replying_to(&message).build()).await.unwrap();
        {
            let mut commit = pin!(unit.commit());
            for _ in 0..polls % 4 {
                if poll!(commit.as_mut()).is_ready() {
                    break;
                }
                tokio::task::yield_now().await;
            }
        }
        let mut next = writing(&store).await;
        let now = next.messages().count(session.user_id, None).await.unwrap();
        assert!(now == stored || now == stored + 2, "{stored} to {now}");
        next.commit().await.unwrap();
        stored = now;
        assert_eq!(chat(&store, &session).await.len() as u64, stored);
    }
    a_turn(&store, &session, "still here").await.unwrap();
}

/// Nobody knows whether the call took effect, so what else the unit did must not be kept without it.
#[tokio::test]
async fn a_unit_with_a_dropped_call_cannot_be_committed() {
    let (store, url) = store().await;
    let session = a_visit(&store).await;
    let mut holder = raw(&url).await;
    holder.execute("BEGIN; LOCK TABLE achievements").await.unwrap();
    let mut unit = writing(&store).await;
    unit.messages().insert(&a_message().of(&session).build()).await.unwrap();
    {
        let mut call =
            pin!(unit.achievements().unlock(session.user_id, Achievement::FirstChat, session.started_at));
        assert!(poll!(call.as_mut()).is_pending());
    }
    holder.execute("ROLLBACK").await.unwrap();
    assert!(unit.messages().newest_at(session.user_id).await.is_err());
    assert!(unit.commit().await.is_err());
    assert_eq!(chat(&store, &session).await, []);
    a_turn(&store, &session, "the next one is fresh").await.unwrap();
}

/// The driver does not know of a transaction whose beginning was dropped: it would stay open in the pool, with its locks,
/// its role and its person.
#[tokio::test]
async fn a_dropped_beginning_leaves_nothing_open() {
    let url = database().await;
    let mut options = options(&url);
    // Or the server would end by itself what was left open.
    options.idle_timeout = Duration::from_mins(10);
    let store = PostgresStore::connect(&options).await.unwrap();
    let (session, other) = (a_visit(&store).await, a_visit(&store).await);
    let mut holder = raw(&url).await;
    holder.execute("BEGIN; SELECT pg_advisory_xact_lock(1651469924, 26741)").await.unwrap();
    for scope in [Scope::System, Scope::Person(session.user_id)] {
        for polls in 0..4 {
            let mut beginning = pin!(store.begin(scope));
            for _ in 0..polls {
                assert!(poll!(beginning.as_mut()).is_pending());
                tokio::task::yield_now().await;
            }
        }
        // Sent, and waiting in the server.
        let mut beginning = pin!(store.begin(scope));
        let waiting = "SELECT count(*) > 0 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted \
                       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        let mut watcher = raw(&url).await;
        loop {
            assert!(poll!(beginning.as_mut()).is_pending());
            if sqlx::query_scalar(waiting).fetch_one(&mut watcher).await.unwrap() {
                break;
            }
        }
    }
    holder.execute("ROLLBACK").await.unwrap();
    // Another process finds every lock free, and this one its connections clean.
    let another = store_at(&url).await;
    drop(another.begin(Scope::System).await.unwrap());
    for session in [&session, &other] {
        a_turn(&another, session, "hello").await.unwrap();
        a_turn(&store, session, "hello").await.unwrap();
        assert_eq!(chat(&store, session).await.len(), 4);
    }
    drop(store.begin(Scope::System).await.unwrap());
    store.close().await;
    let open = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' \
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    another.close().await;
    // The server ends a connection a moment after its client has.
    let mut left: i64 = i64::MAX;
    for _ in 0..10_000 {
        left = sqlx::query_scalar(open).fetch_one(&mut holder).await.unwrap();
        if left == 0 {
            break;
        }
    }
    assert_eq!(left, 0);
}
