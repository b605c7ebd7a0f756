//! The mood of messages, days and the last 24 hours.

use std::time::Duration;

use bondhu_domain::mood_series::Tally;
use bondhu_ports::store::Scope;
use serde_json::{Value, json};

use super::call::Person;
use super::stage::Stage;

const LINES: [&str; 5] = [
    "I had a great day with my friends",
    "my exam went badly and I am sad",
    "yaar bahut maza aaya",
    "মন ভালো নেই",
    "the bus came at nine",
];

async fn insights(stage: &Stage, person: &Person) -> Value {
    stage.get("/api/v1/personality/insights/me").by(person).send().await.of(200).json()
}

#[tokio::test]
async fn a_message_has_its_mood_and_what_cannot_be_scored_has_none() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let turn = stage.say(&mitu, "I am so happy today, everything is wonderful").await;
    assert_eq!(turn["mood_detected"], "happy");
    assert!(turn["sentiment_score"].as_f64().unwrap() > 0.7);
    let turn = stage.say(&mitu, "?!").await;
    assert_eq!((&turn["mood_detected"], &turn["sentiment_score"]), (&Value::Null, &Value::Null));
    let page = stage.get("/api/v1/chat/history/me").by(&mitu).send().await.of(200).json();
    assert_eq!(page["messages"][0]["mood_detected"], "happy");
    assert_eq!(page["messages"][1]["mood_detected"], Value::Null, "a reply has no mood");
}

#[tokio::test]
async fn off_the_record_nothing_is_learnt() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let body = json!({"message": "I am so happy today", "off_the_record": true});
    let turn = stage.post("/api/v1/chat/send").by(&mitu).json(&body).send().await.of(200).json();
    assert_eq!(turn["sentiment_score"], Value::Null);
    let trend = stage.get("/api/v1/mood/trend").by(&mitu).send().await.of(200).json();
    assert_eq!(trend["points"], json!([]));
}

#[tokio::test]
async fn five_messages_make_an_insight() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    for line in &LINES[..4] {
        stage.say(&mitu, line).await;
    }
    let expected = json!({"status": "insufficient_data", "message_count_24h": 4, "needed": 5});
    assert_eq!(insights(&stage, &mitu).await, expected);
    stage.say(&mitu, LINES[4]).await;
    let found = insights(&stage, &mitu).await;
    assert_eq!((&found["message_count_24h"], &found["trend"]), (&json!(5), &json!("stable")));
    assert_eq!(found["communication_style"], "balanced_friendly");
}

#[tokio::test]
async fn the_tenth_message_is_analysed_and_a_flag_that_no_longer_holds_goes() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let user = mitu.id.parse().unwrap();
    for count in 1..=10 {
        let mut work = stage.app.store.begin_read(Scope::System).await.unwrap();
        assert_eq!(work.insights().latest(user).await.unwrap(), None, "before message {count}");
        drop(work);
        stage.say(&mitu, "this is terrible, I hate it and I am sad").await;
    }
    let mut work = stage.app.store.begin_read(Scope::System).await.unwrap();
    let stored = work.insights().latest(user).await.unwrap().unwrap();
    drop(work);
    assert_eq!(stored.at_message, 10);
    assert!(stored.insight.flags.needs_support);

    stage.clock.advance(Duration::from_hours(30));
    for _ in 0..10 {
        stage.say(&mitu, "what a wonderful happy day, I love it").await;
    }
    let now = insights(&stage, &mitu).await;
    assert_eq!((&now["needs_support"], &now["trend"]), (&json!(false), &json!("improving")));
    assert_eq!(now["communication_style"], "enthusiastic_energetic");
}

#[tokio::test]
async fn the_days_can_be_made_again_from_the_messages_to_the_bit() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let user = mitu.id.parse().unwrap();
    for _ in 0..6 {
        for line in LINES {
            stage.say(&mitu, line).await;
            stage.clock.advance(Duration::from_mins(100));
        }
    }
    let mut work = stage.app.store.begin_read(Scope::System).await.unwrap();
    let stored = work.moods().days(user).await.unwrap();
    assert!(stored.len() >= 2);
    for day in stored {
        let messages = work.moods().scored_on(user, day.date).await.unwrap();
        let again = messages.iter().rev().collect::<Tally>().day(day.date).unwrap();
        assert_eq!(again, day);
        assert_eq!(again.mean.to_bits(), day.mean.to_bits());
    }
}

#[tokio::test]
async fn the_trend_has_its_days_and_says_what_is_missing() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    stage.say(&mitu, LINES[0]).await;
    stage.clock.advance(Duration::from_hours(48));
    stage.say(&mitu, LINES[1]).await;
    let trend = stage.get("/api/v1/mood/trend?days=7").by(&mitu).send().await.of(200).json();
    assert_eq!(trend["points"].as_array().unwrap().len(), 2, "a day without messages is missing");
    assert_eq!(trend["patterns"], json!({"status": "not_enough_data", "missing_pairs": 10}));
    assert_eq!(trend["alarm"], Value::Null);
    for days in ["0", "366", "x"] {
        let wrong = stage.get(&format!("/api/v1/mood/trend?days={days}")).by(&mitu).send().await.of(422);
        assert_eq!(wrong.json()["errors"][0]["field"], "days");
    }
}

#[tokio::test]
async fn three_days_with_a_mood_make_a_wellness_score() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    for day in 0..3 {
        let stats = stage.get("/api/v1/activity-stats").by(&mitu).send().await.of(200).json();
        assert_eq!(stats["wellness"]["score"], Value::Null, "day {day}");
        stage.say(&mitu, "what a wonderful happy day").await;
        stage.clock.advance(Duration::from_hours(24));
    }
    let stats = stage.get("/api/v1/activity-stats").by(&mitu).send().await.of(200).json();
    let wellness = &stats["wellness"];
    let parts: f64 = ["mood", "steadiness", "routine"].iter().map(|it| wellness[it].as_f64().unwrap()).sum();
    assert!((wellness["score"].as_f64().unwrap() - parts).abs() <= 0.5, "{wellness}");
    assert_eq!(wellness["reason"], Value::Null);
}

#[tokio::test]
async fn a_check_in_is_kept_and_its_note_looked_at() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let check_in = |body: Value| stage.post("/api/v1/mood/check-in").by(&mitu).json(&body).send();
    let kept = check_in(json!({"valence": -3, "arousal": 4, "note": "tired"})).await.of(201).json();
    assert_eq!((&kept["valence"], &kept["safety"]), (&json!(-3), &Value::Null));
    let serious =
        check_in(json!({"valence": -4, "arousal": 0, "note": "I want to kill myself"})).await.of(201).json();
    assert!(serious["safety"]["tier"].as_u64().unwrap() >= 2);
    assert!(serious["response"].as_str().unwrap().contains("14416"));
    for (field, body) in [
        ("valence", json!({"valence": 5, "arousal": 0})),
        ("arousal", json!({"valence": 0, "arousal": -5})),
        ("valence", json!({"valence": 0.5, "arousal": 0})),
        ("arousal", json!({"valence": 0})),
        ("note", json!({"valence": 0, "arousal": 0, "note": "x".repeat(1_001)})),
    ] {
        assert_eq!(check_in(body).await.of(422).json()["errors"][0]["field"], field);
    }
}

#[tokio::test]
async fn no_series_of_a_minor_is_kept() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let young = json!({"birth_year": 2012});
    stage.call(axum::http::Method::PATCH, "/api/v1/profile").by(&mitu).json(&young).send().await.of(200);
    let turn = stage.say(&mitu, "I am so happy today").await;
    assert_eq!(turn["sentiment_score"], Value::Null);
    for path in ["/api/v1/mood/trend", "/api/v1/personality/insights/me"] {
        assert_eq!(stage.get(path).by(&mitu).send().await.of(403).code(), "forbidden");
    }
    stage.clock.advance(Duration::from_hours(24));
    let stats = stage.get("/api/v1/activity-stats").by(&mitu).send().await.of(200).json();
    assert_eq!((&stats["current_streak_days"], &stats["streak_at_risk"]), (&json!(1), &json!(false)));
}

#[tokio::test]
async fn everybody_who_wrote_something_is_analysed_hourly() {
    let stage = Stage::new();
    let (mitu, ravi) = (stage.person("mitu").await, stage.person("ravi").await);
    stage.person("quiet").await;
    for line in LINES {
        stage.say(&mitu, line).await;
    }
    stage.say(&ravi, "hi").await;
    let hour = Duration::from_hours(1);
    assert_eq!(stage.app.analyse_active(hour).await.unwrap(), 2);
    let mut work = stage.app.store.begin_read(Scope::System).await.unwrap();
    assert!(work.insights().latest(mitu.id.parse().unwrap()).await.unwrap().is_some());
    assert_eq!(work.insights().latest(ravi.id.parse().unwrap()).await.unwrap(), None, "too little to say");
    drop(work);
    stage.clock.advance(Duration::from_hours(2));
    assert_eq!(stage.app.analyse_active(hour).await.unwrap(), 0);
}
