//! Signing up, in and out.

use std::sync::Arc;
use std::time::Duration;

use axum::http::Method;
use bondhu_testkit::scripted_rate_limiter::ScriptedRateLimiter;
use serde_json::{Value, json};

use super::call::{Answer, PASSWORD};
use super::stage::Stage;

async fn register(stage: &Stage, body: Value) -> Answer {
    stage.post("/api/v1/auth/register").json(&body).send().await
}

async fn login(stage: &Stage, email: &str, password: &str, peer: &str) -> Answer {
    let body = json!({"email": email, "password": password});
    stage.post("/api/v1/auth/login").json(&body).peer(peer).send().await
}

const HOME: &str = "192.0.2.7:50000";

#[tokio::test]
async fn signing_up_signs_in_for_thirty_days() {
    let stage = Stage::new();
    let body = json!({"email": " Mitu@Example.org ", "password": PASSWORD, "display_name": "Mitu",
        "timezone": "Asia/Dhaka", "country": "BD", "birth_year": 2003});
    let answer = register(&stage, body).await.of(201);
    let granted = answer.json();
    assert_eq!(granted["expires_at"], "2026-04-01T09:00:00.000000Z");
    let cookie = answer.header("set-cookie").unwrap();
    let token = granted["token"].as_str().unwrap();
    assert_eq!(
        cookie,
        format!("bondhu_session={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}", 30 * 86_400)
    );

    let profile = stage.get("/api/v1/profile").header("authorization", &format!("Bearer {token}"));
    let profile = profile.send().await.of(200).json();
    assert_eq!(profile["email"], "mitu@example.org");
    assert_eq!((&profile["display_name"], &profile["birth_year"]), (&json!("Mitu"), &json!(2003)));
    assert_eq!((&profile["timezone"], &profile["country"]), (&json!("Asia/Dhaka"), &json!("BD")));

    stage.clock.advance(Duration::from_hours(30 * 24));
    let late = stage.get("/api/v1/profile").header("authorization", &format!("Bearer {token}")).send().await;
    assert_eq!(late.of(401).code(), "unauthenticated");
}

#[tokio::test]
async fn an_address_in_use_is_a_conflict_however_it_is_written() {
    let stage = Stage::new();
    stage.person("mitu").await;
    for email in ["mitu@example.org", "MITU@EXAMPLE.ORG"] {
        let answer = register(&stage, json!({"email": email, "password": "another password"})).await;
        assert_eq!(answer.of(409).code(), "conflict");
    }
    assert_eq!(login(&stage, "mitu@example.org", "another password", HOME).await.status, 401);
}

#[tokio::test]
async fn all_mistakes_of_a_sign_up_are_told_at_once() {
    let stage = Stage::new();
    let body = json!({"email": "nobody", "password": "short", "display_name": "x".repeat(500),
        "timezone": "Mars/Olympus", "country": "India", "birth_year": 1700});
    let mistakes = register(&stage, body).await.mistakes();
    assert_eq!(
        mistakes,
        [
            "email: invalid",
            "password: too_short",
            "display_name: invalid",
            "timezone: unknown",
            "country: invalid",
            "birth_year: out_of_range"
        ]
    );
    for (password, code) in [
        ("a".repeat(257), "too_long"),
        ("123456789".to_owned(), "too_short"),
        ("1234567890".to_owned(), "too_common"),
    ] {
        let body = json!({"email": "mitu@example.org", "password": password});
        assert_eq!(register(&stage, body).await.mistakes(), [format!("password: {code}")]);
    }
    let longest: Vec<_> = (0..64).map(|number| format!("{:04}", number * number)).collect();
    for password in ["মিতুর সাথে চা", &longest.concat()] {
        let body = json!({"email": format!("{}@example.org", password.len()), "password": password});
        register(&stage, body).await.of(201);
    }
}

#[tokio::test]
async fn a_closed_server_takes_no_strangers() {
    let stage = Stage::with(|app| app.policy.registration_open = false);
    let answer = register(&stage, json!({"email": "mitu@example.org", "password": PASSWORD})).await;
    assert_eq!(answer.of(403).code(), "forbidden");
}

#[tokio::test]
async fn an_unknown_address_and_a_wrong_password_look_the_same() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let wrong = login(&stage, &mitu.email, "tea without mitu", HOME).await.of(401);
    let unknown = login(&stage, "nobody@example.org", PASSWORD, HOME).await.of(401);
    let nonsense = login(&stage, "no address at all", PASSWORD, "192.0.2.8:1").await.of(401);
    assert_eq!((wrong.text(), unknown.text()), (unknown.text(), nonsense.text()));
    assert_eq!(wrong.header("www-authenticate"), Some("Bearer"));
    assert_eq!(wrong.header("set-cookie"), None);
    let right = login(&stage, "MITU@example.org", PASSWORD, HOME).await.of(200).json();
    assert_eq!(right["user_id"].as_str().unwrap(), mitu.id);
    assert_ne!(right["token"].as_str().unwrap(), mitu.token, "each sign-in has a token of its own");
}

#[tokio::test]
async fn failures_slow_an_address_down_for_everybody() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    for peer in ["192.0.2.1:1", "192.0.2.2:1", "192.0.2.3:1"] {
        login(&stage, &mitu.email, "guessing it", peer).await.of(401);
    }
    stage.clock.advance(Duration::from_millis(19_500));
    let slowed = login(&stage, &mitu.email, PASSWORD, "192.0.2.4:1").await.of(429);
    assert_eq!(slowed.header("retry-after"), Some("41"), "rounded up");
    assert_eq!(slowed.header("ratelimit-policy"), Some("\"auth\";q=3;w=60"));
    assert_eq!(slowed.header("ratelimit"), Some("\"auth\";r=0;t=41"));
    let body = slowed.json();
    assert_eq!(
        (&body["code"], &body["retry_after"], &body["service"]),
        (&json!("rate_limited"), &json!(41), &json!("auth"))
    );

    stage.clock.advance(Duration::from_secs(41));
    login(&stage, &mitu.email, PASSWORD, "192.0.2.4:1").await.of(200);
}

#[tokio::test]
async fn failures_slow_a_network_address_down_for_all_accounts() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    for name in ["a", "b", "c"] {
        login(&stage, &format!("{name}@example.org"), "guessing it", HOME).await.of(401);
    }
    login(&stage, &mitu.email, PASSWORD, HOME).await.of(429);
    login(&stage, &mitu.email, PASSWORD, "192.0.2.9:1").await.of(200);
}

#[tokio::test]
async fn a_good_sign_in_forgives_the_failures_before_it() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    for _ in 0..3 {
        login(&stage, &mitu.email, "mistyped it", "192.0.2.1:1").await.of(401);
        login(&stage, &mitu.email, PASSWORD, "192.0.2.2:1").await.of(200);
        stage.clock.advance(Duration::from_secs(30));
    }
}

#[tokio::test]
async fn a_limiter_that_fails_lets_nobody_guess() {
    let stage = Stage::with(|app| app.limiter = Arc::new(ScriptedRateLimiter::new().fail()));
    assert_eq!(login(&stage, "mitu@example.org", PASSWORD, HOME).await.of(503).code(), "unavailable");
}

#[tokio::test]
async fn signing_out_voids_one_sign_in_or_all_of_them() {
    let stage = Stage::new();
    let here = stage.person("mitu").await;
    let mut there = here.clone();
    let granted = login(&stage, &here.email, PASSWORD, HOME).await.of(200).json();
    granted["token"].as_str().unwrap().clone_into(&mut there.token);

    let answer = stage.post("/api/v1/auth/logout").by(&here).send().await.of(204);
    assert!(answer.header("set-cookie").unwrap().starts_with("bondhu_session=; ") && answer.body.is_empty());
    stage.get("/api/v1/profile").by(&here).send().await.of(401);
    stage.post("/api/v1/auth/logout").by(&here).send().await.of(401);
    stage.get("/api/v1/profile").by(&there).send().await.of(200);

    let wrong = stage.post("/api/v1/auth/logout?everywhere=perhaps").by(&there).send().await;
    assert_eq!(wrong.mistakes(), ["everywhere: invalid"]);
    let mut third = here.clone();
    let granted = login(&stage, &here.email, PASSWORD, HOME).await.of(200).json();
    granted["token"].as_str().unwrap().clone_into(&mut third.token);
    stage.post("/api/v1/auth/logout?everywhere=true").by(&there).send().await.of(204);
    for gone in [&there, &third] {
        stage.get("/api/v1/profile").by(gone).send().await.of(401);
    }
}

#[tokio::test]
async fn nothing_personal_is_answered_to_a_stranger() {
    let stage = Stage::new();
    for (method, path) in [
        (Method::GET, "/api/v1/profile"),
        (Method::PATCH, "/api/v1/profile"),
        (Method::GET, "/api/v1/account/export"),
        (Method::DELETE, "/api/v1/account"),
        (Method::POST, "/api/v1/auth/logout"),
        (Method::POST, "/api/v1/chat/send"),
        (Method::POST, "/api/v1/chat/stream"),
        (Method::GET, "/api/v1/chat/stream/0195577f-6d10-7a3c-9d0e-2f4c6b8a1e5d"),
        (Method::GET, "/api/v1/chat/history/me"),
        (Method::GET, "/api/v1/chat/export"),
        (Method::PUT, "/api/v1/chat/messages/0195577f-6d10-7a3c-9d0e-2f4c6b8a1e5d/reactions/%F0%9F%91%8D"),
        (Method::POST, "/api/v1/sessions/start"),
        (Method::POST, "/api/v1/sessions/activity"),
        (Method::POST, "/api/v1/sessions/end"),
        (Method::GET, "/api/v1/sessions"),
        (Method::GET, "/api/v1/activity-stats"),
        (Method::GET, "/api/v1/achievements"),
        (Method::GET, "/api/v1/events"),
    ] {
        for credentials in ["", "Bearer ", "Bearer nonsense", "Basic bWl0dTp0ZWE=", "Bearer *", "bearer"] {
            let call = stage.call(method.clone(), path).header("content-type", "application/json");
            let call = if credentials.is_empty() { call } else { call.header("authorization", credentials) };
            assert_eq!(call.send().await.of(401).code(), "unauthenticated", "{method} {path} {credentials}");
        }
    }
}
