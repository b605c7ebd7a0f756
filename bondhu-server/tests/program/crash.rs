//! Killed in the middle of its work, the program loses no acknowledged message and stores none twice.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use bondhu_testkit::seeded_random::SeededRandom;
use serde_json::Value;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::client::Person;
use super::process::Server;

/// What one client had sent when its connection broke.
struct Sent {
    acknowledged: BTreeMap<String, Value>,
    open: (String, String),
}

/// Sends one message after the other until the server is gone.
async fn talk(person: Person, name: String, count: Arc<AtomicU32>, told: Arc<watch::Sender<u32>>) -> Sent {
    let mut acknowledged = BTreeMap::new();
    for number in 0.. {
        let (key, text) = (format!("{name}-{number}"), format!("{name} says {number}"));
        match person.send(&key, &text).await {
            Ok((200, turn)) => {
                acknowledged.insert(text, turn["user_message_id"].clone());
                told.send_replace(count.fetch_add(1, Ordering::Relaxed) + 1);
            }
            Ok((status, problem)) => panic!("{status} {problem}"),
            Err(_) => return Sent { acknowledged, open: (key, text) },
        }
    }
    unreachable!("the server is killed")
}

/// The messages of one side, by their text.
fn from<'a>(chat: &'a [Value], sender: &str) -> Vec<&'a Value> {
    chat.iter().filter(|message| message["sender_type"] == sender).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_under_load_it_loses_nothing_and_doubles_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    let mut server = Server::start(&data, 0);
    let mut people = Vec::new();
    for name in ["mitu", "asha"] {
        people.push(Person::sign_up(&server.origin, name).await);
    }
    let random = SeededRandom::new(7);
    let mut sent = [0, 0];
    for round in 0..4 {
        let until = u32::try_from(1 + random.below(60)).unwrap();
        let (count, told) = (Arc::new(AtomicU32::new(0)), Arc::new(watch::Sender::new(0)));
        let mut clients: [JoinSet<Sent>; 2] = [JoinSet::new(), JoinSet::new()];
        for (person, clients) in people.iter().zip(&mut clients) {
            for client in 0..4 {
                let name = format!("round {round} client {client}").replace(' ', "-");
                clients.spawn(talk(person.at(&server.origin), name, count.clone(), told.clone()));
            }
        }
        told.subscribe().wait_for(|count| *count >= until).await.unwrap();
        server.kill();
        server = Server::start(&data, 0);
        for ((person, clients), sent) in people.iter().zip(clients).zip(&mut sent) {
            *sent += continued(&person.at(&server.origin), clients.join_all().await).await;
            everything_is_there(&person.at(&server.origin), *sent).await;
        }
    }
}

/// Compares what is stored with what was acknowledged, then repeats what was not. Gives the number of messages sent.
async fn continued(person: &Person, clients: Vec<Sent>) -> usize {
    let chat = person.chat().await;
    let (asked, replies) = (from(&chat, "user"), from(&chat, "ai"));
    assert!(replies.len() <= asked.len(), "no second reply to anything");
    let mut sent = 0;
    for Sent { acknowledged, open: (key, text) } in clients {
        for (text, id) in &acknowledged {
            let stored: Vec<_> = asked.iter().filter(|it| it["message_text"] == **text).collect();
            assert_eq!(stored.len(), 1, "{text}");
            assert_eq!(&stored[0]["id"], id, "{text}");
        }
        let (status, turn) = person.send(&key, &text).await.unwrap();
        assert_eq!(status, 200, "{turn}");
        sent += acknowledged.len() + 1;
    }
    sent
}

async fn everything_is_there(person: &Person, sent: usize) {
    let chat = person.chat().await;
    let asked = from(&chat, "user");
    let texts: std::collections::BTreeSet<_> =
        asked.iter().map(|it| it["message_text"].as_str().unwrap()).collect();
    assert_eq!((asked.len(), texts.len()), (sent, sent), "each message once");
    for message in &asked {
        let path = format!("/api/v1/chat/stream/{}", message["id"].as_str().unwrap());
        let events = person.open(&path).await.unwrap().error_for_status().unwrap().text().await.unwrap();
        assert!(events.contains("event: done") || events.contains("event:done"), "{events}");
    }
    let chat = person.chat().await;
    assert_eq!(
        (from(&chat, "user").len(), from(&chat, "ai").len()),
        (sent, sent),
        "each with exactly one reply"
    );
    let times: Vec<_> = chat.iter().map(|it| it["created_at"].as_str().unwrap()).collect();
    assert!(times.is_sorted_by(|a, b| a < b), "in one order");

    let stats = person.get("/api/v1/activity-stats").await;
    assert_eq!(stats["total_messages"].as_u64().unwrap(), sent as u64);
    assert_eq!(stats["total_sessions"], 1, "a crash is no new visit");
    // Two, if midnight passed meanwhile.
    assert_eq!(stats["current_streak_days"], stats["active_days"]);
    let sessions = person.get("/api/v1/sessions").await;
    let [session] = sessions["items"].as_array().unwrap().as_slice() else { panic!("{sessions}") };
    assert_eq!(
        (&session["state"], session["activities"][0]["count"].as_u64().unwrap()),
        (&"active".into(), sent as u64)
    );
    assert_eq!(session["session_id"], stats["current_session_id"]);
}
