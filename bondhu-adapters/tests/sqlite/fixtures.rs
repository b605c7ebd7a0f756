//! Stores in directories of their own, and rows in them.

use std::path::{Path, PathBuf};
use std::time::Duration;

use bondhu_adapters::sqlite::{SqliteOptions, SqliteStore};
use bondhu_domain::messages::Message;
use bondhu_domain::sessions::Session;
use bondhu_ports::messages::HistoryQuery;
use bondhu_ports::store::{Scope, Store, StoreError, UnitOfWork};
use bondhu_ports::users::Credential;
use bondhu_testkit::builders::{a_message, a_session, a_user};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Executor};
use tempfile::TempDir;

pub fn file_in(directory: &TempDir) -> PathBuf {
    directory.path().join("bondhu.db")
}

/// A migrated store at `path`.
pub async fn store_at(path: &Path) -> SqliteStore {
    let store = SqliteStore::open(&SqliteOptions::at(path)).await.unwrap();
    store.migrate().await.unwrap();
    store
}

pub async fn store() -> (SqliteStore, TempDir) {
    let directory = tempfile::tempdir().unwrap();
    (store_at(&file_in(&directory)).await, directory)
}

/// As patient as a test can be with somebody who never lets go.
pub fn impatient(path: &Path) -> SqliteOptions {
    SqliteOptions { busy_timeout: Duration::from_millis(20), ..SqliteOptions::at(path) }
}

/// A connection that knows nothing of the store.
pub async fn raw(path: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(path).create_if_missing(true).connect().await.unwrap()
}

pub async fn run(path: &Path, sql: &str) {
    raw(path).await.execute(AssertSqlSafe(sql.to_owned())).await.unwrap();
}

pub async fn writing(store: &SqliteStore) -> Box<dyn UnitOfWork> {
    store.begin(Scope::System).await.unwrap()
}

pub async fn reading(store: &SqliteStore) -> Box<dyn UnitOfWork> {
    store.begin_read(Scope::System).await.unwrap()
}

/// A stored open session of a stored person.
pub async fn a_visit(store: &SqliteStore) -> Session {
    let user = a_user().build();
    let session = a_session().of(user.id).build();
    let mut unit = writing(store).await;
    unit.users().insert(&user, &Credential::PasswordHash("$plain$0$00".to_owned())).await.unwrap();
    unit.sessions().save(&session).await.unwrap();
    unit.commit().await.unwrap();
    session
}

/// Stores both sides of a turn in one unit of work.
pub async fn a_turn(store: &SqliteStore, session: &Session, text: &str) -> Result<(), StoreError> {
    let mut unit = store.begin(Scope::Person(session.user_id)).await?;
    let message = a_message().of(session).text(text).build();
    unit.messages().insert(&message).await?;
    unit.messages().insert(&a_message().replying_to(&message).text(text).build()).await?;
    unit.commit().await
}

pub const EVERYTHING: HistoryQuery = HistoryQuery { session: None, before: None, offset: 0, limit: 100_000 };

/// The whole chat, which must be as long as the store says it is.
pub async fn chat(store: &SqliteStore, session: &Session) -> Vec<Message> {
    let mut unit = reading(store).await;
    let chat = unit.messages().page(session.user_id, &EVERYTHING).await.unwrap();
    assert_eq!(unit.messages().count(session.user_id, None).await.unwrap(), chat.len() as u64);
    chat
}
