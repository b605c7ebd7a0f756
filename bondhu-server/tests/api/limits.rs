//! How often a person may send, and what is told about it.

use std::time::Duration;

use serde_json::json;

use super::call::{Answer, PASSWORD, Person};
use super::stage::Stage;

/// Three messages a minute.
fn stage() -> Stage {
    Stage::with(|app| app.policy.chat_limit.count = 3)
}

async fn send(stage: &Stage, person: &Person, path: &str, key: Option<&str>) -> Answer {
    let call = stage.post(path).by(person).json(&json!({"message": "hello"}));
    let call = if let Some(key) = key { call.header("idempotency-key", key) } else { call };
    call.send().await
}

const SEND: &str = "/api/v1/chat/send";
const STREAM: &str = "/api/v1/chat/stream";

#[tokio::test]
async fn a_person_sends_so_many_in_a_window_and_is_told_what_is_left() {
    let stage = stage();
    let mitu = stage.person("mitu").await;
    for (path, left) in [(SEND, 2), (STREAM, 1), (SEND, 0)] {
        let answer = send(&stage, &mitu, path, None).await.of(200);
        assert_eq!(answer.header("ratelimit-policy"), Some("\"chat\";q=3;w=60"));
        assert_eq!(answer.header("ratelimit"), Some(&*format!("\"chat\";r={left};t=60")));
        assert_eq!(answer.header("retry-after"), None);
    }
    stage.clock.advance(Duration::from_millis(9_500));
    for path in [SEND, STREAM] {
        let refused = send(&stage, &mitu, path, None).await.of(429);
        assert_eq!(refused.header("retry-after"), Some("51"));
        assert_eq!(refused.header("ratelimit"), Some("\"chat\";r=0;t=51"));
        let problem = refused.json();
        assert_eq!((&problem["service"], &problem["retry_after"]), (&json!("chat"), &json!(51)));
    }
    assert_eq!(stage.chat(&mitu).await.len(), 6, "what was refused was not stored");

    let neel = stage.person("neel").await;
    send(&stage, &neel, SEND, None).await.of(200);
    stage.clock.advance(Duration::from_millis(50_500));
    send(&stage, &mitu, SEND, None).await.of(200);
}

#[tokio::test]
async fn to_ask_again_for_an_answer_costs_nothing() {
    let stage = stage();
    let mitu = stage.person("mitu").await;
    for _ in 0..10 {
        send(&stage, &mitu, SEND, Some("one")).await.of(200);
    }
    for key in ["two", "three"] {
        send(&stage, &mitu, SEND, Some(key)).await.of(200);
    }
    send(&stage, &mitu, SEND, Some("four")).await.of(429);
    let replay = send(&stage, &mitu, SEND, Some("one")).await.of(200);
    assert_eq!(replay.header("idempotent-replayed"), Some("true"));
    assert_eq!(replay.header("ratelimit"), None, "nothing was counted");
    stage.clock.advance(Duration::from_mins(1));
    send(&stage, &mitu, SEND, Some("four")).await.of(200);
}

#[tokio::test]
async fn no_limit_keeps_help_away() {
    let stage = stage();
    let mitu = stage.person("mitu").await;
    for _ in 0..3 {
        send(&stage, &mitu, SEND, None).await.of(200);
    }
    send(&stage, &mitu, SEND, None).await.of(429);
    for _ in 0..5 {
        let turn = stage.say(&mitu, "I want to kill myself").await;
        assert!(turn["safety"]["tier"].as_u64() >= Some(2), "{turn}");
    }
}

#[tokio::test]
async fn the_form_keeps_what_was_typed() {
    let stage = stage();
    let mitu = stage.person("mitu").await;
    for _ in 0..3 {
        send(&stage, &mitu, SEND, None).await.of(200);
    }
    let typed = [("message", "a fourth one"), ("idempotency_key", "four")];
    let page = stage.post("/chat").by_cookie(&mitu).same_origin().form(&typed).send().await.of(429).text();
    assert!(page.contains("a fourth one") && page.contains("in 60 seconds"), "{page}");
}

#[tokio::test]
async fn only_a_trusted_proxy_says_for_whom_it_speaks() {
    let login = async |stage: &Stage, peer: &str, name: &str, forwarded: &str| {
        let body = json!({"email": format!("{name}@example.org"), "password": PASSWORD});
        let call = stage.post("/api/v1/auth/login").peer(peer).header("x-forwarded-for", forwarded);
        call.json(&body).send().await.status
    };
    let stage = stage();
    for name in ["a", "b", "c"] {
        assert_eq!(login(&stage, "198.51.100.7:1", name, "1.2.3.4, 192.0.2.1").await, 401);
    }
    assert_eq!(login(&stage, "198.51.100.8:1", "d", "9.9.9.9, 192.0.2.1").await, 429, "the same device");
    assert_eq!(login(&stage, "198.51.100.7:1", "d", "192.0.2.2").await, 401, "another one");
    assert_eq!(
        login(&stage, "192.0.2.1:9", "e", "192.0.2.3").await,
        429,
        "no proxy: what it says is not believed"
    );
}
