//! The questionnaire, the profile that follows, and the ledger.

use std::time::Duration;

use axum::http::Method;
use bondhu_domain::personality::Norm;
use bondhu_ports::store::Scope;
use serde_json::{Value, json};

use super::call::{Answer, Person};
use super::stage::Stage;

/// Extraverted and in the middle elsewhere; nobody answers ten items in a row like this.
pub(super) fn sheet() -> Value {
    let extraversion = [(1, 5), (6, 1), (11, 4), (16, 2)];
    let answer = |id: i64| {
        let told = extraversion.iter().find(|(item, _)| *item == id).map(|(_, value)| *value);
        json!({"id": id, "value": told.unwrap_or(3)})
    };
    json!({"answers": (1..=20).map(answer).collect::<Vec<_>>(), "duration_seconds": 95})
}

async fn hand_in(stage: &Stage, person: &Person, body: &Value) -> Answer {
    stage.post("/api/v1/personality/assessment").by(person).json(body).send().await
}

async fn get(stage: &Stage, person: &Person, path: &str) -> Value {
    stage.get(&format!("/api/v1/personality/{path}/me")).by(person).send().await.of(200).json()
}

#[tokio::test]
async fn the_questionnaire_is_told_with_its_source() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let shown = stage.get("/api/v1/personality/assessment").by(&mitu).send().await.of(200).json();
    assert_eq!((&shown["instrument"], &shown["version"]), (&json!("mini-ipip"), &json!(1)));
    assert_eq!(shown["items"].as_array().unwrap().len(), 20);
    assert_eq!(shown["items"][0], json!({"id": 1, "text": "Am the life of the party."}));
    assert!(shown["citation"].as_str().unwrap().contains("public domain"));
    stage.get("/api/v1/personality/assessment").send().await.of(401);
}

#[tokio::test]
async fn a_questionnaire_makes_a_profile() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let before = get(&stage, &mitu, "profile").await;
    assert_eq!(before["traits"]["openness"], json!({"score": 50, "low": 10, "high": 90, "level": "typical"}));
    assert_eq!((&before["evidence"], &before["assessed_at"]), (&json!([]), &Value::Null));

    let profile = hand_in(&stage, &mitu, &sheet()).await.of(201).json();
    let traits = &profile["traits"];
    assert_eq!(traits["extraversion"], json!({"score": 92, "low": 79, "high": 98, "level": "high"}));
    // Agreeableness 3 is z = −.91/.87, θ = √.8·z = −.9356, P = .2.
    assert_eq!(traits["agreeableness"], json!({"score": 17, "low": 7, "high": 36, "level": "low"}));
    assert_eq!(profile["norm"], "general");
    assert_eq!(profile["evidence"][0]["source"], "questionnaire");
    assert_eq!(profile["evidence"][0]["observations"], 1);
    assert_eq!(get(&stage, &mitu, "profile").await, profile);
    let asha = stage.person("asha").await;
    let path = format!("/api/v1/personality/profile/{}", mitu.id);
    stage.get(&path).by(&asha).send().await.of(404);
}

#[tokio::test]
async fn the_norm_is_a_setting_and_stays_with_what_was_scored() {
    let stage = Stage::with(|app| app.policy.norm = Norm::India);
    let mitu = stage.person("mitu").await;
    let profile = hand_in(&stage, &mitu, &sheet()).await.of(201).json();
    assert_eq!(profile["norm"], "india");
    assert_eq!(
        profile["traits"]["extraversion"],
        json!({"score": 92, "low": 72, "high": 99, "level": "high"})
    );
}

#[tokio::test]
async fn bad_answers_change_nothing() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let with = |change: Value| {
        let mut body = sheet();
        body["answers"].as_array_mut().unwrap().push(change);
        body
    };
    let mut low = sheet();
    low["answers"][4]["value"] = json!(0);
    let mut half = sheet();
    half["answers"][4]["value"] = json!(2.5);
    let mut old = sheet();
    old["version"] = json!(0);
    for (body, field) in [
        (low, "answers[4].value"),
        (half, "answers[4].value"),
        (with(json!({"id": 21, "value": 3})), "answers[20].id"),
        (with(json!({"id": -1, "value": 3})), "answers[20].id"),
        (with(json!({"id": 5, "value": 3})), "answers[20].id"),
        (json!({"answers": [{"id": 1, "value": 3}, {"id": 2, "value": 4}]}), "answers"),
        (json!({"answers": []}), "answers"),
        (old, "version"),
    ] {
        let refused = hand_in(&stage, &mitu, &body).await.of(422).json();
        assert_eq!(
            (&refused["code"], &refused["errors"][0]["field"]),
            (&json!("invalid_input"), &json!(field))
        );
    }
    assert_eq!(get(&stage, &mitu, "history").await["items"], json!([]));
    let mut work = stage.app.store.begin_read(Scope::System).await.unwrap();
    assert_eq!(work.personality().assessments(mitu.id.parse().unwrap()).await.unwrap(), []);
}

#[tokio::test]
async fn careless_answers_are_asked_about_once() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let all = |value: i64| {
        let answers: Vec<_> = (1..=20).map(|id| json!({"id": id, "value": value})).collect();
        json!({ "answers": answers })
    };
    assert_eq!(hand_in(&stage, &mitu, &all(4)).await.of(422).code(), "careless_answers");
    let confirmed = stage.post("/api/v1/personality/assessment?confirm=true").by(&mitu).json(&all(4));
    confirmed.send().await.of(201);
    let mut work = stage.app.store.begin_read(Scope::System).await.unwrap();
    let kept = work.personality().assessments(mitu.id.parse().unwrap()).await.unwrap();
    assert!(kept.len() == 1 && kept[0].confirmed);
}

#[tokio::test]
async fn every_taking_is_kept_and_the_last_one_counts() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let first = hand_in(&stage, &mitu, &sheet()).await.of(201).json();
    stage.clock.advance(Duration::from_hours(24 * 20));
    let mut again = sheet();
    for (place, value) in [(0, 1), (5, 5), (10, 1), (15, 4)] {
        again["answers"][place]["value"] = json!(value);
    }
    let second = hand_in(&stage, &mitu, &again).await.of(201).json();
    assert_eq!(second["traits"]["extraversion"]["level"], "low");
    assert_eq!(second["evidence"][0]["observations"], 2);
    let export = stage.get("/api/v1/account/export").by(&mitu).send().await.of(200).json();
    assert_eq!(export["assessments"].as_array().unwrap().len(), 2);
    assert_eq!(export["assessments"][0]["answers"][0], json!({"id": 1, "value": 5}));
    assert_eq!(export["personality_ledger"].as_array().unwrap().len(), 10);

    // Undoing the rows of the second brings the first back, older by twenty days.
    let ledger = get(&stage, &mitu, "history").await;
    let rows: Vec<&Value> = ledger["items"].as_array().unwrap().iter().take(5).collect();
    let mut back = Value::Null;
    for row in rows {
        let path = format!("/api/v1/personality/history/me/{}/undo", row["id"].as_str().unwrap());
        back = stage.post(&path).by(&mitu).send().await.of(200).json();
    }
    let shown = |profile: &Value| profile["traits"]["extraversion"]["score"].clone();
    assert_eq!(shown(&back), shown(&first));
    assert_eq!(
        (&back["assessed_at"], &back["evidence"][0]["observations"]),
        (&first["assessed_at"], &json!(1))
    );
}

#[tokio::test]
async fn the_ledger_can_be_read_and_undone_once() {
    let stage = Stage::new();
    let (mitu, asha) = (stage.person("mitu").await, stage.person("asha").await);
    hand_in(&stage, &mitu, &sheet()).await.of(201);
    let ledger = get(&stage, &mitu, "history").await;
    let items = ledger["items"].as_array().unwrap();
    assert_eq!((items.len(), &ledger["next"]), (5, &Value::Null));
    let row = items.iter().find(|it| it["trait"] == "extraversion").unwrap();
    assert_eq!((&row["source"], &row["undone"]), (&json!("questionnaire"), &json!(false)));
    assert_eq!(row["before"]["score"], 50);
    assert_eq!(row["after"]["score"], 92);
    assert!((row["gain"].as_f64().unwrap() - 0.8).abs() < 1e-12);

    let path = format!("/api/v1/personality/history/me/{}/undo", row["id"].as_str().unwrap());
    let theirs = path.replace("/me/", &format!("/{}/", asha.id));
    stage.post(&path).by(&asha).send().await.of(404);
    stage.post(&theirs).by(&asha).send().await.of(404);
    stage.post("/api/v1/personality/history/me/x/undo").by(&mitu).send().await.of(404);
    stage.clock.advance(Duration::from_secs(1));
    let profile = stage.post(&path).by(&mitu).send().await.of(200).json();
    assert_eq!(profile["traits"]["extraversion"]["low"], 10);
    assert_eq!(profile["traits"]["agreeableness"]["score"], 17, "other traits stay");
    assert_eq!(stage.post(&path).by(&mitu).send().await.of(409).code(), "conflict");
    let ledger = get(&stage, &mitu, "history").await;
    let newest = &ledger["items"][0];
    assert_eq!((&newest["source"], &newest["caused_by"]), (&json!("undo"), &row["id"]));
    let undoing = format!("/api/v1/personality/history/me/{}/undo", newest["id"].as_str().unwrap());
    stage.post(&undoing).by(&mitu).send().await.of(409);
    assert_eq!(get(&stage, &mitu, "history").await, ledger, "what was refused left nothing");

    let page = stage.get("/api/v1/personality/history/me?limit=4").by(&mitu).send().await.of(200).json();
    let next = format!("/api/v1/personality/history/me?after={}", page["next"].as_str().unwrap());
    let rest = stage.get(&next).by(&mitu).send().await.of(200).json();
    let both =
        [page["items"].as_array().unwrap().clone(), rest["items"].as_array().unwrap().clone()].concat();
    assert_eq!(json!(both), ledger["items"]);
    stage.get("/api/v1/personality/history/me?limit=201").by(&mitu).send().await.of(422);
}

#[tokio::test]
async fn nobody_under_eighteen_has_a_profile() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    hand_in(&stage, &mitu, &sheet()).await.of(201);
    let young = json!({"birth_year": 2012});
    stage.call(Method::PATCH, "/api/v1/profile").by(&mitu).json(&young).send().await.of(200);
    for path in ["profile", "context", "history"] {
        let path = format!("/api/v1/personality/{path}/me");
        assert_eq!(stage.get(&path).by(&mitu).send().await.of(403).code(), "forbidden");
    }
    hand_in(&stage, &mitu, &sheet()).await.of(403);
    let turn = stage.say(&mitu, "hello").await;
    assert_eq!(turn["has_personality_context"], false);
}
