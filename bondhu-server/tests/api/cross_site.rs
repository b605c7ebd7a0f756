//! A cookie goes along with requests that other sites make; those must change nothing.

use axum::http::Method;
use serde_json::json;

use super::stage::Stage;

#[tokio::test]
async fn a_cookie_alone_reads_and_changes_nothing() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    stage.get("/api/v1/profile").by_cookie(&mitu).send().await.of(200);
    for (method, path) in [
        (Method::PATCH, "/api/v1/profile"),
        (Method::DELETE, "/api/v1/account"),
        (Method::POST, "/api/v1/auth/logout"),
        (Method::POST, "/api/v1/chat/send"),
        (Method::POST, "/api/v1/sessions/start"),
        (Method::POST, "/api/v1/sessions/end"),
    ] {
        for site in [
            &[][..],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "none")],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
            &[("origin", "http://bondhu.test.evil.example")],
            &[("sec-fetch-site", "same-origin"), ("origin", "https://evil.example")],
            &[("sec-fetch-site", "cross-site"), ("origin", "http://bondhu.test")],
        ] {
            let mut call = stage.call(method.clone(), path).by_cookie(&mitu).json(&json!({"message": "hi"}));
            for (name, value) in site {
                call = call.header(name, value);
            }
            assert_eq!(call.send().await.of(403).code(), "forbidden", "{method} {path} {site:?}");
        }
    }
    assert!(stage.chat(&mitu).await.is_empty());
    stage.get("/api/v1/profile").by(&mitu).send().await.of(200);
}

#[tokio::test]
async fn the_programs_own_page_may() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let own = [("sec-fetch-site", "same-origin"), ("origin", "http://bondhu.test")];
    for site in [&own[..], &own[..1], &own[1..]] {
        let mut call = stage.post("/api/v1/chat/send").by_cookie(&mitu).json(&json!({"message": "hi"}));
        for (name, value) in site {
            call = call.header(name, value);
        }
        call.send().await.of(200);
    }
    assert_eq!(stage.chat(&mitu).await.len(), 6);
}

#[tokio::test]
async fn a_token_in_a_header_is_nothing_a_browser_adds_by_itself() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let call = stage.post("/api/v1/chat/send").by(&mitu).header("origin", "https://other.example");
    call.json(&json!({"message": "hi"})).send().await.of(200);
}

/// Where both are sent, the header decides, whoever the cookie stands for.
#[tokio::test]
async fn the_header_wins_over_the_cookie() {
    let stage = Stage::new();
    let (mitu, asha) = (stage.person("mitu").await, stage.person("asha").await);
    let profile = stage.get("/api/v1/profile").by(&asha).by_cookie(&mitu).send().await.of(200).json();
    assert_eq!(profile["user_id"].as_str().unwrap(), asha.id);
    let refused = stage.get("/api/v1/profile").by_cookie(&mitu).header("authorization", "Bearer nonsense");
    refused.send().await.of(401);
}

#[tokio::test]
async fn only_configured_origins_may_read_from_scripts() {
    let stage = Stage::new();
    let preflight = |origin: &'static str| {
        let call = stage.call(Method::OPTIONS, "/api/v1/chat/send").header("origin", origin);
        let call = call.header("access-control-request-method", "POST");
        call.header("access-control-request-headers", "authorization,content-type,idempotency-key").send()
    };
    let known = preflight("https://other.example").await.of(200);
    assert_eq!(known.header("access-control-allow-origin"), Some("https://other.example"));
    assert!(known.header("access-control-allow-headers").unwrap().contains("idempotency-key"));
    assert_eq!(known.header("access-control-allow-credentials"), None);
    assert_eq!(preflight("https://evil.example").await.header("access-control-allow-origin"), None);
}
