//! Rows that scenarios begin with.

use std::sync::Arc;

use bondhu_domain::ids::{TaskId, UserId};
use bondhu_domain::messages::Message;
use bondhu_domain::sessions::Session;
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::User;
use bondhu_ports::job_outbox::Job;
use bondhu_ports::job_queue::Work;
use bondhu_ports::store::{Scope, Store, StoreError, StoreErrorKind, UnitOfWork};
use bondhu_ports::users::Credential;

use crate::builders::{a_message, a_session, a_user};
use crate::manual_clock::ManualClock;

/// The instant `micros` after the start of all tests' time.
pub(super) fn at(micros: i64) -> Timestamp {
    Timestamp::from_micros(ManualClock::START.as_micros() + micros)
}

/// A unit of work of the program itself.
pub(super) async fn system(store: &Arc<dyn Store>) -> Box<dyn UnitOfWork> {
    store.begin(Scope::System).await.unwrap()
}

/// A unit of work for one person.
pub(super) async fn of(store: &Arc<dyn Store>, person: UserId) -> Box<dyn UnitOfWork> {
    store.begin(Scope::Person(person)).await.unwrap()
}

/// A password's hash as a credential.
pub(super) fn password() -> Credential {
    Credential::PasswordHash("$plain$0$00".to_owned())
}

/// Stores `user` with a password.
pub(super) async fn add_person(store: &Arc<dyn Store>, user: &User) {
    let mut unit = system(store).await;
    unit.users().insert(user, &password()).await.unwrap();
    unit.commit().await.unwrap();
}

/// A stored person.
pub(super) async fn a_person(store: &Arc<dyn Store>) -> User {
    let user = a_user().build();
    add_person(store, &user).await;
    user
}

/// Stores a session.
pub(super) async fn add_session(store: &Arc<dyn Store>, session: &Session) {
    let mut unit = of(store, session.user_id).await;
    unit.sessions().save(session).await.unwrap();
    unit.commit().await.unwrap();
}

/// A stored open session of a stored person.
pub(super) async fn a_visit(store: &Arc<dyn Store>) -> Session {
    let user = a_person(store).await;
    let session = a_session().of(user.id).build();
    add_session(store, &session).await;
    session
}

/// Stores a message.
pub(super) async fn add_message(store: &Arc<dyn Store>, message: &Message) {
    let mut unit = of(store, message.user_id).await;
    unit.messages().insert(message).await.unwrap();
    unit.commit().await.unwrap();
}

/// A stored message with this text.
pub(super) async fn said(store: &Arc<dyn Store>, session: &Session, text: &str) -> Message {
    let message = a_message().of(session).text(text).build();
    add_message(store, &message).await;
    message
}

/// Work of the program itself.
pub(super) fn a_job(serial: u8) -> Job {
    Job::new(TaskId::new(at(0), [serial; 10]), Work::CloseIdleSessions, at(0))
}

/// The kind of a failure.
pub(super) fn kind<T>(result: Result<T, StoreError>) -> Option<StoreErrorKind> {
    result.err().map(|error| error.kind())
}
