//! A day of a chat, summed up by the program itself.

use std::time::Duration;

use bondhu_adapters::system_clock::SystemClock;
use bondhu_domain::messages::Message;
use bondhu_domain::summaries::Period;
use bondhu_ports::clock::Clock;
use bondhu_ports::job_queue::TaskState;
use bondhu_ports::store::Scope;
use bondhu_testkit::builders::{a_message, a_session};
use bondhu_testkit::eventually::eventually;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::person::Person;
use super::program::Place;

#[tokio::test]
async fn yesterday_is_summed_up_and_the_task_is_the_persons_own() {
    summed_up(Place::with_a_file()).await;
}

#[tokio::test]
async fn yesterday_is_summed_up_on_a_server() {
    summed_up(Place::with_a_server().await).await;
}

async fn summed_up(place: Place) {
    let each_second = [("BONDHU_WORKER__SCHEDULES__PLAN_SUMMARIES", "* * * * * *")];
    let server = place.start(&["serve", "--no-worker"], &[]);
    let origin = server.origin();
    let (asha, other) = (Person::sign_up(&origin, "asha").await, Person::sign_up(&origin, "other").await);
    assert_eq!(asha.get("/api/v1/chat/summaries").await, (StatusCode::OK, json!({"items": []})));
    assert_eq!(asha.get("/api/v1/chat/summaries?period=year").await.0, StatusCode::UNPROCESSABLE_ENTITY);

    let (store, queue) = place.database().await;
    let yesterday = SystemClock.now() - Duration::from_hours(24);
    let session = a_session().of(asha.id).build();
    let said = |text: &str, later: u64| {
        a_message().of(&session).text(text).at(yesterday + Duration::from_micros(later)).build()
    };
    let mut unit = store.begin(Scope::System).await.unwrap();
    unit.sessions().save(&session).await.unwrap();
    for message in [
        said("the kite flew", 0),
        Message { off_the_record: true, ..said("a secret kite", 1) },
        Message { safety_tier: 2, ..said("a dark kite", 2) },
        said("my kite fell", 3),
    ] {
        unit.messages().insert(&message).await.unwrap();
    }
    unit.commit().await.unwrap();

    let worker = place.start(&["worker", "--queues", "default"], &each_second);
    let summary = eventually("a summary", || async {
        let (_, answer) = asha.get("/api/v1/chat/summaries?period=day").await;
        answer["items"].get(0).cloned()
    })
    .await;
    assert!(worker.stop());
    assert_eq!((&summary["message_count"], &summary["topics"]), (&json!(2), &json!(["kite"])));
    let text = summary["text"].as_str().unwrap();
    assert!(text.contains("“the kite flew”") && text.contains("“my kite fell”"), "{text}");
    assert!(!text.contains("secret") && !text.contains("dark"), "{text}");

    let done = queue.list(TaskState::Succeeded, 100).await.unwrap();
    let task = done.iter().find(|it| it.owner == Some(asha.id) && it.result.as_deref() == Some("1")).unwrap();
    let path = format!("/api/v1/tasks/{}", task.id);
    let (status, shown) = asha.get(&path).await;
    assert_eq!(
        (status, &shown["state"], &shown["name"]),
        (StatusCode::OK, &json!("succeeded"), &json!("summarise"))
    );
    assert_eq!((&shown["result"], &shown["attempts"], &shown["error"]), (&json!(1), &json!(1), &Value::Null));
    assert_eq!(other.get(&path).await.0, StatusCode::NOT_FOUND);
    assert_eq!(asha.get("/api/v1/tasks/nonsense").await.0, StatusCode::NOT_FOUND);

    let body = json!({"password": "a long walk by the river"});
    let delete = asha.web.delete(format!("{}/api/v1/account", asha.origin));
    let deleted = delete.bearer_auth(&asha.token).json(&body).send().await.unwrap();
    assert!(deleted.status().is_success(), "{}", deleted.status());
    assert_eq!(queue.status(task.id).await.unwrap(), None);
    let mut unit = store.begin_read(Scope::System).await.unwrap();
    assert_eq!(unit.summaries().list(asha.id, Period::Day, 9).await.unwrap(), []);
    drop(unit);
    assert!(server.stop());
}
