//! What other tabs and devices are told.

use std::time::Duration;

use axum::http::Method;
use serde_json::json;

use super::call::Person;
use super::events::Events;
use super::stage::Stage;

async fn listen(stage: &Stage, person: &Person, last: Option<&str>) -> Events {
    let call = stage.get("/api/v1/events").by(person);
    let call = if let Some(last) = last { call.header("last-event-id", last) } else { call };
    call.listen().await
}

#[tokio::test]
async fn a_turn_is_told_to_every_device_of_the_person_and_to_nobody_else() {
    let stage = Stage::new();
    let (mitu, asha) = (stage.person("mitu").await, stage.person("asha").await);
    let mut phone = listen(&stage, &mitu, None).await;
    assert_eq!(phone.expect("presence").await.data, json!({"devices": 1}));
    let mut laptop = listen(&stage, &mitu, None).await;
    assert_eq!(phone.expect("presence").await.data, json!({"devices": 2}));
    laptop.expect("presence").await;
    let mut stranger = listen(&stage, &asha, None).await;
    stranger.expect("presence").await;

    let turn = stage.say(&mitu, "hi").await;
    for device in [&mut phone, &mut laptop] {
        let session = device.expect("session").await.data;
        assert_eq!(session, json!({"session_id": turn["session_id"], "state": "active"}));
        let asked = device.expect("message").await.data;
        assert_eq!((&asked["id"], &asked["message_text"]), (&turn["user_message_id"], &json!("hi")));
        let typing = device.expect("typing").await.data;
        assert_eq!(typing, json!({"user_message_id": turn["user_message_id"], "active": true}));
        assert_eq!(device.expect("message").await.data["id"], turn["message_id"]);
        assert_eq!(device.expect("typing").await.data["active"], false);
    }
    let path =
        format!("/api/v1/chat/messages/{}/reactions/%F0%9F%91%8D", turn["message_id"].as_str().unwrap());
    stage.call(Method::PUT, &path).by(&mitu).send().await.of(204);
    let reaction = json!({"message_id": turn["message_id"], "reactions": ["👍"]});
    assert_eq!(phone.expect("reaction").await.data, reaction);
    let call = stage.call(Method::PATCH, "/api/v1/profile").by(&mitu).json(&json!({"language": "bn"}));
    call.send().await.of(200);
    phone.expect("profile").await;
    let end = json!({"session_id": turn["session_id"]});
    stage.post("/api/v1/sessions/end").by(&mitu).json(&end).send().await.of(200);
    assert_eq!(
        phone.expect("session").await.data,
        json!({"session_id": turn["session_id"], "state": "ended"})
    );
    drop(laptop);
    assert_eq!(phone.expect("presence").await.data, json!({"devices": 1}));

    stage.say(&asha, "only hers").await;
    stranger.expect("session").await;
    assert_eq!(stranger.expect("message").await.data["message_text"], "only hers");
}

#[tokio::test]
async fn a_broken_connection_goes_on_where_it_was() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let mut events = listen(&stage, &mitu, None).await;
    let last = events.expect("presence").await.id;
    drop(events);
    let turn = stage.say(&mitu, "meanwhile").await;
    let mut events = listen(&stage, &mitu, Some(&last)).await;
    events.expect("session").await;
    assert_eq!(events.expect("message").await.data["id"], turn["user_message_id"]);

    let path = format!("/api/v1/events?last_event_id={last}");
    let mut by_query = stage.get(&path).by(&mitu).listen().await;
    by_query.expect("session").await;
}

#[tokio::test]
async fn who_missed_too_much_is_told_to_read_anew() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let mut events = listen(&stage, &mitu, None).await;
    let last = events.expect("presence").await.id;
    drop(events);
    stage.clock.advance(Duration::from_mins(10));
    stage.say(&mitu, "long after").await;
    for seen in [last.as_str(), "0", "18446744073709551615"] {
        let mut events = listen(&stage, &mitu, Some(seen)).await;
        let reset = events.expect("reset").await;
        assert_eq!((reset.id.as_str(), reset.data), ("", json!({})), "{seen}");
    }
}

/// A visit that another device's message closes, because it was idle, is told as well as the new one.
#[tokio::test]
async fn idle_visits_are_told_when_they_close() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let session = stage.post("/api/v1/sessions/start").by(&mitu).send().await.of(201).json();
    stage.clock.advance(Duration::from_mins(31));
    let mut events = listen(&stage, &mitu, None).await;
    events.expect("presence").await;
    let next = stage.post("/api/v1/sessions/start").by(&mitu).send().await.of(201).json();
    let ended = json!({"session_id": session["session_id"], "state": "ended"});
    assert_eq!(events.expect("session").await.data, ended);
    let begun = json!({"session_id": next["session_id"], "state": "active"});
    assert_eq!(events.expect("session").await.data, begun);
    stage.clock.advance(Duration::from_mins(31));
    stage.app.close_idle_sessions().await.unwrap();
    let ended = json!({"session_id": next["session_id"], "state": "ended"});
    assert_eq!(events.expect("session").await.data, ended);
}
