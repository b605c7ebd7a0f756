//! The export of an account and its end.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use axum::http::Method;
use bondhu_domain::ids::UserId;
use bondhu_domain::summaries::OlderTalk;
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::Email;
use bondhu_ports::external_identity::{ExternalIdentity, ExternalIdentityError, ExternalIdentityVerifier};
use bondhu_ports::job_queue::TaskState;
use bondhu_ports::store::Scope;
use bondhu_ports::users::ExternalId;
use bondhu_testkit::manual_clock::ManualClock;
use serde_json::{Value, json};

use super::call::{Answer, PASSWORD, Person};
use super::stage::Stage;

async fn delete(stage: &Stage, person: &Person, body: Value) -> Answer {
    stage.call(Method::DELETE, "/api/v1/account").by(person).json(&body).send().await
}

#[tokio::test]
async fn the_export_has_everything_in_one_document() {
    let stage = Stage::new();
    let (mitu, asha) = (stage.person("mitu").await, stage.person("asha").await);
    stage.say(&asha, "Not for Mitu's eyes").await;
    let turn = stage.say(&mitu, "\"Quotes\", a \u{1F600} and\na second line").await;
    let session = stage.post("/api/v1/sessions/start").by(&mitu).send().await.of(200).json();
    let path =
        format!("/api/v1/chat/messages/{}/reactions/%F0%9F%99%8F", turn["message_id"].as_str().unwrap());
    stage.call(Method::PUT, &path).by(&mitu).send().await.of(204);

    let user: UserId = mitu.id.parse().unwrap();
    let through = turn["message_id"].as_str().unwrap();
    let older = OlderTalk {
        text: "On 2 March: “tea”.".to_owned(),
        message_count: 1,
        through: through.parse().unwrap(),
    };
    let mut unit = stage.app.store.begin(Scope::Person(user)).await.unwrap();
    unit.summaries().save_older_talk(user, &older).await.unwrap();
    unit.commit().await.unwrap();

    let answer = stage.get("/api/v1/account/export").by(&mitu).send().await.of(200);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert!(answer.header("content-disposition").unwrap().starts_with("attachment; filename="));
    let export = answer.json();
    assert_eq!(export["profile"], stage.get("/api/v1/profile").by(&mitu).send().await.json());
    let history = stage.get("/api/v1/chat/history/me").by(&mitu).send().await.json();
    assert_eq!(export["messages"], history["messages"]);
    assert_eq!(export["messages"].as_array().unwrap().len(), 2);
    assert_eq!(export["messages"][1]["reactions"], json!(["🙏"]));
    assert_eq!(export["sessions"][0]["session_id"], session["session_id"]);
    assert_eq!(export["activity_days"][0]["date"], "2026-03-02");
    let told = json!({"text": older.text, "message_count": 1, "through": through});
    assert_eq!((&export["older_talk"], &export["summaries"]), (&told, &json!([])));
    assert_eq!(export["achievements"][0]["id"], "first_chat");
    assert_eq!(export["counters"]["messages"], 1);
    assert!(!answer.text().contains("Mitu's eyes") && !answer.text().contains(&mitu.token));
}

#[tokio::test]
async fn the_chat_can_be_kept_in_three_forms() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    stage.say(&mitu, "# <b>bold</b> [link](javascript:x)\nsecond").await;
    let export = |format: &str| {
        let path = format!("/api/v1/chat/export{format}");
        let call = stage.get(&path).by(&mitu);
        call.send()
    };
    let json = export("").await.of(200).json();
    assert_eq!(json["messages"][0]["message_text"], "# <b>bold</b> [link](javascript:x)\nsecond");
    assert_eq!(export("?format=json").await.of(200).json(), json);
    let html = export("?format=html").await.of(200).text();
    assert!(html.contains("&lt;b&gt;bold&lt;/b&gt;") && !html.contains("<b>"), "{html}");
    let markdown = export("?format=markdown").await.of(200).text();
    assert!(markdown.contains("> \\# \\<b\\>bold\\</b\\> \\[link\\](javascript:x)\n> second"), "{markdown}");
    assert_eq!(export("?format=pdf").await.mistakes(), ["format: unknown"]);
}

#[tokio::test]
async fn nobody_deletes_an_account_without_its_password() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    stage.say(&mitu, "Keep this").await;
    assert_eq!(
        delete(&stage, &mitu, json!({"password": "tea without mitu"})).await.mistakes(),
        ["password: wrong"]
    );
    assert_eq!(delete(&stage, &mitu, json!({})).await.mistakes(), ["password: required"]);
    assert_eq!(delete(&stage, &mitu, json!({"password": null})).await.mistakes(), ["password: required"]);
    let bare = stage.call(Method::DELETE, "/api/v1/account").by(&mitu).send().await;
    assert_eq!(bare.mistakes(), ["password: required"], "no body at all is no password");
    assert_eq!(stage.chat(&mitu).await.len(), 2);
    for _ in 0..2 {
        delete(&stage, &mitu, json!({"password": "guessing it"})).await.of(422);
    }
    delete(&stage, &mitu, json!({"password": PASSWORD})).await.of(429);
    stage.clock.advance(Duration::from_mins(1));
    delete(&stage, &mitu, json!({"password": PASSWORD})).await.of(204);
}

#[tokio::test]
async fn a_deleted_account_is_gone_and_its_address_free() {
    let stage = Stage::new();
    let (mitu, asha) = (stage.person("mitu").await, stage.person("asha").await);
    let turn = stage.say(&mitu, "Forget me").await;
    stage.say(&asha, "Remember me").await;
    stage.chat(&mitu).await;
    let answer = delete(&stage, &mitu, json!({"password": PASSWORD})).await.of(204);
    assert!(answer.header("set-cookie").unwrap().starts_with("bondhu_session=; "));

    for path in
        ["/api/v1/profile", "/api/v1/chat/history/me", "/api/v1/account/export", "/api/v1/activity-stats"]
    {
        stage.get(path).by(&mitu).send().await.of(401);
    }
    let login = json!({"email": mitu.email, "password": PASSWORD});
    stage.post("/api/v1/auth/login").json(&login).send().await.of(401);

    let again = stage.person("mitu").await;
    assert_ne!(again.id, mitu.id);
    assert!(stage.chat(&again).await.is_empty());
    let old = format!("/api/v1/chat/stream/{}", turn["user_message_id"].as_str().unwrap());
    stage.get(&old).by(&again).send().await.of(404);
    let stats = stage.get("/api/v1/activity-stats").by(&again).send().await.of(200).json();
    assert_eq!((&stats["total_messages"], &stats["active_days"]), (&json!(0), &json!(0)));
    assert_eq!(stage.chat(&asha).await.len(), 2, "nobody else is touched");
    let waiting = stage.app.queue.list(TaskState::Queued, 9).await.unwrap();
    assert_eq!(waiting.len(), 1, "what was cached is dropped once more");
    assert_eq!((waiting[0].name.as_str(), waiting[0].owner), ("forget_person", None));
}

/// A service whose tokens are `asha` and were issued at the start.
struct Issuer;

#[async_trait]
impl ExternalIdentityVerifier for Issuer {
    async fn verify(&self, token: &str, _: Timestamp) -> Result<ExternalIdentity, ExternalIdentityError> {
        match token {
            "asha" => Ok(ExternalIdentity {
                id: ExternalId { issuer: "elsewhere".to_owned(), subject: "asha".to_owned() },
                email: Email::new("asha@example.org").ok(),
                issued_at: ManualClock::START,
            }),
            "down" => Err(ExternalIdentityError::Unavailable("the keys cannot be fetched".into())),
            _ => Err(ExternalIdentityError::Rejected("not one of ours".into())),
        }
    }
}

#[tokio::test]
async fn people_of_another_service_get_one_account_and_may_end_it_with_a_fresh_token() {
    let stage = Stage::with(|app| app.external = Some(Arc::new(Issuer)));
    let asha = Person { id: String::new(), token: "asha".to_owned(), email: String::new() };
    let first = stage.get("/api/v1/profile").by(&asha).send().await.of(200).json();
    assert_eq!(first["email"], "asha@example.org");
    assert_eq!(stage.get("/api/v1/profile").by(&asha).send().await.of(200).json(), first);
    stage.say(&asha, "Hello").await;
    for (token, status) in [("forged", 401), ("down", 503)] {
        let other = Person { token: token.to_owned(), ..asha.clone() };
        stage.get("/api/v1/profile").by(&other).send().await.of(status);
    }

    stage.clock.advance(Duration::from_secs(301));
    assert_eq!(delete(&stage, &asha, json!({})).await.mistakes(), ["password: required"]);
    stage.clock.set(ManualClock::START + Duration::from_mins(5));
    stage.call(Method::DELETE, "/api/v1/account").by(&asha).send().await.of(204);
    let anew = stage.get("/api/v1/profile").by(&asha).send().await.of(200).json();
    assert_ne!(anew["user_id"], first["user_id"]);
    assert!(stage.chat(&asha).await.is_empty());
}

/// An address that has an account here does not prove that it is the same person.
#[tokio::test]
async fn an_address_alone_opens_nobodys_account() {
    let stage = Stage::with(|app| app.external = Some(Arc::new(Issuer)));
    let own = stage.person("asha").await;
    stage.say(&own, "Mine").await;
    let outside = Person { id: String::new(), token: "asha".to_owned(), email: String::new() };
    let profile = stage.get("/api/v1/profile").by(&outside).send().await.of(200).json();
    assert_eq!(profile["email"], Value::Null);
    assert_ne!(profile["user_id"].as_str().unwrap(), own.id);
    assert!(stage.chat(&outside).await.is_empty());
}
