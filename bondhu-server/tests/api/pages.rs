//! The pages as a browser without script uses them.

use std::sync::Arc;

use bondhu_ports::chat_model::ChatModelErrorKind;
use bondhu_testkit::scripted_chat_model::{Script, ScriptedChatModel};

use super::call::{Answer, PASSWORD, Person};
use super::stage::Stage;

/// The value of the first attribute `name` after `mark`.
fn attribute(page: &str, mark: &str, name: &str) -> String {
    let rest = page.split_once(mark).unwrap_or_else(|| panic!("no {mark} in {page}")).1;
    let value = rest.split_once(&format!("{name}=\"")).unwrap().1;
    value.split_once('"').unwrap().0.to_owned()
}

/// Somebody whose token is the cookie of an answer.
fn entered(answer: &Answer) -> Person {
    let cookie = answer.header("set-cookie").unwrap();
    let token = cookie.strip_prefix("bondhu_session=").unwrap().split(';').next().unwrap().to_owned();
    Person { id: String::new(), token, email: String::new() }
}

async fn home(stage: &Stage, person: &Person) -> String {
    stage.get("/").by_cookie(person).header("accept", "text/html").send().await.of(200).text()
}

#[tokio::test]
async fn a_stranger_is_welcomed_and_may_sign_up_talk_and_leave_without_script() {
    let stage = Stage::new();
    let welcome = stage.get("/").send().await.of(200);
    assert!(welcome.header("content-type").unwrap().starts_with("text/html"));
    assert!(welcome.text().contains("action=\"/sign-up\"") && welcome.text().contains("action=\"/sign-in\""));
    assert!(welcome.text().contains("computer program"), "it says what it is");

    let fields = [
        ("email", "mitu@example.org"),
        ("password", PASSWORD),
        ("display_name", "Mitu"),
        ("timezone", "Asia/Kolkata"),
        ("country", ""),
        ("birth_year", ""),
        ("next", "/"),
    ];
    let answer = stage.post("/sign-up").same_origin().form(&fields).send().await.of(303);
    assert_eq!(answer.header("location"), Some("/"));
    let mitu = entered(&answer);
    let page = home(&stage, &mitu).await;
    assert!(page.contains("Mitu") && page.contains("action=\"/chat\""));

    let key = attribute(&page, "name=\"idempotency_key\"", "value");
    let message = [("message", "<b>I had tea</b> & rice"), ("idempotency_key", key.as_str())];
    for _ in 0..2 {
        let sent = stage.post("/chat").by_cookie(&mitu).same_origin().form(&message).send().await.of(303);
        assert_eq!(sent.header("location"), Some("/"));
    }
    let page = home(&stage, &mitu).await;
    assert_eq!(
        page.matches("&lt;b&gt;I had tea&lt;/b&gt; &amp; rice").count(),
        1,
        "sent once, shown as text"
    );
    assert_eq!(page.matches("I am here.").count(), 1);
    assert_ne!(attribute(&page, "name=\"idempotency_key\"", "value"), key);

    let left = stage.post("/sign-out").by_cookie(&mitu).same_origin().send().await.of(303);
    assert!(left.header("set-cookie").unwrap().starts_with("bondhu_session=; "));
    assert!(!home(&stage, &mitu).await.contains("I had tea"));
    stage.get("/api/v1/profile").by_cookie(&mitu).send().await.of(401);
}

#[tokio::test]
async fn a_form_with_mistakes_keeps_what_was_typed_but_never_the_password() {
    let stage = Stage::new();
    let fields = [
        ("email", "mitu\"@"),
        ("password", "<short>"),
        ("display_name", "Mitu <3"),
        ("birth_year", "20o3"),
        ("timezone", "Kolkata"),
        ("country", "IN"),
        ("next", "/?before=x"),
    ];
    let page = stage.post("/sign-up").same_origin().form(&fields).send().await.of(422).text();
    for kept in [
        "value=\"mitu&quot;@\"",
        "value=\"Mitu &lt;3\"",
        "value=\"20o3\"",
        "value=\"Kolkata\"",
        "value=\"/?before=x\"",
    ] {
        assert!(page.contains(kept), "{kept}");
    }
    assert!(!page.contains("short>") && !page.contains("&lt;short"));
    assert_eq!(page.matches("aria-invalid=\"true\"").count(), 4, "{page}");

    stage.person("mitu").await;
    let taken = [("email", "mitu@example.org"), ("password", "another password")];
    let page = stage.post("/sign-up").same_origin().form(&taken).send().await.of(409);
    assert!(page.text().contains("value=\"mitu@example.org\"") && page.header("set-cookie").is_none());

    let wrong = [("email", "mitu@example.org"), ("password", "tea without mitu")];
    for _ in 0..3 {
        let page = stage.post("/sign-in").same_origin().form(&wrong).send().await.of(401).text();
        assert!(page.contains("value=\"mitu@example.org\"") && page.contains("role=\"alert\""));
    }
    stage.post("/sign-in").same_origin().form(&wrong).send().await.of(429);
}

#[tokio::test]
async fn signing_in_leads_back_and_never_away() {
    let stage = Stage::new();
    stage.person("mitu").await;
    for (next, leads_to) in [
        ("/?before=x", "/?before=x"),
        ("", "/"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("javascript:alert(1)", "/"),
    ] {
        let page = stage.get(&format!("/sign-in?{}", serde_urlencoded::to_string([("next", next)]).unwrap()));
        let page = page.send().await.of(200).text();
        assert_eq!(attribute(&page, "name=\"next\"", "value"), leads_to, "{next:?}");
        let fields = [("email", "mitu@example.org"), ("password", PASSWORD), ("next", next)];
        let answer = stage.post("/sign-in").same_origin().form(&fields).send().await.of(303);
        assert_eq!(answer.header("location"), Some(leads_to), "{next:?}");
        let mitu = entered(&answer);
        let again =
            stage.get(&format!("/sign-up?{}", serde_urlencoded::to_string([("next", next)]).unwrap()));
        assert_eq!(again.by_cookie(&mitu).send().await.of(303).header("location"), Some(leads_to));
    }
}

#[tokio::test]
async fn forms_of_other_sites_are_refused() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let fields = [("email", "mitu@example.org"), ("password", PASSWORD), ("message", "not mine")];
    for path in ["/sign-in", "/sign-up", "/sign-out", "/chat"] {
        for site in ["cross-site", "same-site"] {
            let call = stage.post(path).by_cookie(&mitu).header("sec-fetch-site", site).form(&fields);
            let refused = call.send().await.of(403);
            assert_eq!(refused.header("set-cookie"), None, "{path}");
        }
    }
    assert!(stage.chat(&mitu).await.is_empty());
}

#[tokio::test]
async fn a_message_that_cannot_be_sent_stays_in_the_composer() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let long = "x".repeat(5_001);
    for text in [long.as_str(), "  "] {
        let page = stage.post("/chat").by_cookie(&mitu).same_origin().form(&[("message", text)]);
        let page = page.send().await.of(422).text();
        assert!(page.contains(&format!("{text}</textarea>")) && page.contains("aria-invalid=\"true\""));
    }
    let stranger = stage.post("/chat").same_origin().form(&[("message", "hi")]).send().await.of(303);
    assert_eq!(stranger.header("location"), Some("/sign-in?next=/"));
    for key in ["", "two words", &"x".repeat(129)] {
        let call = stage.post("/chat").by_cookie(&mitu).same_origin();
        call.form(&[("message", "hi"), ("idempotency_key", key)]).send().await.of(303);
    }
    assert_eq!(stage.chat(&mitu).await.len(), 6, "a key that is none is no key");
}

#[tokio::test]
async fn a_chat_is_read_page_by_page() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    for number in 1..=30 {
        stage.say(&mitu, &format!("number {number}!")).await;
    }
    let newest = home(&stage, &mitu).await;
    assert!(newest.contains("number 30!") && newest.contains("number 6!") && !newest.contains("number 5!"));
    let older = attribute(&newest, "id=\"older\"", "href");
    let page = stage.get(&older).by_cookie(&mitu).send().await.of(200).text();
    assert!(page.contains("number 5!") && page.contains("number 1!") && !page.contains("number 6!"));
    assert!(!page.contains("id=\"older\""));
}

#[tokio::test]
async fn pages_for_wrong_addresses_and_failures_are_pages() {
    let stage = Stage::with(|app| {
        let script = Script::fails_at_once(ChatModelErrorKind::Unavailable);
        app.model = Arc::new(ScriptedChatModel::new([script]));
    });
    for path in ["/nothing", "/assets/nothing.js"] {
        let page = stage.get(path).header("accept", "text/html,*/*").send().await.of(404);
        assert!(page.text().starts_with("<!DOCTYPE html>"), "{path}");
    }
    let page = stage.call(axum::http::Method::PUT, "/").header("accept", "text/html").send().await.of(405);
    assert!(page.text().starts_with("<!DOCTYPE html>"));
    let api = stage.get("/api/v1/nothing").header("accept", "text/html").send().await.of(404);
    assert_eq!(api.code(), "not_found", "the API answers as an API");
}

#[tokio::test]
async fn no_page_has_script_or_style_of_its_own() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    stage.say(&mitu, "hi").await;
    for page in [
        stage.get("/").send().await.text(),
        stage.get("/sign-in").send().await.text(),
        stage.get("/sign-up").send().await.text(),
        stage.get("/nothing").header("accept", "text/html").send().await.text(),
        home(&stage, &mitu).await,
    ] {
        for inline in ["<script>", " style=\"", "<style", "onclick=", "onload=", "javascript:"] {
            assert!(!page.contains(inline), "{inline}");
        }
        assert!(!page.contains("src=\"http") && !page.contains("href=\"http"), "nothing from outside");
    }
}
