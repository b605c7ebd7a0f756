//! Emoji on messages.

use axum::http::Method;
use serde_json::{Value, json};

use super::call::{Answer, Person};
use super::stage::Stage;

async fn react(stage: &Stage, person: &Person, method: Method, message: &Value, emoji: &str) -> Answer {
    let emoji: Vec<_> = emoji.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let path = format!("/api/v1/chat/messages/{}/reactions/{}", message.as_str().unwrap(), emoji.concat());
    stage.call(method, &path).by(person).send().await
}

async fn reactions(stage: &Stage, person: &Person) -> Value {
    let page = stage.get("/api/v1/chat/history/me?limit=1").by(person).send().await.of(200).json();
    page["messages"][0]["reactions"].clone()
}

#[tokio::test]
async fn one_of_each_emoji() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let turn = stage.say(&mitu, "hi").await;
    let (reply, asked) = (&turn["message_id"], &turn["user_message_id"]);
    for emoji in ["👍", "❤️", "👍", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "👩‍👩‍👧‍👦"] {
        let answer = react(&stage, &mitu, Method::PUT, reply, emoji).await.of(204);
        assert!(answer.body.is_empty());
    }
    assert_eq!(reactions(&stage, &mitu).await, json!(["👍", "❤️", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "👩‍👩‍👧‍👦"]));
    for emoji in ["👍", "👍", "😢"] {
        react(&stage, &mitu, Method::DELETE, reply, emoji).await.of(204);
    }
    assert_eq!(reactions(&stage, &mitu).await, json!(["❤️", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "👩‍👩‍👧‍👦"]));
    react(&stage, &mitu, Method::PUT, asked, "🙏").await.of(204);
}

#[tokio::test]
async fn anything_but_an_emoji_is_refused() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let turn = stage.say(&mitu, "hi").await;
    for wrong in ["x", "ok", "👍👍", "7", " ", "<b>", "👍 ", &"👍".repeat(100)] {
        for method in [Method::PUT, Method::DELETE] {
            let answer = react(&stage, &mitu, method, &turn["message_id"], wrong).await;
            assert_eq!(answer.mistakes(), ["emoji: invalid"], "{wrong:?}");
        }
    }
    assert_eq!(reactions(&stage, &mitu).await, json!([]));
}

#[tokio::test]
async fn a_message_that_is_not_there_cannot_be_reacted_to() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    for id in ["0195577f-6d10-7a3c-9d0e-2f4c6b8a1e5d", "1", "me"] {
        react(&stage, &mitu, Method::PUT, &json!(id), "👍").await.of(404);
    }
}
