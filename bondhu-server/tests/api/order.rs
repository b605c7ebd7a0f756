//! Replies come in the order of what they answer, and slow models stand in nobody's way.

use std::sync::Arc;

use bondhu_adapters::memory::turn_feed::{MemoryTurnFeed, MemoryTurnFeedConfig};
use bondhu_adapters::sqlite::{SqliteOptions, SqliteStore};
use bondhu_domain::ids::MessageId;
use bondhu_domain::messages::MessageText;
use bondhu_ports::chat_model::{ChatModelErrorKind, Role};
use bondhu_ports::turn_feed::TurnFeed;
use bondhu_server::app::NewMessage;
use bondhu_testkit::manual_clock::ManualClock;
use bondhu_testkit::scripted_chat_model::{Gate, Script, ScriptedChatModel};
use futures::FutureExt;
use futures::future::ready;
use serde_json::{Value, json};

use super::call::Person;
use super::stage::Stage;
use super::streaming::stream;

/// A model that answers `first` when the gate is opened, then `second`.
fn slow_then_quick(gate: &Gate) -> Arc<ScriptedChatModel> {
    let slow = Script::new().wait(gate).text("first").finished();
    Arc::new(ScriptedChatModel::new([slow, Script::says("second")]))
}

/// A message that is stored and whose answer is taken on, and not begun.
pub async fn taken_in(stage: &Stage, person: &Person, text: &str) -> MessageId {
    let text = MessageText::new(text).unwrap();
    let message = NewMessage { text, off_the_record: false, idempotency: None };
    let accepted = stage.app.send_message(person.id.parse().unwrap(), message).await.unwrap();
    assert!(accepted.taken_on);
    accepted.user_message_id
}

async fn wait_for_reply(stage: &Stage, person: &Person, message: &Value) -> Value {
    let path = format!("/api/v1/chat/stream/{}", message.as_str().unwrap());
    stage.get(&path).by(person).listen().await.rest().await.pop().unwrap().data
}

#[tokio::test]
async fn a_message_waits_for_the_reply_to_the_one_before() {
    let gate = Gate::new();
    let model = slow_then_quick(&gate);
    let asked = Arc::clone(&model);
    let stage = Stage::with(|app| app.model = model);
    let mitu = stage.person("mitu").await;
    stream(&stage, &mitu, "one").await.expect("accepted").await;
    gate.reached().await;
    let two = stream(&stage, &mitu, "two").await.expect("accepted").await.data["user_message_id"].clone();
    assert_eq!(stage.chat(&mitu).await, ["user: one", "user: two"], "both are stored at once");
    assert_eq!(asked.requests().len(), 1);
    gate.open();
    wait_for_reply(&stage, &mitu, &two).await;
    assert_eq!(stage.chat(&mitu).await, ["user: one", "user: two", "ai: first", "ai: second"]);
    let shown: Vec<_> = asked.requests()[1].lines.iter().map(|it| (it.role, it.text.clone())).collect();
    let line = |role, text: &str| (role, text.to_owned());
    let expected = [line(Role::User, "one"), line(Role::Assistant, "first"), line(Role::User, "two")];
    assert_eq!(shown, expected, "the model sees each reply after its question");
}

/// Two processes over one store and one feed.
#[tokio::test]
async fn the_order_holds_over_two_processes() {
    let gate = Gate::new();
    let model = slow_then_quick(&gate);
    let clock = ManualClock::default();
    let feed: Arc<dyn TurnFeed> =
        Arc::new(MemoryTurnFeed::new(MemoryTurnFeedConfig::default(), Arc::new(clock.clone())));
    let one = Stage::at(clock.clone(), 1, |app| {
        app.model = model.clone();
        app.feed = Arc::clone(&feed);
    });
    let store = Arc::clone(&one.app.store);
    let other = Stage::at(clock, 2, |app| {
        app.model = model.clone();
        app.feed = feed;
        app.store = store;
    });
    let mitu = one.person("mitu").await;
    stream(&one, &mitu, "one").await.expect("accepted").await;
    gate.reached().await;
    let two = stream(&other, &mitu, "two").await.expect("accepted").await.data["user_message_id"].clone();
    gate.open();
    wait_for_reply(&one, &mitu, &two).await;
    assert_eq!(other.chat(&mitu).await, ["user: one", "user: two", "ai: first", "ai: second"]);
}

#[tokio::test]
async fn many_at_once_are_answered_in_their_order() {
    let stage = Stage::with(|app| {
        let scripts = (0..20).map(|number| Script::says(&number.to_string()));
        app.model = Arc::new(ScriptedChatModel::new(scripts));
    });
    let mitu = stage.person("mitu").await;
    let turns = futures::future::join_all((0..20).map(|_| stage.say(&mitu, "hi"))).await;
    let mut by_question: Vec<_> =
        turns.iter().map(|it| (it["user_message_id"].as_str(), &it["response"])).collect();
    by_question.sort_by_key(|(id, _)| *id);
    let replies: Vec<_> = by_question.iter().map(|(_, reply)| reply.as_str().unwrap().to_owned()).collect();
    assert_eq!(replies, (0..20).map(|number| number.to_string()).collect::<Vec<_>>());
    let expected: Vec<_> = replies.iter().map(|it| format!("ai: {it}")).collect();
    let chat = stage.chat(&mitu).await;
    assert_eq!(chat.iter().filter(|it| it.starts_with("ai: ")).cloned().collect::<Vec<_>>(), expected);
}

/// A turn whose process died right after it was taken on holds up those after it as long as their patience lasts.
#[tokio::test]
async fn a_lost_turn_does_not_block_later_ones() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let lost = taken_in(&stage, &mitu, "one").await;
    let message = taken_in(&stage, &mitu, "two").await;
    stage.app.answer(mitu.id.parse().unwrap(), message, &|| ready(()).boxed()).await;
    assert_eq!(stage.chat(&mitu).await, ["user: one", "user: two", "ai: I am here."]);
    stage.app.fail_turn(mitu.id.parse().unwrap(), lost).await;
    assert_eq!(wait_for_reply(&stage, &mitu, &json!(lost.to_string())).await["response"], "I am here.");
}

/// Help does not stand in line.
#[tokio::test]
async fn care_waits_for_nobody() {
    let gate = Gate::new();
    let model = slow_then_quick(&gate);
    let stage = Stage::with(|app| app.model = model);
    let mitu = stage.person("mitu").await;
    stream(&stage, &mitu, "one").await.expect("accepted").await;
    gate.reached().await;
    let turn = stage.say(&mitu, "I want to kill myself tonight, I have the pills").await;
    assert_eq!(turn["provider"]["model"], "safety-1");
    gate.open();
}

/// On a real file, whose connections are few: nothing of it is held while a model thinks.
#[tokio::test]
async fn slow_models_stand_in_nobodys_way() {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&SqliteOptions::at(directory.path().join("bondhu.db"))).await.unwrap();
    store.migrate().await.unwrap();
    let gate = Gate::new();
    let slow = Script::new().wait(&gate).text("I am here.").finished();
    let stage = Stage::with(|app| {
        app.store = Arc::new(store.clone());
        app.model = Arc::new(ScriptedChatModel::new([slow]));
    });
    let mut waiting = Vec::new();
    for number in 0..60 {
        let person = stage.person(&format!("person{number}")).await;
        let mut events = stream(&stage, &person, "hi").await;
        events.expect("accepted").await;
        gate.reached().await;
        waiting.push((person, events));
    }
    let quick = stage.person("quick").await;
    let answer = stage.get("/api/v1/chat/history/me").by(&quick).send().await.of(200);
    assert_eq!(answer.json()["messages"], json!([]));
    stage.get("/api/v1/activity-stats").by(&quick).send().await.of(200);
    for _ in &waiting {
        gate.open();
    }
    for (person, events) in waiting {
        assert_eq!(events.rest().await.pop().unwrap().name, "done");
        assert_eq!(stage.chat(&person).await.len(), 2);
    }
    store.close().await;
}

/// The next message is answered though the one before failed.
#[tokio::test]
async fn a_failure_before_is_no_failure_now() {
    let scripts = [Script::fails_at_once(ChatModelErrorKind::Unavailable), Script::says("Here.")];
    let stage = Stage::with(|app| app.model = Arc::new(ScriptedChatModel::new(scripts)));
    let mitu = stage.person("mitu").await;
    assert_eq!(stage.say(&mitu, "one").await["provider"]["degraded"], true);
    assert_eq!(stage.say(&mitu, "two").await["response"], "Here.");
}
