//! Statistics and achievements over days that a test lets pass.

use std::time::Duration;

use axum::http::Method;
use serde_json::{Value, json};

use super::call::Person;
use super::stage::Stage;

async fn stats(stage: &Stage, person: &Person) -> Value {
    stage.get("/api/v1/activity-stats").by(person).send().await.of(200).json()
}

async fn streak(stage: &Stage, person: &Person) -> (u64, u64, bool) {
    let stats = stats(stage, person).await;
    let number = |field: &str| stats[field].as_u64().unwrap();
    (number("current_streak_days"), number("longest_streak_days"), stats["streak_at_risk"].as_bool().unwrap())
}

const DAY: Duration = Duration::from_hours(24);

#[tokio::test]
async fn nothing_yet() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let stats = stats(&stage, &mitu).await;
    for field in [
        "total_sessions",
        "total_messages",
        "messages_today",
        "active_days",
        "current_streak_days",
        "longest_streak_days",
        "games_played",
        "videos_watched",
        "songs_listened",
        "achievements_unlocked",
    ] {
        assert_eq!(stats[field], 0, "{field}");
    }
    assert_eq!((&stats["last_activity_date"], &stats["activity_calendar"]), (&Value::Null, &json!([])));
    assert_eq!((&stats["current_session_id"], &stats["wellness"]["score"]), (&Value::Null, &Value::Null));
    assert!(stats["wellness"]["reason"].is_string(), "no number is made up");
}

#[tokio::test]
async fn a_streak_grows_is_at_risk_and_ends() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    for day in 1..=3 {
        stage.say(&mitu, "hi").await;
        stage.say(&mitu, "and again").await;
        assert_eq!(streak(&stage, &mitu).await, (day, day, false), "twice on one day is one day");
        stage.clock.advance(DAY);
    }
    assert_eq!(streak(&stage, &mitu).await, (3, 3, true), "yesterday counts until tonight");
    stage.clock.advance(DAY);
    assert_eq!(streak(&stage, &mitu).await, (0, 3, false), "without any write");
    stage.say(&mitu, "back").await;
    assert_eq!(streak(&stage, &mitu).await, (1, 3, false));

    let stats = stats(&stage, &mitu).await;
    assert_eq!((&stats["total_messages"], &stats["messages_today"]), (&json!(7), &json!(1)));
    assert_eq!((&stats["active_days"], &stats["last_activity_date"]), (&json!(4), &json!("2026-03-06")));
    assert_eq!(stats["activity_calendar"][0], json!({"date": "2026-03-02", "count": 2}));
    assert_eq!(stats["activity_calendar"][3], json!({"date": "2026-03-06", "count": 1}));
    assert_eq!(stats["total_sessions"], 4);
}

/// 18:29 and 18:31 UTC are two days in Kolkata and one in London.
#[tokio::test]
async fn a_day_is_the_persons_own() {
    for (zone, days) in [("Asia/Kolkata", 2), ("Europe/London", 1), ("Pacific/Kiritimati", 1)] {
        let stage = Stage::new();
        let mitu = stage.person("mitu").await;
        let call = stage.call(Method::PATCH, "/api/v1/profile").by(&mitu);
        call.json(&json!({"timezone": zone})).send().await.of(200);
        stage.clock.advance(Duration::from_mins(9 * 60 + 29));
        stage.say(&mitu, "before midnight").await;
        stage.clock.advance(Duration::from_mins(2));
        stage.say(&mitu, "after it").await;
        assert_eq!(streak(&stage, &mitu).await.0, days, "{zone}");
        assert_eq!(stats(&stage, &mitu).await["messages_today"], 3 - days, "{zone}");
    }
}

#[tokio::test]
async fn a_day_may_begin_when_the_night_is_over() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let call = stage.call(Method::PATCH, "/api/v1/profile").by(&mitu);
    call.json(&json!({"day_start_hour": 4})).send().await.of(200);
    stage.say(&mitu, "in the afternoon").await;
    stage.clock.advance(Duration::from_hours(12));
    stage.say(&mitu, "at 02:30").await;
    assert_eq!(streak(&stage, &mitu).await.0, 1);
    let before = stats(&stage, &mitu).await["activity_calendar"].clone();

    let call = stage.call(Method::PATCH, "/api/v1/profile").by(&mitu);
    call.json(&json!({"day_start_hour": 0, "timezone": "America/New_York"})).send().await.of(200);
    assert_eq!(stats(&stage, &mitu).await["activity_calendar"], before, "moving re-dates nothing");
}

#[tokio::test]
async fn other_activities_count_where_they_belong() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let session = stage.post("/api/v1/sessions/start").by(&mitu).send().await.of(201).json();
    assert_eq!(stats(&stage, &mitu).await["total_sessions"], 0, "a look is no visit");
    assert_eq!(stats(&stage, &mitu).await["current_session_id"], session["session_id"]);
    for (kind, times) in [("game", 3), ("video", 2), ("music", 1), ("chat", 1)] {
        for _ in 0..times {
            let body = json!({"session_id": session["session_id"], "activity_type": kind});
            stage.post("/api/v1/sessions/activity").by(&mitu).json(&body).send().await.of(200);
        }
    }
    let stats = stats(&stage, &mitu).await;
    assert_eq!((&stats["games_played"], &stats["videos_watched"]), (&json!(3), &json!(2)));
    assert_eq!((&stats["songs_listened"], &stats["total_messages"]), (&json!(1), &json!(0)));
    assert_eq!((&stats["total_sessions"], &stats["current_streak_days"]), (&json!(1), &json!(1)));
}

#[tokio::test]
async fn achievements_unlock_once_at_a_time_that_stays() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let all =
        async || stage.get("/api/v1/achievements").by(&mitu).send().await.of(200).json()["items"].clone();
    let one =
        |all: &Value, id: &str| all.as_array().unwrap().iter().find(|it| it["id"] == id).unwrap().clone();
    let fresh = all().await;
    assert_eq!(fresh.as_array().unwrap().len(), 10);
    assert!(fresh.as_array().unwrap().iter().all(|it| it["unlocked_at"].is_null() && it["progress"] == 0));

    stage.say(&mitu, "hi").await;
    let first = one(&all().await, "first_chat");
    assert_eq!(first["unlocked_at"], "2026-03-02T09:00:00.000000Z");
    for day in 1..10 {
        stage.clock.advance(DAY);
        stage.say(&mitu, "hi").await;
        assert_eq!(one(&all().await, "first_chat"), first);
        assert_eq!(one(&all().await, "messages_10")["progress"], day + 1);
        assert_eq!(one(&all().await, "streak_7")["unlocked_at"].is_string(), day >= 6, "day {day}");
    }
    assert_eq!(one(&all().await, "messages_10")["unlocked_at"], "2026-03-11T09:00:00.000000Z");
    assert_eq!(one(&all().await, "streak_7")["unlocked_at"], "2026-03-08T09:00:00.000000Z");
    assert_eq!(stats(&stage, &mitu).await["achievements_unlocked"], 3);
    stage.clock.advance(DAY * 5);
    assert!(one(&all().await, "streak_7")["unlocked_at"].is_string(), "a lost streak takes nothing back");
}
