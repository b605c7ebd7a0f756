//! What is remembered of a person: learnt once, shown, put right, forgotten, recalled.

use std::sync::Arc;

use axum::http::Method;
use bondhu_adapters::companion::Companion;
use bondhu_testkit::scripted_chat_model::ScriptedChatModel;
use serde_json::{Value, json};

use super::call::Person;
use super::stage::Stage;

const FACTS: &str = "/api/v1/memory/facts";

async fn facts(stage: &Stage, person: &Person) -> Vec<Value> {
    let answer = stage.get(FACTS).by(person).send().await.of(200).json();
    assert_eq!(answer["next"], Value::Null);
    answer["items"].as_array().unwrap().clone()
}

async fn told(stage: &Stage, person: &Person) -> Vec<String> {
    facts(stage, person).await.iter().map(|fact| fact["text"].as_str().unwrap().to_owned()).collect()
}

fn used(turn: &Value) -> Vec<(String, String)> {
    let text = |item: &Value, field: &str| item[field].as_str().unwrap().to_owned();
    turn["context_used"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (text(item, "kind"), text(item, "text")))
        .collect()
}

fn scripted() -> (Stage, Arc<ScriptedChatModel>) {
    let model = Arc::new(ScriptedChatModel::saying("Go on."));
    let asked = Arc::clone(&model);
    (Stage::with(|app| app.model = model), asked)
}

#[tokio::test]
async fn what_is_told_is_remembered_once_with_its_source() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let turn = stage.say(&mitu, "I live in Bangalore and my sister's name is Meera").await;
    stage.say(&mitu, "i live in bengaluru").await;
    assert_eq!(told(&stage, &mitu).await, ["Sister is called Meera.", "Lives in Bengaluru."]);
    for fact in facts(&stage, &mitu).await {
        assert_eq!(fact["source_message_id"], turn["user_message_id"]);
        assert_eq!((&fact["valid_to"], &fact["edited_at"]), (&Value::Null, &Value::Null));
    }

    stage.say(&mitu, "I just moved to Delhi").await;
    assert_eq!(told(&stage, &mitu).await, ["Lives in Delhi.", "Sister is called Meera."]);
    let all = stage.get(&format!("{FACTS}?ended=true")).by(&mitu).send().await.of(200).json();
    assert_eq!(all["items"].as_array().unwrap().len(), 3);
    let export = stage.get("/api/v1/account/export").by(&mitu).send().await.of(200).json();
    assert_eq!(export["facts"], all["items"]);
}

#[tokio::test]
async fn nothing_is_learnt_off_the_record_nor_from_distress() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let body = json!({"message": "I live in Pune and I love tea", "off_the_record": true});
    stage.post("/api/v1/chat/send").by(&mitu).json(&body).send().await.of(200);
    stage.say(&mitu, "I want to die, I live in Pune and I hate parties").await;
    assert_eq!(told(&stage, &mitu).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_fact_is_shown_with_the_reply_until_it_is_forgotten() {
    let (stage, asked) = scripted();
    let mitu = stage.person("mitu").await;
    let first = stage.say(&mitu, "I have a dog named Bruno").await;
    assert_eq!(used(&first), [], "what was just said is no memory");
    let turn = stage.say(&mitu, "What shall I buy for my dog?").await;
    let fact = ("fact".to_owned(), "Dog is called Bruno.".to_owned());
    assert_eq!(used(&turn), [fact]);
    assert!(asked.requests().last().unwrap().system.contains("Dog is called Bruno."));

    let id = facts(&stage, &mitu).await[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(turn["context_used"][0]["id"], json!(id));
    let path = format!("{FACTS}/{id}");
    stage.call(Method::DELETE, &path).by(&mitu).send().await.of(204);
    assert_eq!(facts(&stage, &mitu).await, Vec::<Value>::new());
    assert_eq!(stage.call(Method::DELETE, &path).by(&mitu).send().await.of(404).code(), "not_found");
    let turn = stage.say(&mitu, "And what else for my dog?").await;
    assert_eq!(used(&turn), []);
    assert!(!asked.requests().last().unwrap().system.contains("Bruno"));
}

/// Messages that a model is shown no more are recalled, but none that says what has changed or was forgotten.
#[tokio::test]
async fn what_was_said_long_ago_is_recalled_while_it_holds() {
    let model = Arc::new(ScriptedChatModel::saying("Go on."));
    let stage = Stage::with(|app| {
        app.model = model;
        app.policy.context_messages = 4;
    });
    let mitu = stage.person("mitu").await;
    stage.say(&mitu, "The violin lesson yesterday was so hard that my fingers hurt").await;
    stage.say(&mitu, "I live in Pune, the violin shop is far").await;
    let secret = json!({"message": "my violin teacher is cruel", "off_the_record": true});
    stage.post("/api/v1/chat/send").by(&mitu).json(&secret).send().await.of(200);
    stage.say(&mitu, "I want to die when I hear the violin").await;
    stage.say(&mitu, "I just moved to Delhi").await;
    for number in 0..4 {
        stage.say(&mitu, &format!("kite number {number}")).await;
    }
    let turn = stage.say(&mitu, "How do I get better at the violin?").await;
    assert_eq!(
        used(&turn),
        [
            ("message".to_owned(), "The violin lesson yesterday was so hard that my fingers hurt".to_owned()),
            ("fact".to_owned(), "Lives in Delhi.".to_owned()),
        ]
    );
    let silent = stage.say(&mitu, "the violin makes me want to kill myself").await;
    assert_eq!(used(&silent), []);
}

#[tokio::test]
async fn a_fact_is_put_right() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    stage.say(&mitu, "My name is Mitu and I love tea and coffee").await;
    let all = facts(&stage, &mitu).await;
    let of = |value: &str| {
        all.iter().find(|fact| fact["value"] == value).unwrap()["id"].as_str().unwrap().to_owned()
    };
    let patch = async |id: &str, body: Value| {
        stage.call(Method::PATCH, &format!("{FACTS}/{id}")).by(&mitu).json(&body).send().await
    };
    let changed = patch(&of("Mitu"), json!({"value": " Mita "})).await.of(200).json();
    assert_eq!((&changed["value"], &changed["confidence"]), (&json!("Mita"), &json!(1.0)));
    assert!(changed["edited_at"].is_string());

    let tea = of("tea");
    for (body, mistake) in [
        (json!({"value": ""}), "value: invalid"),
        (json!({"value": "a\nb"}), "value: invalid"),
        (json!({"value": "x".repeat(201)}), "value: invalid"),
        (json!({"value": 5}), "value: invalid"),
        (json!({}), "value: required"),
    ] {
        assert_eq!(patch(&tea, body).await.mistakes(), [mistake]);
    }
    assert_eq!(patch(&tea, json!({"value": "Coffee"})).await.of(409).code(), "conflict");
    assert_eq!(patch("none", json!({"value": "x"})).await.of(404).code(), "not_found");
    let now = told(&stage, &mitu).await;
    assert_eq!(now.len(), 3);
    assert!(now.contains(&"Likes tea.".to_owned()) && now.contains(&"Is called Mita.".to_owned()), "{now:?}");
}

#[tokio::test]
async fn somebody_elses_facts_do_not_exist() {
    let stage = Stage::new();
    let (mitu, asha) = (stage.person("mitu").await, stage.person("asha").await);
    stage.say(&mitu, "I live in Pune").await;
    let id = facts(&stage, &mitu).await[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(facts(&stage, &asha).await, Vec::<Value>::new());
    let path = format!("{FACTS}/{id}");
    stage.call(Method::PATCH, &path).by(&asha).json(&json!({"value": "Goa"})).send().await.of(404);
    stage.call(Method::DELETE, &path).by(&asha).send().await.of(404);
    assert_eq!(told(&stage, &mitu).await, ["Lives in Pune."]);
    stage.get(FACTS).send().await.of(401);
}

/// Without any language model too.
#[tokio::test]
async fn the_companion_answers_from_what_it_was_told() {
    let stage = Stage::with(|app| app.model = Arc::new(Companion));
    let mitu = stage.person("mitu").await;
    stage.say(&mitu, "My dog is called Bruno").await;
    let turn = stage.say(&mitu, "What is my dog called?").await;
    assert_eq!(turn["response"], "From what you told me: Dog is called Bruno.");
    assert_eq!(turn["provider"]["name"], "builtin");

    let id = facts(&stage, &mitu).await[0]["id"].as_str().unwrap().to_owned();
    stage.call(Method::DELETE, &format!("{FACTS}/{id}")).by(&mitu).send().await.of(204);
    let turn = stage.say(&mitu, "What is my dog called?").await;
    assert!(!turn["response"].as_str().unwrap().contains("Bruno"), "{turn}");
}
