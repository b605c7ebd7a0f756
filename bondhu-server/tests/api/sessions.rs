//! Visits: begun, joined, left, taken up again, and closed when nobody is there any more.

use std::time::Duration;

use serde_json::{Value, json};

use super::call::{Answer, Person};
use super::stage::Stage;

async fn start(stage: &Stage, person: &Person, status: u16) -> Value {
    stage.post("/api/v1/sessions/start").by(person).json(&json!({})).send().await.of(status).json()
}

async fn end(stage: &Stage, person: &Person, session: &Value) -> Answer {
    let body = json!({"session_id": session["session_id"]});
    stage.post("/api/v1/sessions/end").by(person).json(&body).send().await
}

async fn activity(stage: &Stage, person: &Person, session: &Value, kind: &str) -> Answer {
    let body = json!({"session_id": session["session_id"], "activity_type": kind});
    stage.post("/api/v1/sessions/activity").by(person).json(&body).send().await
}

async fn list(stage: &Stage, person: &Person, query: &str) -> Value {
    stage.get(&format!("/api/v1/sessions{query}")).by(person).send().await.of(200).json()
}

#[tokio::test]
async fn a_second_tab_joins_and_a_message_does_too() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let first = start(&stage, &mitu, 201).await;
    assert_eq!((&first["state"], &first["session_end"]), (&json!("active"), &Value::Null));
    assert_eq!(first["session_start"], "2026-03-02T09:00:00.000000Z");
    assert_eq!(first["disclosure_due"], true, "at the start of each session");
    let second = start(&stage, &mitu, 200).await;
    assert_eq!((&second["session_id"], &second["disclosure_due"]), (&first["session_id"], &json!(false)));
    assert_eq!(stage.say(&mitu, "hi").await["session_id"], first["session_id"]);
    stage.clock.advance(Duration::from_mins(29));
    let third = start(&stage, &mitu, 200).await;
    assert_eq!(third["activities"][0]["type"], "chat");
    assert_eq!(list(&stage, &mitu, "").await["items"].as_array().unwrap().len(), 1);
}

/// A reload ends a visit and begins it again.
#[tokio::test]
async fn a_visit_left_moments_ago_is_taken_up_again() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let session = start(&stage, &mitu, 201).await;
    activity(&stage, &mitu, &session, "chat").await.of(200);
    end(&stage, &mitu, &session).await.of(200);
    stage.clock.advance(Duration::from_mins(2));
    let again = start(&stage, &mitu, 200).await;
    assert_eq!((&again["session_id"], &again["state"]), (&session["session_id"], &json!("active")));
    assert_eq!(again["ended_by"], Value::Null);

    end(&stage, &mitu, &session).await.of(200);
    stage.clock.advance(Duration::from_micros(120_000_001));
    assert_ne!(start(&stage, &mitu, 201).await["session_id"], session["session_id"]);
}

#[tokio::test]
async fn an_idle_visit_is_over_since_its_last_activity() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let session = start(&stage, &mitu, 201).await;
    stage.clock.advance(Duration::from_mins(10));
    activity(&stage, &mitu, &session, "music").await.of(200);
    stage.clock.advance(Duration::from_mins(31));

    let refused = activity(&stage, &mitu, &session, "music").await.of(409);
    assert_eq!(refused.code(), "session_ended");
    let listed = list(&stage, &mitu, "").await["items"][0].clone();
    assert_eq!((&listed["state"], &listed["ended_by"]), (&json!("ended"), &json!("idle")));
    assert_eq!(listed["session_end"], "2026-03-02T09:10:00.000000Z");
    assert_eq!((&listed["total_duration_minutes"], &listed["active_minutes"]), (&json!(10), &json!(0)));

    assert_eq!(stage.app.close_idle_sessions().await.unwrap(), 1);
    assert_eq!(list(&stage, &mitu, "").await["items"][0], listed, "the sweep's time is not the visit's");
    let ended = end(&stage, &mitu, &session).await.of(200).json();
    assert_eq!((&ended["session_end"], &ended["ended_by"]), (&listed["session_end"], &json!("idle")));
    assert_ne!(start(&stage, &mitu, 201).await["session_id"], session["session_id"]);
    assert_eq!(stage.app.close_idle_sessions().await.unwrap(), 0);
}

#[tokio::test]
async fn ending_twice_is_ending_once() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let session = start(&stage, &mitu, 201).await;
    stage.clock.advance(Duration::from_mins(3));
    let first = end(&stage, &mitu, &session).await.of(200);
    assert_eq!(first.json()["ended_by"], "left");
    assert_eq!(first.json()["session_end"], "2026-03-02T09:03:00.000000Z");
    stage.clock.advance(Duration::from_mins(3));
    assert_eq!(end(&stage, &mitu, &session).await.of(200).text(), first.text());
    assert_eq!(activity(&stage, &mitu, &session, "chat").await.of(409).code(), "session_ended");
}

/// `navigator.sendBeacon` can only say that its body is plain text.
#[tokio::test]
async fn beacons_are_understood() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let session = start(&stage, &mitu, 201).await;
    let id = session["session_id"].as_str().unwrap();
    for kind in ["text/plain;charset=UTF-8", "text/plain", "application/json"] {
        let body = format!("{{\"session_id\":\"{id}\",\"activity_type\":\"video\"}}");
        let call = stage.post("/api/v1/sessions/activity").by_cookie(&mitu).same_origin();
        call.body(kind, body).send().await.of(200);
    }
    let body = format!("{{\"session_id\":\"{id}\"}}");
    let call = stage.post("/api/v1/sessions/end").by_cookie(&mitu).same_origin();
    let ended = call.body("text/plain;charset=UTF-8", body.clone()).send().await.of(200).json();
    assert_eq!(ended["activities"][0]["count"], 3);
    let call = stage.post("/api/v1/sessions/end").by(&mitu).body("text/html", body);
    assert_eq!(call.send().await.of(415).code(), "unsupported_media_type");
}

#[tokio::test]
async fn wrong_input_is_told_by_field() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let session = start(&stage, &mitu, 201).await;
    for kind in ["", "chess", "Chat", "heartbeat"] {
        assert_eq!(activity(&stage, &mitu, &session, kind).await.mistakes(), ["activity_type: unknown"]);
    }
    let none = json!({"session_id": "none"});
    assert_eq!(activity(&stage, &mitu, &none, "chat").await.mistakes(), ["session_id: invalid"]);
    assert_eq!(end(&stage, &mitu, &none).await.mistakes(), ["session_id: invalid"]);
    let unknown = json!({"session_id": "0195577f-6d10-7a3c-9d0e-2f4c6b8a1e5d"});
    activity(&stage, &mitu, &unknown, "chat").await.of(404);
    end(&stage, &mitu, &unknown).await.of(404);
    let empty = stage.post("/api/v1/sessions/end").by(&mitu).json(&json!({})).send().await;
    assert_eq!(empty.mistakes(), ["session_id: required"]);
    for (query, mistake) in [
        ("limit=0", "limit: out_of_range"),
        ("limit=201", "limit: out_of_range"),
        ("after=x", "after: invalid"),
    ] {
        let path = format!("/api/v1/sessions?{query}");
        assert_eq!(stage.get(&path).by(&mitu).send().await.mistakes(), [mistake]);
    }
    assert_eq!(list(&stage, &mitu, "").await["items"][0]["activities"], json!([]));
}

#[tokio::test]
async fn visits_are_listed_newest_first_page_by_page() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.insert(0, start(&stage, &mitu, 201).await["session_id"].clone());
        stage.clock.advance(Duration::from_hours(1));
    }
    let (mut seen, mut query) = (Vec::new(), "?limit=2".to_owned());
    loop {
        let page = list(&stage, &mitu, &query).await;
        seen.extend(page["items"].as_array().unwrap().iter().map(|it| it["session_id"].clone()));
        let Some(next) = page["next"].as_str() else { break };
        query = format!("?limit=2&after={next}");
    }
    assert_eq!(seen, ids);
}

#[tokio::test]
async fn a_program_says_what_it_is_every_three_hours_and_hourly_to_the_young() {
    for (birth_year, hours) in [(json!(null), 3), (json!(2010), 1)] {
        let stage = Stage::new();
        let mitu = stage.person("mitu").await;
        let call = stage.call(axum::http::Method::PATCH, "/api/v1/profile").by(&mitu);
        call.json(&json!({"birth_year": birth_year})).send().await.of(200);
        let session = start(&stage, &mitu, 201).await;
        let mut due = Vec::new();
        for quarter in 1..=12 {
            stage.clock.advance(Duration::from_mins(15));
            let visit = activity(&stage, &mitu, &session, "chat").await.of(200).json();
            if visit["disclosure_due"] == true {
                due.push(quarter);
            }
        }
        let expected: Vec<_> = (1..=12).filter(|quarter| quarter % (hours * 4) == 0).collect();
        assert_eq!(due, expected);
    }
}
