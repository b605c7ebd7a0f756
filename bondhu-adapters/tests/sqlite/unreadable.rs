//! Rows with values that the domain does not know, as another program or a damaged file may leave them.

use std::error::Error;

use bondhu_adapters::sqlite::SqliteStore;
use bondhu_domain::sessions::Session;
use bondhu_domain::summaries::Period;
use bondhu_ports::store::{StoreError, StoreErrorKind};
use bondhu_testkit::builders::a_message;
use tempfile::TempDir;

use super::fixtures::{EVERYTHING, a_turn, a_visit, file_in, reading, run, store};

async fn with(sql: &str) -> (SqliteStore, Session, TempDir) {
    let (store, directory) = store().await;
    let session = a_visit(&store).await;
    a_turn(&store, &session, "a secret").await.unwrap();
    run(&file_in(&directory), sql).await;
    (store, session, directory)
}

fn assert_corrupt(error: &StoreError, secret: &str) {
    assert_eq!(error.kind(), StoreErrorKind::Corrupt);
    let mut told = vec![error.to_string()];
    let mut cause = error.source();
    while let Some(error) = cause {
        told.push(error.to_string());
        cause = error.source();
    }
    assert!(!told.concat().contains(secret), "{told:?}");
}

#[tokio::test]
async fn a_person_in_an_unknown_zone() {
    let (store, session, _directory) = with("UPDATE users SET timezone = 'Mars/Base'").await;
    let error = reading(&store).await.users().find(session.user_id).await.unwrap_err();
    assert_corrupt(&error, "Mars");
}

#[tokio::test]
async fn a_session_with_unknown_activities() {
    let (store, session, _directory) = with("UPDATE user_sessions SET activities = '{\"Mars\":1}'").await;
    let error = reading(&store).await.sessions().latest(session.user_id).await.unwrap_err();
    assert_corrupt(&error, "Mars");
}

#[tokio::test]
async fn a_message_with_an_id_that_is_none() {
    let (store, session, _directory) =
        with("UPDATE chat_messages SET id = 'Mars' WHERE sender_type = 'ai'").await;
    let error = reading(&store).await.messages().page(session.user_id, &EVERYTHING).await.unwrap_err();
    assert_corrupt(&error, "Mars");
}

#[tokio::test]
async fn an_unknown_achievement() {
    let unknown =
        "INSERT INTO achievements (user_id, achievement, unlocked_at) SELECT id, 'Mars', 0 FROM users";
    let (store, session, _directory) = with(unknown).await;
    let error = reading(&store).await.achievements().unlocked(session.user_id).await.unwrap_err();
    assert_corrupt(&error, "Mars");
}

#[tokio::test]
async fn an_unknown_trait() {
    let unknown = "INSERT INTO personality_traits (user_id, trait, theta, variance, baseline, lean, lean_day, day) \
                   SELECT id, 'Mars', 0, 1, 0, 0, 0, 0 FROM users";
    let (store, session, _directory) = with(unknown).await;
    let error = reading(&store).await.personality().traits(session.user_id).await.unwrap_err();
    assert_corrupt(&error, "Mars");
}

#[tokio::test]
async fn unreadable_topics() {
    let unknown = "INSERT INTO chat_summaries (user_id, period, starts_at, ends_at, text, message_count, topics) \
                   SELECT id, 'day', 0, 1, '', 1, 'Mars' FROM users";
    let (store, session, _directory) = with(unknown).await;
    let error = reading(&store).await.summaries().list(session.user_id, Period::Day, 1).await.unwrap_err();
    assert_corrupt(&error, "Mars");
}

/// Not the text either when a write is refused.
#[tokio::test]
async fn a_refused_message_is_not_told() {
    let (store, session, _directory) = with("SELECT 1").await;
    let mut unit = super::fixtures::writing(&store).await;
    let message = a_message().of(&session).text("Mars").build();
    unit.messages().insert(&message).await.unwrap();
    let error = unit.messages().insert(&message).await.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Conflict);
    assert!(!format!("{error:?}").contains("Mars"));
}
