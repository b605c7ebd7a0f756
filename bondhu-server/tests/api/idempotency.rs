//! A repeated request with the same key has no second effect.

use std::sync::Arc;
use std::time::Duration;

use bondhu_testkit::scripted_chat_model::{Gate, Script, ScriptedChatModel};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::call::{Answer, Person};
use super::stage::Stage;

async fn send(stage: &Stage, person: &Person, key: &str, body: Value) -> Answer {
    let call = stage.post("/api/v1/chat/send").by(person).header("idempotency-key", key);
    call.json(&body).send().await
}

#[tokio::test]
async fn the_same_key_gives_the_same_answer() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let first = send(&stage, &mitu, "k", json!({"message": "hi"})).await.of(200);
    assert_eq!(first.header("idempotent-replayed"), None);
    stage.clock.advance(Duration::from_hours(23));
    let again = send(&stage, &mitu, "k", json!({"message": "hi"})).await.of(200);
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!(again.text(), first.text());
    assert_eq!(stage.chat(&mitu).await.len(), 2);

    let other = send(&stage, &mitu, "k", json!({"message": "hello"})).await;
    assert_eq!(other.mistakes(), ["Idempotency-Key: reused"]);
    stage.clock.advance(Duration::from_hours(1));
    let anew = send(&stage, &mitu, "k", json!({"message": "hello"})).await.of(200);
    assert_eq!(anew.header("idempotent-replayed"), None, "a day later the key is free");
    assert_eq!(stage.chat(&mitu).await.len(), 4);
}

#[tokio::test]
async fn a_key_is_1_to_128_visible_ascii_characters() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    for key in ["", "two words", "tab\there", &"x".repeat(129)] {
        for path in ["/api/v1/chat/send", "/api/v1/chat/stream", "/api/v1/sessions/start"] {
            let call = stage.post(path).by(&mitu).header("idempotency-key", key);
            let refused = call.json(&json!({"message": "hi"})).send().await;
            assert_eq!(refused.mistakes(), ["Idempotency-Key: invalid"], "{key:?}");
        }
    }
    assert!(stage.chat(&mitu).await.is_empty());
    send(&stage, &mitu, &"~!".repeat(64), json!({"message": "hi"})).await.of(200);
}

/// A client that lost its connection may ask for the whole answer of what it first streamed.
#[tokio::test]
async fn streamed_and_whole_are_one_request() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let body = json!({"message": "hi"});
    let stream = || stage.post("/api/v1/chat/stream").by(&mitu).header("idempotency-key", "k").json(&body);
    let told = stream().listen().await.rest().await;
    let whole = send(&stage, &mitu, "k", body.clone()).await.of(200);
    assert_eq!(told.last().unwrap().data, whole.json());
    let answer = stream().open().await;
    assert_eq!(answer.headers()["idempotent-replayed"], "true");
    let again = super::events::Events::new(answer.into_body()).rest().await;
    assert_eq!(again.last().unwrap().data, whole.json());
    assert_eq!(stage.chat(&mitu).await.len(), 2);
}

#[tokio::test]
async fn a_second_request_waits_for_the_first() {
    let gate = Gate::new();
    let model = Arc::new(ScriptedChatModel::new([Script::new().wait(&gate).text("At last.").finished()]));
    let stage = Arc::new(Stage::with(|app| app.model = model.clone()));
    let mitu = stage.person("mitu").await;
    let sending = || {
        let (stage, mitu) = (Arc::clone(&stage), mitu.clone());
        async move { send(&stage, &mitu, "k", json!({"message": "hi"})).await.of(200) }
    };
    let mut first = JoinSet::new();
    first.spawn(sending());
    gate.reached().await;
    let mut second = Box::pin(sending());
    assert!(futures::poll!(&mut second).is_pending());
    gate.open();
    let (first, second) = (first.join_next().await.unwrap().unwrap(), second.await);
    assert_eq!(first.text(), second.text());
    assert_eq!(
        (first.header("idempotent-replayed"), second.header("idempotent-replayed")),
        (None, Some("true"))
    );
    assert_eq!(model.requests().len(), 1, "the model was asked once");
    assert_eq!(stage.chat(&mitu).await.len(), 2);
}

#[tokio::test]
async fn fifty_at_once_are_one() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let sends = (0..50).map(|_| send(&stage, &mitu, "k", json!({"message": "hi"})));
    let answers = futures::future::join_all(sends).await;
    let first = answers.iter().filter(|answer| answer.header("idempotent-replayed").is_none()).count();
    assert_eq!(first, 1);
    assert!(answers.iter().all(|answer| answer.status == 200 && answer.body == answers[0].body));
    assert_eq!(stage.chat(&mitu).await.len(), 2);
}

#[tokio::test]
async fn other_posts_are_kept_too() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let session = stage.post("/api/v1/sessions/start").by(&mitu).send().await.of(201).json();
    let body = json!({"session_id": session["session_id"], "activity_type": "game"});
    let play = |body: &Value| {
        let call = stage.post("/api/v1/sessions/activity").by(&mitu).header("idempotency-key", "game-1");
        call.json(body).send()
    };
    let first = play(&body).await.of(200);
    let again = play(&body).await.of(200);
    assert_eq!((first.text(), again.header("idempotent-replayed")), (again.text(), Some("true")));
    assert_eq!(first.header("content-type"), again.header("content-type"));
    assert_eq!(again.json()["activities"][0]["count"], 1);
    let other = json!({"session_id": session["session_id"], "activity_type": "music"});
    assert_eq!(play(&other).await.mistakes(), ["Idempotency-Key: reused"]);
    assert_eq!(
        send(&stage, &mitu, "game-1", json!({"message": "hi"})).await.mistakes(),
        ["Idempotency-Key: reused"],
        "keys are one space"
    );

    // A refusal is an answer as well.
    let wrong = || {
        let call = stage.post("/api/v1/sessions/activity").by(&mitu).header("idempotency-key", "game-2");
        call.json(&json!({"session_id": session["session_id"], "activity_type": "chess"})).send()
    };
    let refused = wrong().await;
    assert_eq!(refused.mistakes(), ["activity_type: unknown"]);
    let again = wrong().await;
    assert_eq!((again.text(), again.header("idempotent-replayed")), (refused.text(), Some("true")));
}
