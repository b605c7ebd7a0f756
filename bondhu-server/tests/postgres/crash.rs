//! Two processes on one database, of which one is killed in the middle of its work.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::client::Person;
use super::stage::Stage;

/// How many messages each client sends.
const MESSAGES: usize = 25;

/// Sends messages one after the other; when the server is gone, goes on at the other one and repeats what had no answer.
/// Gives the id of each text.
async fn talk(
    mut person: Person,
    other: String,
    name: String,
    told: Arc<watch::Sender<usize>>,
) -> BTreeMap<String, Value> {
    let mut acknowledged = BTreeMap::new();
    for number in 0..MESSAGES {
        let (key, text) = (format!("{name}-{number}"), format!("{name} says {number}"));
        let mut answer = person.send(&key, &text).await;
        if answer.is_err() {
            person = person.at(&other);
            answer = person.send(&key, &text).await;
        }
        let (status, turn) = answer.unwrap();
        assert_eq!(status, 200, "{turn}");
        acknowledged.insert(text, turn["user_message_id"].clone());
        told.send_modify(|count| *count += 1);
    }
    acknowledged
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_beside_another_it_loses_nothing_and_doubles_nothing() {
    let stage = Stage::new().await;
    let (mut killed, stays) = (stage.start(), stage.start());
    let told = Arc::new(watch::Sender::new(0));
    let mut people = Vec::new();
    for name in ["mitu", "asha"] {
        let person = Person::sign_up(&stays.origin, name).await;
        let mut clients = JoinSet::new();
        for client in 0..4 {
            // Of each person's clients, half at either process: they write to one chat.
            let (first, name) = ([&killed, &stays][client % 2], format!("{name}-{client}"));
            clients.spawn(talk(person.at(&first.origin), stays.origin.clone(), name, told.clone()));
        }
        people.push((person, clients));
    }
    told.subscribe().wait_for(|count| *count >= 40).await.unwrap();
    killed.kill();

    let mut sent = Vec::new();
    for (person, clients) in people {
        let acknowledged: BTreeMap<_, _> = clients.join_all().await.into_iter().flatten().collect();
        assert_eq!(acknowledged.len(), 4 * MESSAGES);
        sent.push((person, acknowledged));
    }
    // A process that begins with an empty cache.
    let fresh = stage.start();
    for (person, acknowledged) in sent {
        everything_is_there(&person.at(&fresh.origin), &acknowledged).await;
    }
}

async fn everything_is_there(person: &Person, acknowledged: &BTreeMap<String, Value>) {
    let asked = |chat: &[Value]| -> Vec<(String, Value)> {
        let asked = chat.iter().filter(|it| it["sender_type"] == "user");
        asked.map(|it| (it["message_text"].as_str().unwrap().to_owned(), it["id"].clone())).collect()
    };
    let chat = person.chat().await;
    let stored = asked(&chat);
    assert_eq!(stored.len(), acknowledged.len(), "each message once");
    assert_eq!(&stored.into_iter().collect::<BTreeMap<_, _>>(), acknowledged);
    for id in acknowledged.values() {
        let path = format!("/api/v1/chat/stream/{}", id.as_str().unwrap());
        let events = person.open(&path).await.unwrap().error_for_status().unwrap().text().await.unwrap();
        assert!(events.contains("event: done") || events.contains("event:done"), "{events}");
    }
    let chat = person.chat().await;
    assert_eq!(chat.len(), 2 * acknowledged.len(), "each with exactly one reply");
    let times: Vec<_> = chat.iter().map(|it| it["created_at"].as_str().unwrap()).collect();
    assert!(times.is_sorted_by(|a, b| a < b), "in one order");
    let stats = person.get("/api/v1/activity-stats").await;
    assert_eq!(stats["total_messages"].as_u64().unwrap(), acknowledged.len() as u64);
    assert_eq!(stats["total_sessions"], 1, "two processes open one visit");
}
