//! Models that fail, and messages that were left without an answer.

use std::sync::Arc;

use async_trait::async_trait;
use bondhu_ports::chat_model::{
    Capability, ChatModel, ChatModelError, ChatModelErrorKind, ChatRequest, ChatStream,
};
use bondhu_testkit::scripted_chat_model::{Gate, Script, ScriptedChatModel};
use serde_json::json;

use super::stage::Stage;
use super::streaming::{in_two, resume, stream};

#[tokio::test]
async fn without_a_model_the_built_in_companion_answers() {
    for script in [
        Script::fails_at_once(ChatModelErrorKind::Unavailable),
        Script::new().fails(ChatModelErrorKind::Malformed),
        Script::new().finished(),
        Script::new().text("  \n").finished(),
        Script::new(),
    ] {
        let stage = Stage::with(|app| app.model = Arc::new(ScriptedChatModel::new([script.clone()])));
        let mitu = stage.person("mitu").await;
        let turn = stage.say(&mitu, "My cat is ill and I cannot sleep").await;
        assert_eq!(turn["provider"]["degraded"], true, "{script:?}");
        assert_ne!(turn["provider"]["name"], "scripted");
        assert!(turn["response"].as_str().unwrap().len() > 10);
        assert_eq!(stage.chat(&mitu).await.len(), 2);
    }
}

/// A model that panics as long as it is told to.
struct Panicking(ScriptedChatModel, std::sync::atomic::AtomicBool);

#[async_trait]
impl ChatModel for Panicking {
    fn provider(&self) -> &str {
        self.0.provider()
    }

    fn can(&self, capability: Capability) -> bool {
        self.0.can(capability)
    }

    async fn models(&self) -> Result<Vec<String>, ChatModelError> {
        self.0.models().await
    }

    async fn stream(&self, request: ChatRequest) -> Result<ChatStream, ChatModelError> {
        assert!(!self.1.swap(false, std::sync::atomic::Ordering::Relaxed), "the model was told to panic");
        self.0.stream(request).await
    }
}

#[tokio::test]
async fn a_panic_loses_no_message_and_the_next_look_answers_it() {
    let model = Panicking(ScriptedChatModel::saying("Here again."), true.into());
    let stage = Stage::with(|app| app.model = Arc::new(model));
    let mitu = stage.person("mitu").await;
    let send = || {
        let call = stage.post("/api/v1/chat/send").by(&mitu).header("idempotency-key", "k");
        call.json(&json!({"message": "hi"})).send()
    };
    assert_eq!(send().await.of(503).code(), "unavailable");
    assert_eq!(stage.chat(&mitu).await, ["user: hi"]);
    assert_eq!(send().await.of(200).json()["response"], "Here again.", "under the same key it is answered");
    assert_eq!(stage.chat(&mitu).await, ["user: hi", "ai: Here again."]);
}

#[tokio::test]
async fn a_failed_stream_ends_with_a_problem_and_can_be_taken_up_again() {
    let model = Panicking(ScriptedChatModel::saying("Here again."), true.into());
    let stage = Stage::with(|app| app.model = Arc::new(model));
    let mitu = stage.person("mitu").await;
    let told = stream(&stage, &mitu, "hi").await.rest().await;
    let [accepted, failed] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((failed.name.as_str(), &failed.data["code"]), ("error", &json!("unavailable")));
    let message = &accepted.data["user_message_id"];
    let told = resume(&stage, &mitu, message, Some(&failed.id)).await.rest().await;
    let names: Vec<_> = told.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["accepted", "delta", "done"], "from the beginning of the new answer");
    assert_eq!(stage.chat(&mitu).await, ["user: hi", "ai: Here again."]);
}

/// The same store in a new process, after the old one was killed in the middle of an answer.
#[tokio::test]
async fn after_a_restart_an_unanswered_message_is_answered() {
    let gate = Gate::new();
    let before = in_two(&gate);
    let mitu = before.person("mitu").await;
    let mut events = stream(&before, &mitu, "hi").await;
    let message = events.expect("accepted").await.data["user_message_id"].clone();
    let last = events.expect("delta").await.id;
    gate.reached().await;

    let store = Arc::clone(&before.app.store);
    let after = Stage::at(before.clock.clone(), 2, |app| app.store = store);
    assert_eq!(after.chat(&mitu).await, ["user: hi"]);
    let told = resume(&after, &mitu, &message, Some(&last)).await.rest().await;
    let names: Vec<_> = told.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["accepted", "delta", "done"]);
    assert!(told.iter().all(|it| it.id.split('-').next() != last.split('-').next()), "ids of another start");
    assert_eq!(after.chat(&mitu).await, ["user: hi", "ai: I am here."]);

    // The old process was not dead after all: it finds the reply and stores no second one.
    gate.open();
    let turn = events.rest().await.pop().unwrap();
    assert_eq!(turn.data["message_id"], told.last().unwrap().data["message_id"]);
    assert_eq!(after.chat(&mitu).await.len(), 2);
}

#[tokio::test]
async fn a_finished_turn_is_told_as_long_as_it_is_stored() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let turn = stage.say(&mitu, "hi").await;
    let store = Arc::clone(&stage.app.store);
    let later = Stage::at(stage.clock.clone(), 2, |app| app.store = store);
    let told = resume(&later, &mitu, &turn["user_message_id"], None).await.rest().await;
    assert_eq!(told.last().unwrap().data, turn);
    let path = format!("/api/v1/chat/stream/{}", turn["message_id"].as_str().unwrap());
    later.get(&path).by(&mitu).send().await.of(404);
    later.get("/api/v1/chat/stream/none").by(&mitu).send().await.of(404);
}
