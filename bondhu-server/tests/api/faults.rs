//! A store that fails: an error is told as one, and nothing is half done.

use std::sync::Arc;

use bondhu_ports::store::StoreErrorKind;
use bondhu_testkit::memory_store::MemoryStore;
use bondhu_testkit::no_cache::FailingCache;
use bondhu_testkit::scripted_chat_model::{Gate, Script, ScriptedChatModel};
use serde_json::json;

use super::call::Person;
use super::stage::Stage;
use super::streaming::{resume, stream};

const KINDS: [StoreErrorKind; 6] = [
    StoreErrorKind::Busy,
    StoreErrorKind::Full,
    StoreErrorKind::ReadOnly,
    StoreErrorKind::Corrupt,
    StoreErrorKind::Schema,
    StoreErrorKind::Unavailable,
];

async fn failing() -> (Stage, MemoryStore, Person) {
    let store = MemoryStore::new();
    let faults = store.clone();
    let stage = Stage::with(|app| app.store = Arc::new(store));
    let mitu = stage.person("mitu").await;
    (stage, faults, mitu)
}

#[tokio::test]
async fn a_failed_read_is_never_an_empty_history() {
    let (stage, faults, mitu) = failing().await;
    stage.say(&mitu, "hi").await;
    for kind in KINDS {
        for path in [
            "/api/v1/chat/history/me?limit=7",
            "/api/v1/chat/search/me?q=hi",
            "/api/v1/activity-stats",
            "/api/v1/sessions",
            "/api/v1/achievements",
            "/api/v1/account/export",
            "/api/v1/chat/export",
            "/api/v1/profile",
        ] {
            faults.fail_next(kind);
            let answer = stage.get(path).by(&mitu).send().await.of(503);
            assert_eq!(answer.code(), "unavailable", "{path} {kind:?}");
        }
        faults.fail_next(kind);
        let page = stage.get("/").by_cookie(&mitu).header("accept", "text/html").send().await.of(503);
        assert!(!page.text().contains("Say whatever is on your mind"), "not the page of somebody new");
    }
    let page = stage.get("/api/v1/chat/history/me?limit=7").by(&mitu).send().await.of(200).json();
    assert_eq!((&page["total"], &page["cached"]), (&json!(2), &json!(false)), "no failure was cached");
}

/// Whichever read of the request it is.
#[tokio::test]
async fn each_read_of_a_page_may_fail() {
    let (stage, faults, mitu) = failing().await;
    stage.say(&mitu, "hi").await;
    let mut failures = 0;
    loop {
        faults.fail_call_after(failures, StoreErrorKind::Unavailable);
        let answer = stage.get("/api/v1/chat/history/me").by(&mitu).send().await;
        faults.recover();
        if answer.status == 200 {
            assert_eq!(answer.json()["total"], 2);
            break;
        }
        assert_eq!(answer.of(503).code(), "unavailable");
        failures += 1;
    }
    assert!(failures >= 4, "a token, a page and a count are read at least: {failures}");
}

#[tokio::test]
async fn a_message_that_cannot_be_stored_is_neither_accepted_nor_answered() {
    let (stage, faults, mitu) = failing().await;
    for kind in KINDS {
        faults.fail_commits(kind);
        for path in ["/api/v1/chat/send", "/api/v1/chat/stream"] {
            let call = stage.post(path).by(&mitu).header("idempotency-key", "k");
            let answer = call.json(&json!({"message": "hi"})).send().await.of(503);
            assert_eq!(answer.code(), "unavailable", "no stream, no delta: {}", answer.text());
            assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        }
        faults.recover();
        assert!(stage.chat(&mitu).await.is_empty(), "{kind:?}");
        let stats = stage.get("/api/v1/activity-stats").by(&mitu).send().await.of(200).json();
        assert_eq!((&stats["total_messages"], &stats["active_days"]), (&json!(0), &json!(0)), "{kind:?}");
    }
    let call = stage.post("/api/v1/chat/send").by(&mitu).header("idempotency-key", "k");
    let answer = call.json(&json!({"message": "hi"})).send().await.of(200);
    assert_eq!(answer.header("idempotent-replayed"), None, "the key was not used up");
}

#[tokio::test]
async fn a_reply_that_cannot_be_stored_leaves_the_message_to_be_answered_later() {
    let (stage, faults, mitu) = failing().await;
    faults.fail_commits_after(1, StoreErrorKind::Full);
    let send = || {
        let call = stage.post("/api/v1/chat/send").by(&mitu).header("idempotency-key", "k");
        call.json(&json!({"message": "hi"})).send()
    };
    assert_eq!(send().await.of(503).code(), "unavailable");
    faults.recover();
    assert_eq!(stage.chat(&mitu).await, ["user: hi"]);
    send().await.of(200);
    assert_eq!(stage.chat(&mitu).await, ["user: hi", "ai: I am here."]);
    let stats = stage.get("/api/v1/activity-stats").by(&mitu).send().await.of(200).json();
    assert_eq!(stats["total_messages"], 1);
}

#[tokio::test]
async fn a_stream_whose_reply_cannot_be_stored_says_so_and_goes_on_later() {
    let gate = Gate::new();
    let store = MemoryStore::new();
    let faults = store.clone();
    let script = Script::new().text("I am ").wait(&gate).text("here.").finished();
    let stage = Stage::with(|app| {
        app.store = Arc::new(store);
        app.model = Arc::new(ScriptedChatModel::new([script]));
    });
    let mitu = stage.person("mitu").await;
    let mut events = stream(&stage, &mitu, "hi").await;
    let message = events.expect("accepted").await.data["user_message_id"].clone();
    gate.reached().await;
    faults.fail_commits(StoreErrorKind::Unavailable);
    gate.open();
    let told = events.rest().await;
    let last = told.last().unwrap();
    assert_eq!(
        (last.name.as_str(), &last.data["status"]),
        ("error", &json!(503)),
        "never a reply that is not stored"
    );
    faults.recover();
    assert_eq!(stage.chat(&mitu).await, ["user: hi"]);
    gate.open();
    let told = resume(&stage, &mitu, &message, Some(&last.id)).await.rest().await;
    assert_eq!(told.last().unwrap().data["response"], "I am here.");
    assert_eq!(stage.chat(&mitu).await.len(), 2);
}

#[tokio::test]
async fn other_writes_fail_whole_too() {
    let (stage, faults, mitu) = failing().await;
    let turn = stage.say(&mitu, "hi").await;
    let before = stage.get("/api/v1/account/export").by(&mitu).send().await.of(200).text();
    faults.fail_commits(StoreErrorKind::ReadOnly);
    let reply = turn["message_id"].as_str().unwrap();
    let session = json!({"session_id": turn["session_id"], "activity_type": "game"});
    let reaction = format!("/api/v1/chat/messages/{reply}/reactions/%F0%9F%91%8D");
    for call in [
        stage.call(axum::http::Method::PUT, &reaction),
        stage.call(axum::http::Method::PATCH, "/api/v1/profile").json(&json!({"language": "bn"})),
        stage.post("/api/v1/sessions/start"),
        stage.post("/api/v1/sessions/activity").json(&session),
        stage.post("/api/v1/sessions/end").json(&session),
        stage.post("/api/v1/auth/logout"),
        stage
            .call(axum::http::Method::DELETE, "/api/v1/account")
            .json(&json!({"password": super::call::PASSWORD})),
    ] {
        assert_eq!(call.by(&mitu).send().await.of(503).code(), "unavailable");
    }
    faults.recover();
    assert_eq!(stage.get("/api/v1/account/export").by(&mitu).send().await.of(200).text(), before);
}

/// A form that could not be dealt with keeps what was typed.
#[tokio::test]
async fn a_sign_up_form_survives_a_failing_store() {
    let (stage, faults, _) = failing().await;
    faults.fail_commits(StoreErrorKind::Full);
    let fields = [("email", "asha@example.org"), ("password", "tea with asha"), ("display_name", "Asha")];
    let page = stage.post("/sign-up").same_origin().form(&fields).send().await.of(503);
    assert!(page.text().contains("value=\"Asha\"") && !page.text().contains("tea with asha"));
    assert_eq!(page.header("set-cookie"), None);
}

#[tokio::test]
async fn without_a_cache_everything_is_read_from_the_store() {
    let stage = Stage::with(|app| app.cache = Arc::new(FailingCache));
    let mitu = stage.person("mitu").await;
    for sent in 1..=3 {
        stage.say(&mitu, "hi").await;
        for _ in 0..2 {
            let page = stage.get("/api/v1/chat/history/me").by(&mitu).send().await.of(200).json();
            assert_eq!((&page["total"], &page["cached"]), (&json!(2 * sent), &json!(false)));
        }
    }
}
