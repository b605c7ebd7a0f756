//! The answer as it is written.

use std::sync::Arc;

use bondhu_testkit::scripted_chat_model::{Gate, Script, ScriptedChatModel};
use serde_json::{Value, json};

use super::call::Person;
use super::events::Events;
use super::stage::Stage;

pub async fn stream(stage: &Stage, person: &Person, text: &str) -> Events {
    stage.post("/api/v1/chat/stream").by(person).json(&json!({ "message": text })).listen().await
}

pub async fn resume(stage: &Stage, person: &Person, message: &Value, last: Option<&str>) -> Events {
    let path = format!("/api/v1/chat/stream/{}", message.as_str().unwrap());
    let call = stage.get(&path).by(person);
    let call = if let Some(last) = last { call.header("last-event-id", last) } else { call };
    call.listen().await
}

/// A stage whose model says two pieces and waits between them.
pub fn in_two(gate: &Gate) -> Stage {
    let script = Script::new().text("I am ").wait(gate).text("here.").finished();
    Stage::with(|app| app.model = Arc::new(ScriptedChatModel::new([script])))
}

#[tokio::test]
async fn pieces_come_as_the_model_gives_them_and_then_the_turn() {
    let gate = Gate::new();
    let stage = in_two(&gate);
    let mitu = stage.person("mitu").await;
    let mut events = stream(&stage, &mitu, "hi").await;
    let accepted = events.expect("accepted").await;
    assert_eq!(stage.chat(&mitu).await, ["user: hi"], "stored before it is accepted");
    assert_eq!(events.expect("delta").await.data, json!({"text": "I am "}));
    assert_eq!(stage.chat(&mitu).await, ["user: hi"]);
    gate.open();
    assert_eq!(events.expect("delta").await.data, json!({"text": "here."}));
    let done = events.expect("done").await;
    assert_eq!(done.data["response"], "I am here.");
    assert_eq!(done.data["user_message_id"], accepted.data["user_message_id"]);
    assert_eq!(done.data["session_id"], accepted.data["session_id"]);
    assert_eq!(events.next().await, None, "nothing follows");
    assert_eq!(stage.chat(&mitu).await, ["user: hi", "ai: I am here."]);
}

#[tokio::test]
async fn ids_differ_and_rise() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let told = stream(&stage, &mitu, "hi").await.rest().await;
    let number = |id: &str| id.rsplit_once('-').unwrap().1.parse::<u64>().unwrap();
    let numbers: Vec<_> = told.iter().map(|it| number(&it.id)).collect();
    assert_eq!(numbers, (1..=told.len() as u64).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_broken_stream_goes_on_after_the_last_event_seen() {
    let gate = Gate::new();
    let stage = in_two(&gate);
    let mitu = stage.person("mitu").await;
    let mut events = stream(&stage, &mitu, "hi").await;
    let message = events.expect("accepted").await.data["user_message_id"].clone();
    let delta = events.expect("delta").await;
    drop(events);

    let mut resumed = resume(&stage, &mitu, &message, Some(&delta.id)).await;
    gate.open();
    assert_eq!(resumed.expect("delta").await.data["text"], "here.");
    let done = resumed.expect("done").await;
    assert_eq!(done.data["response"], "I am here.");

    let names = |told: Vec<super::events::Told>| told.into_iter().map(|it| it.name).collect::<Vec<_>>();
    let from_start = resume(&stage, &mitu, &message, None).await.rest().await;
    assert_eq!(names(from_start), ["accepted", "delta", "delta", "done"]);
    let other_start = resume(&stage, &mitu, &message, Some("deadbeef-2")).await.rest().await;
    assert_eq!(
        names(other_start),
        ["accepted", "delta", "delta", "done"],
        "another server's ids say nothing"
    );
    let nonsense = resume(&stage, &mitu, &message, Some("-")).await.rest().await;
    assert_eq!(nonsense.last().unwrap().data, done.data);
    let seen_all = resume(&stage, &mitu, &message, Some(&done.id)).await.rest().await;
    assert_eq!(seen_all.last().unwrap().data, done.data, "asking again is never answered with nothing");
}

#[tokio::test]
async fn a_client_that_leaves_does_not_stop_the_turn() {
    let gate = Gate::new();
    let stage = in_two(&gate);
    let mitu = stage.person("mitu").await;
    let mut events = stream(&stage, &mitu, "hi").await;
    let message = events.expect("accepted").await.data["user_message_id"].clone();
    drop(events);
    gate.reached().await;
    let mut other_device = resume(&stage, &mitu, &message, None).await;
    other_device.expect("accepted").await;
    drop(other_device);
    gate.open();
    let done = resume(&stage, &mitu, &message, None).await.rest().await;
    assert_eq!(done.last().unwrap().data["response"], "I am here.");
    assert_eq!(stage.chat(&mitu).await, ["user: hi", "ai: I am here."]);
}

/// A request that is dropped while it waits for the whole answer.
#[tokio::test]
async fn a_sender_who_hangs_up_is_answered_all_the_same() {
    let gate = Gate::new();
    let stage = in_two(&gate);
    let mitu = stage.person("mitu").await;
    let mut live = stage.get("/api/v1/events").by(&mitu).listen().await;
    let sending = stage.post("/api/v1/chat/send").by(&mitu).json(&json!({"message": "hi"})).send();
    tokio::select! {
        _ = sending => panic!("the gate is closed"),
        () = gate.reached() => {}
    }
    gate.open();
    loop {
        let told = live.next().await.unwrap();
        if told.name == "message" && told.data["sender_type"] == "ai" {
            break;
        }
    }
    assert_eq!(stage.chat(&mitu).await, ["user: hi", "ai: I am here."]);
}
