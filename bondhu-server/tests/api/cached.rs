//! What is told from the cache, and what drops it.

use std::time::Duration;

use axum::http::Method;
use bondhu_domain::stats::Counters;
use bondhu_ports::store::Scope;
use serde_json::{Value, json};

use super::call::Person;
use super::stage::Stage;

async fn stats(stage: &Stage, person: &Person) -> Value {
    stage.get("/api/v1/activity-stats").by(person).send().await.of(200).json()
}

/// Changes what is stored without a word to the cache: who still tells the old number tells it from the cache.
async fn change_behind_its_back(stage: &Stage, person: &Person, games: u64) {
    let user = person.id.parse().unwrap();
    let mut work = stage.app.store.begin(Scope::System).await.unwrap();
    let counters = Counters { games, ..work.stats().counters(user).await.unwrap() };
    work.stats().save_counters(user, &counters).await.unwrap();
    work.commit().await.unwrap();
}

#[tokio::test]
async fn statistics_are_cached_until_something_changes() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let started = stage.post("/api/v1/sessions/start").by(&mitu).json(&json!({})).send().await.of(201).json();
    let session = &started["session_id"];
    let mut games = 0;
    let changes = [
        (Method::POST, "/api/v1/sessions/start", json!({})),
        (Method::POST, "/api/v1/sessions/activity", json!({"session_id": session, "activity_type": "video"})),
        (Method::POST, "/api/v1/chat/send", json!({"message": "hello"})),
        (Method::PATCH, "/api/v1/profile", json!({"timezone": "Asia/Kolkata"})),
        (Method::POST, "/api/v1/sessions/end", json!({"session_id": session})),
    ];
    for (method, path, body) in changes {
        assert_eq!(stats(&stage, &mitu).await["games_played"], games, "before {path}");
        change_behind_its_back(&stage, &mitu, games + 1).await;
        assert_eq!(stats(&stage, &mitu).await["games_played"], games, "from the cache");
        let answer = stage.call(method, path).by(&mitu).json(&body).send().await;
        assert!(answer.status < 300, "{path}: {}", answer.text());
        games += 1;
        assert_eq!(stats(&stage, &mitu).await["games_played"], games, "after {path}");
    }
}

#[tokio::test]
async fn cached_statistics_end_with_the_day_and_with_the_visit() {
    let stage = Stage::with(|app| app.policy.stats_ttl = Duration::from_hours(48));
    let mitu = stage.person("mitu").await;
    stage.say(&mitu, "hello").await;
    assert!(stats(&stage, &mitu).await["current_session_id"].is_string());
    stage.clock.advance(stage.app.policy.sessions.idle_after);
    let idle = stats(&stage, &mitu).await;
    assert_eq!((&idle["current_session_id"], &idle["messages_today"]), (&Value::Null, &json!(1)));
    stage.clock.advance(Duration::from_hours(24));
    let tomorrow = stats(&stage, &mitu).await;
    assert_eq!((&tomorrow["messages_today"], &tomorrow["streak_at_risk"]), (&json!(0), &json!(true)));
}

#[tokio::test]
async fn an_insight_is_cached_until_the_next_analysis() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let user = mitu.id.parse().unwrap();
    for number in 0..10 {
        stage.say(&mitu, &format!("what a good day, number {number}")).await;
    }
    let read = async || stage.get("/api/v1/personality/insights/me").by(&mitu).send().await.of(200).json();
    let first = read().await;
    assert_eq!(first["message_count_24h"], 10);
    let mut work = stage.app.store.begin(Scope::System).await.unwrap();
    let mut stored = work.insights().latest(user).await.unwrap().unwrap();
    stored.insight.message_count_24h = 99;
    work.insights().save(user, &stored).await.unwrap();
    work.commit().await.unwrap();
    assert_eq!(read().await, first, "from the cache");
    stage.app.analyse(user).await.unwrap();
    stage.clock.advance(Duration::from_secs(1));
    assert_eq!(read().await["message_count_24h"], 10);
    stage.clock.advance(Duration::from_hours(24));
    assert_eq!(read().await["status"], "insufficient_data", "no insight outlives its day");
}

/// Whoever fails, or changes nothing, must not leave the cache waiting for a change that never comes.
#[tokio::test]
async fn a_change_that_fails_leaves_the_cache_in_use() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let started = stage.post("/api/v1/sessions/start").by(&mitu).json(&json!({})).send().await.of(201).json();
    let session = &started["session_id"];
    let end = json!({"session_id": session});
    stage.post("/api/v1/sessions/end").by(&mitu).json(&end).send().await.of(200);
    let nobody = format!("/api/v1/chat/messages/{}/reactions/%F0%9F%91%8D", mitu.id);
    for (method, path, body, status) in [
        (Method::POST, "/api/v1/sessions/end", end.clone(), 200),
        (
            Method::POST,
            "/api/v1/sessions/activity",
            json!({"session_id": session, "activity_type": "video"}),
            409,
        ),
        (Method::PATCH, "/api/v1/profile", json!({"timezone": "Nowhere/Land"}), 422),
        (Method::PUT, nobody.as_str(), json!({}), 404),
    ] {
        stage.call(method, path).by(&mitu).json(&body).send().await.of(status);
        let read =
            async || stage.get("/api/v1/chat/history/me?limit=7").by(&mitu).send().await.of(200).json();
        read().await;
        assert_eq!(read().await["cached"], true, "after {path}");
    }
}
