//! Sending a message and waiting for the answer.

use std::sync::Arc;

use bondhu_ports::chat_model::Role;
use bondhu_testkit::scripted_chat_model::ScriptedChatModel;
use serde_json::{Value, json};

use super::stage::Stage;

#[tokio::test]
async fn both_sides_of_a_turn_are_stored_before_it_is_answered() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let turn = stage.say(&mitu, "  I had tea today.\n").await;
    assert_eq!(turn["response"], "I am here.");
    assert_eq!(turn["provider"], json!({"name": "scripted", "model": "script-1", "degraded": false}));
    assert_eq!((&turn["safety"], &turn["context_used"]), (&Value::Null, &json!([])));
    assert_eq!((&turn["mood_detected"], &turn["sentiment_score"]), (&json!("neutral"), &json!(0.5)));

    let history = stage.get("/api/v1/chat/history/me").by(&mitu).send().await.of(200).json();
    let [asked, reply] = history["messages"].as_array().unwrap().as_slice() else { panic!("{history}") };
    assert_eq!((&asked["id"], &reply["id"]), (&turn["user_message_id"], &turn["message_id"]));
    assert_eq!(asked["message_text"], "I had tea today.");
    assert_eq!((&asked["sender_type"], &reply["sender_type"]), (&json!("user"), &json!("ai")));
    assert_eq!((&asked["session_id"], &reply["session_id"]), (&turn["session_id"], &turn["session_id"]));
    assert_eq!(reply["created_at"], turn["timestamp"]);
    assert!(asked["created_at"].as_str() < reply["created_at"].as_str(), "even where the clock stands still");
}

#[tokio::test]
async fn messages_of_one_to_5000_characters_are_taken() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let send = async |body: Value| stage.post("/api/v1/chat/send").by(&mitu).json(&body).send().await;
    for (text, code) in [
        (String::new(), "empty"),
        (" \n\t\u{3000}".to_owned(), "empty"),
        ("x".repeat(5_001), "too_long"),
        ("ক".repeat(5_001), "too_long"),
        ("nul \0 byte".to_owned(), "nul"),
    ] {
        assert_eq!(send(json!({"message": text})).await.mistakes(), [format!("message: {code}")]);
    }
    for wrong in [json!({"message": 5}), json!({"message": null}), json!({"message": ["hi"]})] {
        assert_eq!(send(wrong).await.mistakes(), ["message: invalid"]);
    }
    assert_eq!(send(json!({})).await.mistakes(), ["message: required"]);
    assert_eq!(
        send(json!({"message": "hi", "session_id": "none"})).await.mistakes(),
        ["session_id: invalid"]
    );
    assert_eq!(
        send(json!({"message": "hi", "off_the_record": "yes"})).await.mistakes(),
        ["off_the_record: invalid"]
    );
    assert!(stage.chat(&mitu).await.is_empty(), "nothing of these was stored");

    for text in ["x", "👍🏽", &"😀".repeat(5_000), "\u{202e}right to left\u{0007}", "<script>alert(1)</script>"]
    {
        send(json!({"message": text})).await.of(200);
        assert!(stage.chat(&mitu).await.contains(&format!("user: {text}")));
    }
}

/// The model sees what was said, in order, up to the newest message.
#[tokio::test]
async fn the_model_is_shown_the_conversation() {
    let model = Arc::new(ScriptedChatModel::saying("Go on."));
    let stage = Stage::with(|app| {
        app.model = model.clone();
        app.policy.context_messages = 2;
    });
    let mitu = stage.person("mitu").await;
    for text in ["one", "two", "three"] {
        stage.say(&mitu, text).await;
    }
    let requests = model.requests();
    let lines = |index: usize| -> Vec<_> {
        requests[index].lines.iter().map(|line| (line.role, line.text.as_str())).collect()
    };
    assert_eq!(lines(0), [(Role::User, "one")]);
    assert_eq!(lines(2), [(Role::User, "two"), (Role::Assistant, "Go on."), (Role::User, "three")]);
    assert!(!requests[2].system.is_empty());
}

/// Sends of one person at the same time are all stored, each with its own reply.
#[tokio::test]
async fn many_at_once_are_all_stored_and_answered() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let turns = futures::future::join_all((0..20).map(|number| {
        let (stage, mitu) = (&stage, &mitu);
        async move { stage.say(mitu, &format!("message {number}")).await }
    }));
    let turns = turns.await;
    let chat = stage.chat(&mitu).await;
    assert_eq!(chat.len(), 40);
    assert_eq!(chat.iter().filter(|line| *line == "ai: I am here.").count(), 20);
    let sessions: std::collections::BTreeSet<_> =
        turns.iter().map(|turn| turn["session_id"].to_string()).collect();
    assert_eq!(sessions.len(), 1, "one visit");
}
