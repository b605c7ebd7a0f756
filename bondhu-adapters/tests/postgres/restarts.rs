//! The server is killed or stopped under load and started again: each unit of work fails clearly or has happened, and the
//! store works on by itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use bondhu_adapters::postgres::PostgresStore;
use bondhu_domain::messages::Message;
use bondhu_domain::sessions::Session;
use bondhu_ports::store::{Scope, Store, StoreError, StoreErrorKind};
use bondhu_testkit::builders::a_message;
use bondhu_testkit::ephemeral_postgres::{Durability, EphemeralPostgres};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::fixtures::{a_turn, a_visit, chat, migrate, options};

/// How long the store may need after the server takes connections again.
const RECOVERY: Duration = Duration::from_secs(5);
const PEOPLE: usize = 8;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crash_under_load_loses_and_doubles_nothing() {
    under_load(EphemeralPostgres::crash).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_under_load_loses_and_doubles_nothing() {
    under_load(EphemeralPostgres::stop).await;
}

async fn under_load(stop: fn(&mut EphemeralPostgres)) {
    let mut server = EphemeralPostgres::start(Durability::Full);
    let url = server.database(migrate).await;
    let store = PostgresStore::connect(&options(&url)).await.unwrap();
    let written = Arc::new(AtomicU32::new(0));
    let (stopping, stopped) = watch::channel(false);
    let mut people = JoinSet::new();
    for _ in 0..PEOPLE {
        let session = a_visit(&store).await;
        let (store, written, stopped) = (store.clone(), Arc::clone(&written), stopped.clone());
        people.spawn(async move {
            let acknowledged = talk(&store, &session, &written, stopped).await;
            (session, acknowledged)
        });
    }
    for _ in 0..2 {
        more(&written, 100).await;
        tokio::task::block_in_place(|| {
            stop(&mut server);
            server.start_again();
        });
        tokio::time::timeout(RECOVERY, more(&written, 1)).await.expect("the store recovers");
    }
    more(&written, 100).await;
    stopping.send(true).unwrap();
    for (session, acknowledged) in people.join_all().await {
        let stored = chat(&store, &session).await;
        assert_eq!(stored, acknowledged, "each once, in order, and nothing else");
    }
    // Every connection that died has made room for another.
    for _ in 0..20 {
        let session = a_visit(&store).await;
        a_turn(&store, &session, "and on").await.unwrap();
    }
}

async fn more(written: &AtomicU32, by: u32) {
    let aim = written.load(Ordering::Relaxed) + by;
    while written.load(Ordering::Relaxed) < aim {
        tokio::task::yield_now().await;
    }
}

/// Writes messages one after the other as a careful client does: one whose fate is not known is sent again as it was.
async fn talk(
    store: &PostgresStore,
    session: &Session,
    written: &AtomicU32,
    stopped: watch::Receiver<bool>,
) -> Vec<Message> {
    let mut acknowledged: Vec<Message> = Vec::new();
    while !*stopped.borrow() {
        let message = a_message().of(session).build();
        loop {
            match say(store, &message).await {
                Ok(()) => break,
                Err(error) => assert!(
                    matches!(error.kind(), StoreErrorKind::Unavailable | StoreErrorKind::Busy),
                    "{error:?}"
                ),
            }
        }
        acknowledged.push(message);
        written.fetch_add(1, Ordering::Relaxed);
    }
    acknowledged
}

async fn say(store: &PostgresStore, message: &Message) -> Result<(), StoreError> {
    let mut unit = store.begin(Scope::Person(message.user_id)).await?;
    if unit.messages().find(message.user_id, message.id).await?.is_some() {
        return Ok(());
    }
    unit.messages().insert(message).await?;
    unit.commit().await
}
