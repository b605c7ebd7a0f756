//! Two people never see or change anything of each other.

use axum::http::Method;
use serde_json::{Value, json};

use super::stage::Stage;

#[tokio::test]
async fn everything_of_somebody_else_does_not_exist() {
    let stage = Stage::new();
    let (mitu, asha) = (stage.person("mitu").await, stage.person("asha").await);
    let turn = stage.say(&mitu, "Only for Bondhu").await;
    let text = |field: &str| turn[field].as_str().unwrap().to_owned();
    let (reply, asked, session) = (text("message_id"), text("user_message_id"), text("session_id"));
    let nothing = "0195577f-6d10-7a3c-9d0e-2f4c6b8a1e5d";
    let before = stage.get("/api/v1/account/export").by(&mitu).send().await.of(200).text();

    for id in [&mitu.id, nothing, "*", "%2A", "..", "null"] {
        for tail in ["", "?limit=1"] {
            let path = format!("/api/v1/chat/history/{id}{tail}");
            stage.get(&path).by(&asha).send().await.of(404);
            let search = format!("/api/v1/chat/search/{id}?q=Only");
            stage.get(&search).by(&asha).send().await.of(404);
        }
    }
    let thumb = "reactions/%F0%9F%91%8D";
    for (method, path) in [
        (Method::GET, format!("/api/v1/chat/stream/{asked}")),
        (Method::GET, format!("/api/v1/chat/stream/{reply}")),
        (Method::PUT, format!("/api/v1/chat/messages/{reply}/{thumb}")),
        (Method::PUT, format!("/api/v1/chat/messages/{asked}/{thumb}")),
        (Method::DELETE, format!("/api/v1/chat/messages/{reply}/{thumb}")),
        (Method::GET, format!("/api/v1/chat/history/me?session_id={session}")),
        (Method::GET, format!("/api/v1/chat/history/me?before={asked}")),
        (Method::GET, format!("/api/v1/sessions?after={session}")),
    ] {
        let foreign = stage.call(method.clone(), &path).by(&asha).send().await.of(404);
        let unknown = path.replace(&asked, nothing).replace(&reply, nothing).replace(&session, nothing);
        let unknown = stage.call(method, &unknown).by(&asha).send().await.of(404);
        assert_eq!(foreign.text(), unknown.text(), "{path}");
    }
    for (path, body) in [
        ("/api/v1/sessions/end", json!({"session_id": session})),
        ("/api/v1/sessions/activity", json!({"session_id": session, "activity_type": "game"})),
    ] {
        assert_eq!(stage.post(path).by(&asha).json(&body).send().await.of(404).code(), "not_found");
    }

    assert_eq!(stage.get("/api/v1/account/export").by(&mitu).send().await.of(200).text(), before);
}

/// A message never fails for a session's sake; it goes into one of the person's own.
#[tokio::test]
async fn a_message_sent_into_somebody_elses_session_goes_into_an_own_one() {
    let stage = Stage::new();
    let (mitu, asha) = (stage.person("mitu").await, stage.person("asha").await);
    let theirs = stage.say(&mitu, "Mine").await["session_id"].clone();
    let body = json!({"message": "hi", "session_id": theirs});
    let turn = stage.post("/api/v1/chat/send").by(&asha).json(&body).send().await.of(200).json();
    assert_ne!(turn["session_id"], theirs);
    assert_eq!(stage.chat(&mitu).await.len(), 2);
}

#[tokio::test]
async fn own_ids_are_as_good_as_me() {
    let stage = Stage::new();
    let (mitu, asha) = (stage.person("mitu").await, stage.person("asha").await);
    stage.say(&mitu, "hi").await;
    let path = format!("/api/v1/chat/history/{}", mitu.id);
    let own = stage.get(&path).by(&mitu).send().await.of(200).json();
    assert_eq!(own["messages"].as_array().unwrap().len(), 2);
    stage.get(&path).by(&asha).send().await.of(404);
}

/// The same key means something of its own to each person.
#[tokio::test]
async fn keys_of_two_people_are_apart() {
    let stage = Stage::new();
    let (mitu, asha) = (stage.person("mitu").await, stage.person("asha").await);
    let mut turns = Vec::new();
    for (person, text) in [(&mitu, "mine"), (&asha, "hers")] {
        let call = stage.post("/api/v1/chat/send").by(person).header("idempotency-key", "key-1");
        let answer = call.json(&json!({"message": text})).send().await.of(200);
        assert_eq!(answer.header("idempotent-replayed"), None);
        turns.push(answer.json());
    }
    assert_ne!(turns[0]["message_id"], turns[1]["message_id"]);
    assert_ne!(turns[0]["session_id"], Value::Null);
}
