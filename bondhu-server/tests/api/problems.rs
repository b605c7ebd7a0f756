//! Errors are problem documents, whatever went wrong, and say nothing of what is inside.

use std::sync::Arc;

use async_trait::async_trait;
use axum::http::Method;
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::tokens::TokenHash;
use bondhu_ports::auth_tokens::AuthToken;
use bondhu_ports::store::{Scope, Store, StoreError, UnitOfWork};
use serde_json::json;

use super::in_process::BODY_LIMIT;
use super::stage::Stage;

#[tokio::test]
async fn paths_and_methods_that_do_not_exist() {
    let stage = Stage::new();
    for path in [
        "/nothing",
        "/api",
        "/api/v1/nothing",
        "/api/v2/profile",
        "/assets/nothing.js",
        "/assets/../Cargo.toml",
        "/api/docs/nothing",
    ] {
        assert_eq!(stage.get(path).send().await.of(404).code(), "not_found", "{path}");
    }
    for (method, path) in [
        (Method::DELETE, "/api/v1/profile"),
        (Method::GET, "/api/v1/chat/send"),
        (Method::POST, "/api/v1/chat/history/me"),
        (Method::PUT, "/"),
        (Method::POST, "/livez"),
    ] {
        let answer = stage.call(method.clone(), path).send().await.of(405);
        assert_eq!(answer.code(), "method_not_allowed", "{method} {path}");
        assert!(answer.header("allow").is_some(), "{method} {path}");
    }
}

#[tokio::test]
async fn bodies_that_cannot_be_read() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let send =
        |kind: &'static str, body: Vec<u8>| stage.post("/api/v1/chat/send").by(&mitu).body(kind, body).send();
    for body in ["", "{", "{\"message\":\"hi\"", "{\"message\":\"hi\"} x", "{'message':'hi'}", "\u{feff}{}"] {
        assert_eq!(send("application/json", body.into()).await.of(400).code(), "bad_request", "{body:?}");
    }
    assert_eq!(
        send("application/json", b"{\"message\":\"\xff\"}".to_vec()).await.of(400).code(),
        "bad_request"
    );
    let deep = format!("{{\"padding\":{}", "[".repeat(20_000));
    send("application/json", deep.into_bytes()).await.of(400);
    for body in ["[]", "null", "5", "\"hi\"", "[\"hi\"]"] {
        assert_eq!(send("application/json", body.into()).await.mistakes(), ["body: invalid"], "{body}");
    }
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application", ""]
    {
        let answer = send(kind, b"{\"message\":\"hi\"}".to_vec()).await.of(415);
        assert_eq!(answer.code(), "unsupported_media_type", "{kind:?}");
    }
    send("Application/JSON; charset=utf-8", b"{\"message\":\"hi\"}".to_vec()).await.of(200);
    let unknown_field = b"{\"message\":\"hi\",\"user_id\":\"somebody else\"}".to_vec();
    send("application/json", unknown_field).await.of(200);
    assert_eq!(stage.chat(&mitu).await.len(), 4);
}

#[tokio::test]
async fn bodies_over_64_kib_are_too_large() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let padded = |length: usize| {
        let start = "{\"message\":\"hi\",\"padding\":\"";
        format!("{start}{}\"}}", "x".repeat(length - start.len() - 2))
    };
    for key in [None, Some("k")] {
        for path in ["/api/v1/chat/send", "/api/v1/chat/stream"] {
            let call = stage.post(path).by(&mitu).body("application/json", padded(BODY_LIMIT + 1));
            let call = if let Some(key) = key { call.header("idempotency-key", key) } else { call };
            assert_eq!(call.send().await.of(413).code(), "payload_too_large");
        }
    }
    // A length that is announced is refused before a byte of it is read.
    let announced = stage.post("/api/v1/chat/send").by(&mitu).header("content-length", "99999999999");
    announced.json(&json!({"message": "hi"})).send().await.of(413);
    let beacon = stage.post("/api/v1/sessions/end").by(&mitu).header("idempotency-key", "b");
    beacon.body("text/plain", padded(BODY_LIMIT + 1)).send().await.of(413);
    assert!(stage.chat(&mitu).await.is_empty());
    let full = stage.post("/api/v1/chat/send").by(&mitu).body("application/json", padded(BODY_LIMIT));
    full.send().await.of(200);
}

/// Paths and queries whose bytes are no text.
#[tokio::test]
async fn addresses_that_cannot_be_read() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    for path in ["/api/v1/chat/history/%FF", "/api/v1/chat/stream/%FF", "/assets/%FF"] {
        let answer = stage.get(path).by(&mitu).send().await;
        assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
    }
    let react = stage.call(Method::PUT, "/api/v1/chat/messages/%FF/reactions/%FF").by(&mitu).send().await;
    assert!(matches!(react.status, 400 | 404));
    stage.get("/api/v1/chat/history/me?limit=%FF").by(&mitu).send().await.mistakes();
}

/// A store with a defect.
struct Broken(Arc<dyn Store>);

#[async_trait]
impl Store for Broken {
    async fn begin(&self, scope: Scope) -> Result<Box<dyn UnitOfWork>, StoreError> {
        self.0.begin(scope).await
    }

    async fn begin_read(&self, _: Scope) -> Result<Box<dyn UnitOfWork>, StoreError> {
        panic!("a secret inside the panic")
    }

    async fn find_sign_in(&self, hash: TokenHash, now: Timestamp) -> Result<Option<AuthToken>, StoreError> {
        self.0.find_sign_in(hash, now).await
    }

    async fn check(&self) -> Result<(), StoreError> {
        self.0.check().await
    }
}

#[tokio::test]
async fn a_panic_is_an_internal_error_without_a_word_of_it() {
    let stage = Stage::with(|app| app.store = Arc::new(Broken(Arc::clone(&app.store))));
    let mitu = stage.person("mitu").await;
    let answer = stage.get("/api/v1/profile").by(&mitu).send().await.of(500);
    assert_eq!(answer.code(), "internal");
    assert!(!answer.text().contains("secret"));
    let page = stage.get("/").by_cookie(&mitu).header("accept", "text/html").send().await.of(500);
    assert!(page.text().starts_with("<!DOCTYPE html>") && !page.text().contains("secret"));
}

#[tokio::test]
async fn a_request_keeps_a_sensible_id_and_gets_one_of_its_own_otherwise() {
    let stage = Stage::new();
    let id = async |given: Option<&str>| {
        let call = stage.get("/livez");
        let call = if let Some(given) = given { call.header("x-request-id", given) } else { call };
        call.send().await.of(200).header("x-request-id").unwrap().to_owned()
    };
    assert_eq!(id(Some("trace-1_A.b")).await, "trace-1_A.b");
    for wrong in ["two words", "<b>", "", &"x".repeat(129), "a\"b"] {
        assert_ne!(id(Some(wrong)).await, wrong);
    }
    assert_ne!(id(None).await, id(None).await);
}

#[tokio::test]
async fn what_the_api_answers_is_kept_by_nobody() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    for path in ["/api/v1/profile", "/api/v1/chat/history/me", "/api/v1/nothing"] {
        let answer = stage.get(path).by(&mitu).send().await;
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
    }
}

#[tokio::test]
async fn health_tells_what_is_missing() {
    let store = bondhu_testkit::memory_store::MemoryStore::new();
    let faults = store.clone();
    let stage = Stage::with(|app| app.store = Arc::new(store));
    assert_eq!(stage.get("/livez").send().await.of(200).text(), "ok");
    assert_eq!(stage.get("/readyz").send().await.of(200).json()["ready"], true);
    faults.fail_next(bondhu_ports::store::StoreErrorKind::Schema);
    let missing = stage.get("/readyz").send().await.of(503).json();
    assert_eq!((&missing["ready"], &missing["checks"][0]["name"]), (&json!(false), &json!("database")));
    stage.get("/livez").send().await.of(200);
}
