//! Stores in databases of their own, and rows in them.

use std::time::Duration;

use bondhu_adapters::postgres::{PostgresOptions, PostgresStore};
use bondhu_domain::messages::Message;
use bondhu_domain::sessions::Session;
use bondhu_ports::messages::HistoryQuery;
use bondhu_ports::store::{Scope, Store, StoreError, UnitOfWork};
use bondhu_ports::users::Credential;
use bondhu_testkit::builders::{a_message, a_session, a_user};
use bondhu_testkit::ephemeral_postgres::EphemeralPostgres;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Executor};

pub async fn server() -> &'static EphemeralPostgres {
    EphemeralPostgres::shared().await
}

/// A migrated database.
pub async fn database() -> String {
    server().await.database(migrate).await
}

pub async fn migrate(url: String) {
    let store = store_at(&url).await;
    store.migrate().await.unwrap();
    store.close().await;
}

/// As many connections as a test needs, so that the server has enough for all tests.
pub fn options(url: &str) -> PostgresOptions {
    let mut options = PostgresOptions::at(url).unwrap();
    options.max_connections = 12;
    options.busy_timeout = Duration::from_secs(20);
    options
}

/// A store whose schema is left as it is.
pub async fn store_at(url: &str) -> PostgresStore {
    PostgresStore::connect(&options(url)).await.unwrap()
}

/// A migrated store, and its database.
pub async fn store() -> (PostgresStore, String) {
    let url = database().await;
    (store_at(&url).await, url)
}

/// As patient as a test can be with somebody who never lets go.
pub fn impatient(url: &str) -> PostgresOptions {
    let mut options = options(url);
    options.busy_timeout = Duration::from_millis(50);
    options
}

/// A connection that knows nothing of the store.
pub async fn raw(url: &str) -> PgConnection {
    url.parse::<PgConnectOptions>().unwrap().connect().await.unwrap()
}

pub async fn run(url: &str, sql: &str) {
    raw(url).await.execute(AssertSqlSafe(sql.to_owned())).await.unwrap();
}

/// Runs statements as the program's own work does, which row-level security lets through.
pub async fn run_as_worker(url: &str, sql: &str) {
    run(url, &format!("SET ROLE bondhu_worker; {sql}")).await;
}

pub async fn writing(store: &PostgresStore) -> Box<dyn UnitOfWork> {
    store.begin(Scope::System).await.unwrap()
}

pub async fn reading(store: &PostgresStore) -> Box<dyn UnitOfWork> {
    store.begin_read(Scope::System).await.unwrap()
}

/// A stored open session of a stored person.
pub async fn a_visit(store: &PostgresStore) -> Session {
    let user = a_user().build();
    let session = a_session().of(user.id).build();
    let mut unit = writing(store).await;
    unit.users().insert(&user, &Credential::PasswordHash("$plain$0$00".to_owned())).await.unwrap();
    unit.sessions().save(&session).await.unwrap();
    unit.commit().await.unwrap();
    session
}

/// Stores both sides of a turn in one unit of work.
pub async fn a_turn(store: &PostgresStore, session: &Session, text: &str) -> Result<(), StoreError> {
    let mut unit = store.begin(Scope::Person(session.user_id)).await?;
    let message = a_message().of(session).text(text).build();
    unit.messages().insert(&message).await?;
    unit.messages().insert(&a_message().replying_to(&message).text(text).build()).await?;
    unit.commit().await
}

pub const EVERYTHING: HistoryQuery = HistoryQuery { session: None, before: None, offset: 0, limit: 100_000 };

/// The whole chat, which must be as long as the store says it is.
pub async fn chat(store: &PostgresStore, session: &Session) -> Vec<Message> {
    let mut unit = store.begin_read(Scope::Person(session.user_id)).await.unwrap();
    let chat = unit.messages().page(session.user_id, &EVERYTHING).await.unwrap();
    assert_eq!(unit.messages().count(session.user_id, None).await.unwrap(), chat.len() as u64);
    chat
}
