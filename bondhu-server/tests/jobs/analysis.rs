//! An analysis that a person asks for.

use bondhu_testkit::eventually::eventually;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::person::Person;
use super::program::Place;

#[tokio::test]
async fn an_analysis_is_made_when_it_is_asked_for() {
    analysed(Place::with_a_file()).await;
}

#[tokio::test]
async fn an_analysis_is_made_on_a_server() {
    analysed(Place::with_a_server().await).await;
}

async fn analysed(place: Place) {
    let server = place.start(&["serve", "--no-worker"], &[]);
    let origin = server.origin();
    let (asha, other) = (Person::sign_up(&origin, "asha").await, Person::sign_up(&origin, "other").await);
    for number in 1..=6 {
        let body = json!({"message": format!("such a good day, number {number}")});
        assert_eq!(asha.post("/api/v1/chat/send", &body).await.0, StatusCode::OK);
    }
    let ask = async || {
        let (status, answer) = asha.post("/api/v1/personality/analyze", &json!({})).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{answer}");
        answer["task_id"].as_str().unwrap().to_owned()
    };
    let task = ask().await;
    assert_eq!(ask().await, task, "one waits already");
    let path = format!("/api/v1/tasks/{task}");
    let (status, waiting) = asha.get(&path).await;
    assert_eq!(status, StatusCode::OK);
    let told = (&waiting["state"], &waiting["name"], &waiting["queue"], &waiting["attempts"]);
    assert_eq!(told, (&json!("queued"), &json!("analyse"), &json!("personality"), &json!(0)));
    assert_eq!(other.get(&path).await.0, StatusCode::NOT_FOUND, "it is nobody else's");

    let worker = place.start(&["worker", "--queues", "personality"], &[]);
    let done = eventually("the analysis", || async {
        let (_, task) = asha.get(&path).await;
        (task["state"] == "succeeded").then_some(task)
    })
    .await;
    assert!(worker.stop());
    assert_eq!((&done["attempts"], &done["error"]), (&json!(1), &Value::Null));
    assert!(done["finished_at"].is_string());
    let (_, insights) = asha.get("/api/v1/personality/insights/me").await;
    assert_eq!((&insights["status"], &insights["message_count_24h"]), (&json!("ok"), &json!(6)));
    assert_ne!(ask().await, task, "the key is free again");
}
