//! What Bondhu goes by when it talks to somebody: cached, dropped by whatever changes it, and in the very next prompt.

use std::sync::Arc;
use std::time::Duration;

use axum::http::Method;
use bondhu_domain::personality::{Estimate, Source, Trait, TraitMap, TraitState, style::Lean, tastes};
use bondhu_ports::store::Scope;
use bondhu_testkit::scripted_chat_model::ScriptedChatModel;
use serde_json::{Value, json};

use super::call::Person;
use super::personality::sheet;
use super::stage::Stage;

const PATH: &str = "/api/v1/personality/context/me";

async fn context(stage: &Stage, person: &Person) -> Value {
    stage.get(PATH).by(person).send().await.of(200).json()
}

/// Changes what is stored without a word to the cache.
async fn change_behind_its_back(stage: &Stage, person: &Person) {
    let mut work = stage.app.store.begin(Scope::System).await.unwrap();
    let known = TraitState {
        estimate: Estimate { theta: 2.0, variance: 0.1 },
        baseline: 2.0,
        lean: Lean { value: 0.7, day: 0 },
        day: 0,
    };
    let user = person.id.parse().unwrap();
    work.personality().save_traits(user, &TraitMap::from_fn(|_| Some(known))).await.unwrap();
    work.commit().await.unwrap();
}

#[tokio::test]
async fn a_context_has_a_version_and_is_cached() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let answer = stage.get(PATH).by(&mitu).send().await.of(200);
    assert_eq!(answer.header("cache-control"), Some("private, max-age=1800"));
    let tag = answer.header("etag").unwrap().to_owned();
    let first = answer.json();
    assert_eq!((&first["has_personality_context"], &first["traits"]), (&json!(false), &Value::Null));
    assert_eq!(
        (&first["communication_style"], &first["tone"]),
        (&json!("balanced_friendly"), &json!("warm"))
    );
    assert_eq!((&first["language"], &first["cached"]), (&json!("en"), &json!(false)));
    stage.clock.advance(Duration::from_mins(5));
    let second = context(&stage, &mitu).await;
    assert_eq!(second["cached"], true);
    assert_eq!((&second["generated_at"], &second["version"]), (&first["generated_at"], &first["version"]));

    for known in [tag.as_str(), &format!("\"x\", {tag}"), tag.trim_start_matches("W/"), "*"] {
        let answer = stage.get(PATH).by(&mitu).header("if-none-match", known).send().await.of(304);
        assert_eq!(answer.header("etag"), Some(tag.as_str()));
        assert!(answer.text().is_empty());
    }
    stage.get(PATH).by(&mitu).header("if-none-match", "\"other\"").send().await.of(200);
    stage.post("/api/v1/personality/assessment").by(&mitu).json(&sheet()).send().await.of(201);
    let changed = stage.get(PATH).by(&mitu).header("if-none-match", &tag).send().await.of(200);
    assert_ne!(changed.header("etag"), Some(tag.as_str()));
    assert_eq!(changed.json()["has_personality_context"], true);
}

#[tokio::test]
async fn whatever_changes_a_context_drops_it() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let user = mitu.id.parse().unwrap();
    stage.post("/api/v1/personality/assessment").by(&mitu).json(&sheet()).send().await.of(201);
    let ledger = stage.get("/api/v1/personality/history/me").by(&mitu).send().await.of(200).json();
    let undo = format!("/api/v1/personality/history/me/{}/undo", ledger["items"][0]["id"].as_str().unwrap());
    for (method, path, body) in [
        (Method::POST, "/api/v1/personality/assessment", sheet()),
        (Method::POST, undo.as_str(), json!({})),
        (Method::PATCH, "/api/v1/profile", json!({"language": "bn"})),
        (Method::PATCH, "/api/v1/profile", json!({"settings": {"a": 1}})),
        (Method::POST, "/api/v1/chat/send", json!({"message": "hello"})),
    ] {
        context(&stage, &mitu).await;
        change_behind_its_back(&stage, &mitu).await;
        assert_eq!(context(&stage, &mitu).await["cached"], true, "before {path}");
        let answer = stage.call(method, path).by(&mitu).json(&body).send().await;
        assert!(answer.status < 300, "{path}: {}", answer.text());
        assert_eq!(context(&stage, &mitu).await["cached"], false, "after {path}");
    }
    assert_eq!(context(&stage, &mitu).await["language"], "bn");
    // Facts: told, put right, forgotten.
    stage.say(&mitu, "I live in Pune").await;
    let told = context(&stage, &mitu).await;
    let fact = format!("/api/v1/memory/facts/{}", told["facts"][0]["id"].as_str().unwrap());
    for (method, body) in [(Method::PATCH, json!({"value": "Delhi"})), (Method::DELETE, json!({}))] {
        assert_eq!(context(&stage, &mitu).await["cached"], true);
        let answer = stage.call(method, &fact).by(&mitu).json(&body).send().await;
        assert!(answer.status < 300, "{}", answer.text());
        let now = context(&stage, &mitu).await;
        assert_eq!(now["cached"], false, "after a fact was changed");
        assert_ne!(now["facts"], told["facts"]);
    }
    // Causes that are no request: an analysis, and what is learnt.
    stage.app.analyse(user).await.unwrap();
    assert_eq!(context(&stage, &mitu).await["cached"], false, "after an analysis");
    let music = tastes::music_evidence([("jazz", 1.0)]);
    let cause = stage.app.request_analysis(user).await.unwrap();
    assert!(stage.app.learn_from_taste(user, Source::Music, music, cause).await.unwrap());
    let after = context(&stage, &mitu).await;
    assert_eq!(after["cached"], false, "after something was learnt");
    assert_eq!(context(&stage, &mitu).await["cached"], true);
    assert!(
        !stage.app.learn_from_taste(user, Source::Music, music, cause).await.unwrap(),
        "once in thirty days"
    );
}

#[tokio::test]
async fn a_context_ends_with_the_tier_that_it_is_about() {
    let stage = Stage::with(|app| app.policy.context_ttl = Duration::from_hours(48));
    let mitu = stage.person("mitu").await;
    stage.say(&mitu, "I want to kill myself").await;
    let during = context(&stage, &mitu).await;
    assert_eq!((&during["tone"], &during["needs_support"]), (&json!("calm"), &json!(true)));
    assert_eq!(during["communication_style"], "empathetic_supportive");
    stage.clock.advance(Duration::from_hours(25));
    let after = context(&stage, &mitu).await;
    assert_eq!(
        (&after["cached"], &after["tone"]),
        (&json!(false), &json!("gentle")),
        "the mood is still low"
    );
}

#[tokio::test]
async fn a_new_profile_is_in_the_very_next_prompt() {
    let model = Arc::new(ScriptedChatModel::saying("Hello."));
    let model_of_app = Arc::clone(&model);
    let stage = Stage::with(|app| app.model = model_of_app);
    let mitu = stage.person("mitu").await;
    let turn = stage.say(&mitu, "hello").await;
    assert_eq!(turn["has_personality_context"], false);
    stage.post("/api/v1/personality/assessment").by(&mitu).json(&sheet()).send().await.of(201);
    let turn = stage.say(&mitu, "what shall I do today").await;
    assert_eq!(turn["has_personality_context"], true);
    let page = stage.get("/api/v1/chat/history/me").by(&mitu).send().await.of(200).json();
    assert_eq!(page["messages"][3]["has_personality_context"], true);
    let requests = model.requests();
    let [before, after] = &requests[..] else { panic!("{} requests", requests.len()) };
    assert!(!before.system.contains("more outgoing"));
    assert!(after.system.contains("more outgoing"), "{}", after.system);
    let guidance = context(&stage, &mitu).await["guidance"].as_str().unwrap().to_owned();
    assert!(guidance.contains("more outgoing") && !guidance.contains("today?"));
}

#[tokio::test]
async fn what_a_person_writes_is_learnt_from_once() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let user = mitu.id.parse().unwrap();
    let line = "i love my family and we are all happy at home with our good friends ".repeat(8);
    let secret = json!({"message": "fuck this shit ".repeat(200), "off_the_record": true});
    stage.post("/api/v1/chat/send").by(&mitu).json(&secret).send().await.of(200);
    for _ in 0..8 {
        stage.say(&mitu, &line).await;
    }
    assert_eq!(stage.app.analyse_active(Duration::from_hours(1)).await.unwrap(), 1);
    let history = async || stage.get("/api/v1/personality/history/me").by(&mitu).send().await.of(200).json();
    assert_eq!(history().await["items"], json!([]), "fewer than a thousand words");
    stage.say(&mitu, &line.repeat(2)).await;
    for _ in 0..2 {
        stage.app.analyse_active(Duration::from_hours(1)).await.unwrap();
    }
    let rows = history().await;
    let rows = rows["items"].as_array().unwrap();
    assert_eq!(rows.len(), 5, "a job that runs twice learns once");
    let agreeableness = rows.iter().find(|it| it["trait"] == "agreeableness").unwrap();
    assert_eq!((&agreeableness["source"], &agreeableness["r"]), (&json!("text"), &json!(0.14)));
    assert!(agreeableness["x"].as_f64().unwrap() > 0.5, "{agreeableness}");
    let moved = agreeableness["after"]["theta"].as_f64().unwrap();
    assert!(moved > 0.0 && moved <= 0.06 + 1e-9, "{moved}");

    // Another week, another observation, of the new words alone; the contribution of text is replaced, not added.
    stage.clock.advance(Duration::from_hours(7 * 24 + 1));
    stage.say(&mitu, &line).await;
    stage.app.analyse_active(Duration::from_hours(1)).await.unwrap();
    assert_eq!(history().await["items"].as_array().unwrap().len(), 5, "too few new words");
    for _ in 0..5 {
        stage.say(&mitu, &line.repeat(2)).await;
    }
    stage.app.analyse_active(Duration::from_hours(1)).await.unwrap();
    assert_eq!(history().await["items"].as_array().unwrap().len(), 10);

    let mut work = stage.app.store.begin_read(Scope::System).await.unwrap();
    let ledger = work.personality().ledger(user).await.unwrap();
    let kept = work.personality().traits(user).await.unwrap();
    let replayed = bondhu_domain::personality::profile::states(&ledger);
    assert_eq!(kept, replayed, "the profile is the replay of its ledger");
    assert!(kept[Trait::Agreeableness].unwrap().estimate.theta > moved);
}
