//! Rows with values that the domain does not know, as another program may leave them.

use std::error::Error;

use bondhu_adapters::postgres::PostgresStore;
use bondhu_domain::sessions::Session;
use bondhu_domain::summaries::Period;
use bondhu_ports::store::{StoreError, StoreErrorKind};
use bondhu_ports::users::Credential;
use bondhu_testkit::builders::{a_message, a_user};

use super::fixtures::{a_turn, a_visit, reading, run_as_worker, store, writing};

async fn with(sql: &str) -> (PostgresStore, Session) {
    let (store, url) = store().await;
    let session = a_visit(&store).await;
    a_turn(&store, &session, "a secret").await.unwrap();
    run_as_worker(&url, sql).await;
    (store, session)
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
    let (store, session) = with("UPDATE users SET timezone = 'Mars/Base'").await;
    let error = reading(&store).await.users().find(session.user_id).await.unwrap_err();
    assert_corrupt(&error, "Mars");
}

#[tokio::test]
async fn a_session_with_unknown_activities() {
    let (store, session) = with("UPDATE user_sessions SET activities = '{\"Mars\":1}'").await;
    let error = reading(&store).await.sessions().latest(session.user_id).await.unwrap_err();
    assert_corrupt(&error, "Mars");
}

#[tokio::test]
async fn an_unknown_achievement() {
    let unknown =
        "INSERT INTO achievements (user_id, achievement, unlocked_at) SELECT id, 'Mars', now() FROM users";
    let (store, session) = with(unknown).await;
    let error = reading(&store).await.achievements().unlocked(session.user_id).await.unwrap_err();
    assert_corrupt(&error, "Mars");
}

#[tokio::test]
async fn an_unknown_trait() {
    let unknown = "INSERT INTO personality_traits (user_id, trait, theta, variance, baseline, lean, lean_day, day) \
                   SELECT id, 'Mars', 0, 1, 0, 0, 0, 0 FROM users";
    let (store, session) = with(unknown).await;
    let error = reading(&store).await.personality().traits(session.user_id).await.unwrap_err();
    assert_corrupt(&error, "Mars");
}

#[tokio::test]
async fn a_summary_with_unknown_topics() {
    let unknown = "INSERT INTO chat_summaries (user_id, period, starts_at, ends_at, text, message_count, topics) \
                   SELECT id, 'day', now(), now(), '', 1, '{\"Mars\":1}' FROM users";
    let (store, session) = with(unknown).await;
    let mut unit = reading(&store).await;
    let error = unit.summaries().list(session.user_id, Period::Day, 1).await.unwrap_err();
    assert_corrupt(&error, "Mars");
}

/// The server's own words about a refused row quote it.
#[tokio::test]
async fn a_refused_row_is_not_told() {
    let (store, session) = with("SELECT 1").await;
    let mut unit = writing(&store).await;
    let message = a_message().of(&session).text("Mars").build();
    unit.messages().insert(&message).await.unwrap();
    let error = unit.messages().insert(&message).await.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Conflict);
    assert!(!format!("{error:?}").contains("Mars"));

    let (one, two) =
        (a_user().email("mars@base.example").build(), a_user().email("mars@base.example").build());
    let password = Credential::PasswordHash("$mars$".to_owned());
    unit.users().insert(&one, &password).await.unwrap();
    let error = unit.users().insert(&two, &password).await.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Conflict);
    assert!(!format!("{error:?}").contains("mars"), "{error:?}");
}
