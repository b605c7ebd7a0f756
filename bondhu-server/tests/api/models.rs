//! Models that break off, refuse, hang, or say what must not be said: what the person sees and what is stored.

use std::sync::Arc;

use bondhu_ports::chat_model::{ChatModelErrorKind, RefusedSide, Role};
use bondhu_testkit::scripted_chat_model::{Gate, Script, ScriptedChatModel};
use futures::FutureExt;
use serde_json::{Value, json};

use super::events::Told;
use super::order::taken_in;
use super::stage::Stage;
use super::streaming::{resume, stream};

fn stage(scripts: impl IntoIterator<Item = Script>) -> (Stage, Arc<ScriptedChatModel>) {
    let model = Arc::new(ScriptedChatModel::new(scripts));
    let asked = Arc::clone(&model);
    (Stage::with(|app| app.model = model), asked)
}

fn shown(told: &[Told]) -> Vec<&str> {
    told.iter().filter(|it| it.name == "delta").map(|it| it.data["text"].as_str().unwrap()).collect()
}

fn companion() -> Value {
    json!({"name": "builtin", "model": "companion-1", "degraded": true})
}

/// What was shown stays, marked, and the person can ask for the rest.
#[tokio::test]
async fn an_answer_that_breaks_off_is_kept_and_can_go_on() {
    let kinds =
        [ChatModelErrorKind::Truncated, ChatModelErrorKind::Unavailable, ChatModelErrorKind::Malformed];
    for kind in kinds {
        let broken = Script::new().text("First you ").text("boil the ").fails(kind);
        let (stage, asked) = stage([broken, Script::says("water.")]);
        let mitu = stage.person("mitu").await;
        let told = stream(&stage, &mitu, "How do I make tea?").await.rest().await;
        let done = &told.last().unwrap().data;
        assert_eq!(shown(&told).concat(), "First you boil the …");
        assert_eq!(done["response"], "First you boil the…");
        assert_eq!(done["provider"], json!({"name": "scripted", "model": "unknown", "degraded": true}));
        assert_eq!(stage.chat(&mitu).await, ["user: How do I make tea?", "ai: First you boil the…"]);
        assert_eq!(asked.requests().len(), 1, "what was shown is not asked for again");

        let again = resume(&stage, &mitu, &done["user_message_id"], None).await.rest().await;
        assert_eq!(&again.last().unwrap().data, done);
        assert_eq!(stage.say(&mitu, "go on").await["response"], "water.");
        let lines = &asked.requests()[1].lines;
        assert_eq!((lines[1].role, lines[1].text.as_str()), (Role::Assistant, "First you boil the…"));
        assert!(asked.requests()[1].system.contains("was cut off"), "the model is told what the mark means");
    }
}

#[tokio::test]
async fn an_answer_that_ends_without_an_end_broke_off_too() {
    let (stage, _) = stage([Script::new().text("First you")]);
    let mitu = stage.person("mitu").await;
    let turn = stage.say(&mitu, "How do I make tea?").await;
    assert_eq!((&turn["response"], &turn["provider"]["degraded"]), (&json!("First you…"), &json!(true)));
}

/// Nothing of the provider's shows, and nobody else is asked.
#[tokio::test]
async fn a_refusal_is_told_in_neutral_words() {
    for side in [RefusedSide::Prompt, RefusedSide::Reply] {
        let kind = ChatModelErrorKind::Refused(side);
        for script in [Script::fails_at_once(kind), Script::new().text("Half an ans").fails(kind)] {
            let (stage, asked) = stage([script]);
            let mitu = stage.person("mitu").await;
            let turn = stage.say(&mitu, "tell me something odd").await;
            let text = turn["response"].as_str().unwrap();
            assert!(text.starts_with("I do not have an answer to that."), "{text}");
            assert_eq!(turn["provider"], json!({"name": "builtin", "model": "refusal-1", "degraded": true}));
            assert_eq!(stage.chat(&mitu).await[1], format!("ai: {text}"));
            assert_eq!(asked.requests().len(), 1);
        }
    }
}

#[tokio::test]
async fn a_refusal_speaks_the_persons_language() {
    let (stage, _) = stage([Script::fails_at_once(ChatModelErrorKind::Refused(RefusedSide::Prompt))]);
    let mitu = stage.person("mitu").await;
    let turn = stage.say(&mitu, "একটা অদ্ভুত কথা বলো").await;
    assert!(turn["response"].as_str().unwrap().contains("উত্তর"), "{}", turn["response"]);
}

#[tokio::test]
async fn an_answer_without_end_is_let_go_of_and_replaced() {
    let endless = (0..50).fold(Script::new(), |script, _| script.text(&"la ".repeat(1_000)));
    let never = Gate::new();
    let (stage, model) = stage([endless.wait(&never)]);
    let mitu = stage.person("mitu").await;
    let turn = stage.say(&mitu, "sing").await;
    assert_eq!(turn["provider"], companion());
    assert!(turn["response"].as_str().unwrap().len() < 1_000);
    model.stream_dropped().await;
}

#[tokio::test]
async fn an_answer_that_is_too_long_is_replaced() {
    let (stage, _) = stage([Script::says(&"ক".repeat(8_001)), Script::says(&"ক".repeat(8_000))]);
    let mitu = stage.person("mitu").await;
    assert_eq!(stage.say(&mitu, "sing").await["provider"], companion());
    assert_eq!(stage.say(&mitu, "sing").await["provider"]["name"], "scripted");
}

/// What was shown before it broke off was no better.
#[tokio::test]
async fn half_an_answer_is_checked_too() {
    let broken = Script::new().text("I am a human being like ").fails(ChatModelErrorKind::Truncated);
    let (stage, _) = stage([broken]);
    let mitu = stage.person("mitu").await;
    let told = stream(&stage, &mitu, "who are you?").await.rest().await;
    assert_eq!(told.last().unwrap().data["provider"], companion());
    assert_eq!(
        shown(&told),
        ["I am a human being like "],
        "the other answer comes as a whole, not behind this"
    );
}

/// A model that hangs is waited for as long as patience lasts: here until it hangs.
#[tokio::test]
async fn a_model_that_hangs_is_let_go_of() {
    let never = Gate::new();
    let (stage, model) = stage([Script::new().wait(&never), Script::new().text("First you ").wait(&never)]);
    let mitu = stage.person("mitu").await;
    let replies = [("companion-1", None), ("unknown", Some("First you…"))];
    for (model_name, reply) in replies {
        let message = taken_in(&stage, &mitu, "How do I make tea?").await;
        let hangs = never.clone();
        let patience = move || {
            let hangs = hangs.clone();
            async move { hangs.reached().await }.boxed()
        };
        stage.app.answer(mitu.id.parse().unwrap(), message, &patience).await;
        model.stream_dropped().await;
        let told = resume(&stage, &mitu, &json!(message.to_string()), None).await.rest().await;
        let turn = &told.last().unwrap().data;
        assert_eq!(
            (&turn["provider"]["model"], &turn["provider"]["degraded"]),
            (&json!(model_name), &json!(true))
        );
        assert!(reply.is_none_or(|reply| turn["response"] == reply), "{turn}");
    }
}

/// While a tier is in force a text is shown when it was checked as a whole, and half of one never.
#[tokio::test]
async fn with_a_tier_in_force_nothing_unchecked_is_shown() {
    let scripts = [
        Script::new().text("How was ").text("your night?").finished(),
        Script::says("Let's play a game of chess!"),
        Script::new().text("One way would be ").fails(ChatModelErrorKind::Truncated),
        Script::fails_at_once(ChatModelErrorKind::Refused(RefusedSide::Prompt)),
    ];
    let (stage, asked) = stage(scripts);
    let mitu = stage.person("mitu").await;
    stage.say(&mitu, "I want to kill myself").await;
    let told = stream(&stage, &mitu, "I had rice for lunch").await.rest().await;
    assert_eq!(shown(&told), ["How was your night?"]);
    assert!(asked.requests()[0].system.contains("spoke of suicide"), "{}", asked.requests()[0].system);
    for _ in 0..3 {
        let told = stream(&stage, &mitu, "and then I slept").await.rest().await;
        let done = &told.last().unwrap().data;
        assert_eq!(done["provider"], companion());
        assert_eq!(shown(&told), [done["response"].as_str().unwrap()]);
    }
}
