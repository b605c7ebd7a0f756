//! Somebody who may be in danger: help comes first, and nothing keeps it away.

use std::sync::Arc;
use std::time::Duration;

use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::store::StoreErrorKind;
use bondhu_testkit::memory_store::MemoryStore;
use bondhu_testkit::scripted_chat_model::{Script, ScriptedChatModel};
use serde_json::{Value, json};

use super::stage::Stage;

const SERIOUS: &str = "I want to kill myself tonight, I have the pills";

fn contacts(safety: &Value) -> Vec<&str> {
    let lines = safety["resources"].as_array().unwrap();
    lines.iter().map(|line| line["contact"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn help_is_written_beforehand_and_no_model_is_asked() {
    let model = Arc::new(ScriptedChatModel::saying("I am here."));
    let asked = Arc::clone(&model);
    let stage = Stage::with(|app| app.model = model);
    let mitu = stage.person("mitu").await;
    let turn = stage.say(&mitu, SERIOUS).await;
    assert_eq!((&turn["safety"]["tier"], &turn["provider"]["model"]), (&json!(3), &json!("safety-1")));
    assert_eq!(
        contacts(&turn["safety"])[..2],
        ["14416", "112"],
        "lines of the country the zone makes likely"
    );
    let text = turn["response"].as_str().unwrap();
    assert!(text.contains("14416") && text.contains("112") && text.contains("guess"), "{text}");
    assert!(asked.requests().is_empty());
    let page = stage.get("/api/v1/chat/history/me").by(&mitu).send().await.of(200).json();
    assert_eq!(
        (&page["messages"][0]["safety_tier"], &page["messages"][1]["safety_tier"]),
        (&json!(3), &json!(0))
    );
}

#[tokio::test]
async fn a_positive_score_hides_nothing() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let turn = stage.say(&mitu, "kms lol").await;
    assert_eq!(turn["safety"]["tier"], 2);
}

#[tokio::test]
async fn a_store_that_fails_does_not_keep_help_away() {
    let store = MemoryStore::new();
    let faults = store.clone();
    let stage = Stage::with(|app| app.store = Arc::new(store));
    let mitu = stage.person("mitu").await;
    for path in ["/api/v1/chat/send", "/api/v1/chat/stream"] {
        // Sign-in is looked up first; what fails is the storing.
        faults.fail_commits(StoreErrorKind::Full);
        let answer = stage.post(path).by(&mitu).json(&json!({"message": SERIOUS})).send().await.of(503);
        faults.recover();
        let problem = answer.json();
        assert_eq!((&problem["code"], &problem["safety"]["tier"]), (&json!("unavailable"), &json!(3)));
        assert!(!contacts(&problem["safety"]).is_empty());
        assert!(problem["response"].as_str().unwrap().contains("findahelpline.com"));
    }
    faults.fail_commits(StoreErrorKind::Full);
    let usual =
        stage.post("/api/v1/chat/send").by(&mitu).json(&json!({"message": "hi"})).send().await.of(503);
    assert_eq!(usual.json().get("safety"), None);
}

#[tokio::test]
async fn a_tier_stays_for_a_day_whatever_is_said() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    stage.say(&mitu, SERIOUS).await;
    for later in ["Yes, I need support", "you misunderstood me", "I am fine, really"] {
        let turn = stage.say(&mitu, later).await;
        assert_eq!(turn["safety"]["tier"], 3, "{later}");
    }
    stage.clock.advance(Duration::from_hours(25));
    let turn = stage.say(&mitu, "I had rice for lunch").await;
    assert_eq!(turn["safety"], Value::Null);
}

#[tokio::test]
async fn the_person_is_asked_once_how_they_are() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let due = stage.say(&mitu, SERIOUS).await["safety"]["check_in_at"].as_str().unwrap().to_owned();
    stage.clock.set(due.parse::<Timestamp>().unwrap() + Duration::from_secs(1));
    let asked = stage.say(&mitu, "I had rice for lunch").await;
    assert_eq!(asked["provider"]["model"], "safety-1");
    assert_eq!(asked["safety"]["tier"], 3);
    let after = stage.say(&mitu, "and then I slept").await;
    assert_ne!(after["provider"]["model"], "safety-1", "asked once");
}

#[tokio::test]
async fn what_a_model_may_not_say_is_not_said() {
    for text in ["I am a human being like you.", "Don't leave me, I will be so lonely without you."] {
        let model = Arc::new(ScriptedChatModel::saying(text));
        let stage = Stage::with(|app| app.model = model);
        let mitu = stage.person("mitu").await;
        let turn = stage.say(&mitu, "bye, I have to go now").await;
        assert_ne!(turn["response"], text);
        assert_eq!(turn["provider"], json!({"name": "builtin", "model": "companion-2", "degraded": true}));
    }
}

#[tokio::test]
async fn while_a_tier_is_in_force_nothing_unchecked_is_streamed() {
    let model = Arc::new(ScriptedChatModel::new([Script::says("I am a human being like you.")]));
    let stage = Stage::with(|app| app.model = model);
    let mitu = stage.person("mitu").await;
    stage.say(&mitu, SERIOUS).await;
    let body = json!({"message": "I had rice for lunch"});
    let answer = stage.post("/api/v1/chat/stream").by(&mitu).json(&body).send().await.of(200);
    assert!(!answer.text().contains("human being like you"), "{}", answer.text());
}

#[tokio::test]
async fn help_lines_need_no_sign_in() {
    let stage = Stage::new();
    let lines = stage.get("/api/v1/safety/resources?country=in").send().await.of(200).json();
    assert_eq!((&lines["country"], &lines["items"][0]["contact"]), (&json!("IN"), &json!("14416")));
    let everywhere = stage.get("/api/v1/safety/resources").send().await.of(200).json();
    assert!(everywhere.to_string().contains("findahelpline.com"));
    assert!(!everywhere.to_string().contains("14416"), "no country's number is shown as everybody's");
    let wrong = stage.get("/api/v1/safety/resources?country=IND").send().await.of(422);
    assert_eq!(wrong.json()["errors"][0]["field"], "country");
    let page = stage.get("/safety?country=IN").header("accept", "text/html").send().await.of(200);
    assert!(page.text().contains("tel:14416") && page.text().contains("What it cannot do"));
}

#[tokio::test]
async fn the_page_shows_help_until_it_is_closed() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let page = stage.get("/").by_cookie(&mitu).send().await.of(200);
    assert!(page.text().contains(r#"id="help" class="help""#) && !page.text().contains("tel:14416"));
    stage.say(&mitu, SERIOUS).await;
    stage.say(&mitu, "forget it").await;
    let page = stage.get("/").by_cookie(&mitu).send().await.of(200);
    assert!(page.text().contains("tel:14416"));
}

#[tokio::test]
async fn a_report_tells_no_small_counts() {
    let stage = Stage::new();
    for name in ["a", "b", "c", "d", "e"] {
        let person = stage.person(name).await;
        stage.say(&person, "kms lol").await;
    }
    let mitu = stage.person("mitu").await;
    stage.say(&mitu, SERIOUS).await;
    let (from, until) = (Timestamp::from_micros(i64::MIN), Timestamp::from_micros(i64::MAX));
    let lines = stage.app.safety_report(from, until).await.unwrap();
    assert!(lines.contains(&"tier_2\t5".to_owned()), "{lines:?}");
    assert!(lines.contains(&"tier_3\tfewer than 5".to_owned()), "{lines:?}");
    assert!(lines.contains(&"abuse\t0".to_owned()), "{lines:?}");
}
