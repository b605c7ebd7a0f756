//! Somebody who talks to the running program over the network.

use std::collections::BTreeSet;
use std::sync::Arc;

use reqwest::{Client, Method, Response};
use serde_json::{Value, json};
use tokio::sync::watch;

/// A count that tells those who keep writing to stop.
pub const STOP: usize = usize::MAX;

/// A person with an account and a token.
#[derive(Clone)]
pub struct Person {
    http: Client,
    pub origin: String,
    token: String,
}

impl Person {
    pub async fn sign_up(origin: &str, name: &str) -> Self {
        let http = Client::builder().no_proxy().build().unwrap();
        let body = json!({"email": format!("{name}@example.org"), "password": "tea with mitu"});
        let call = http.post(format!("{origin}/api/v1/auth/register")).json(&body);
        let granted: Value = call.send().await.unwrap().error_for_status().unwrap().json().await.unwrap();
        Self { http, origin: origin.to_owned(), token: granted["token"].as_str().unwrap().to_owned() }
    }

    /// The same person at another start of the program.
    pub fn at(&self, origin: &str) -> Self {
        Self { origin: origin.to_owned(), ..self.clone() }
    }

    pub async fn open(&self, path: &str) -> Result<Response, reqwest::Error> {
        self.http.get(format!("{}{path}", self.origin)).bearer_auth(&self.token).send().await
    }

    /// Ends this sign-in, or all of the person's.
    pub async fn sign_out(&self, everywhere: bool) {
        let call = self.http.post(format!("{}/api/v1/auth/logout?everywhere={everywhere}", self.origin));
        assert_eq!(call.bearer_auth(&self.token).send().await.unwrap().status(), 204);
    }

    /// Whether the sign-in is good.
    pub async fn is_signed_in(&self) -> bool {
        let status = self.open("/api/v1/chat/history/me").await.unwrap().status();
        assert!(matches!(status.as_u16(), 200 | 401), "{status}");
        status == 200
    }

    pub async fn get(&self, path: &str) -> Value {
        self.open(path).await.unwrap().error_for_status().unwrap().json().await.unwrap()
    }

    /// Sends a message under a key. An error is a broken connection.
    pub async fn send(&self, key: &str, text: &str) -> Result<(u16, Value), reqwest::Error> {
        let call = self.http.request(Method::POST, format!("{}/api/v1/chat/send", self.origin));
        let call = call.bearer_auth(&self.token).header("idempotency-key", key);
        let answer = call.json(&json!({ "message": text })).send().await?;
        let status = answer.status().as_u16();
        Ok((status, answer.json().await?))
    }

    /// The whole chat, oldest first.
    pub async fn chat(&self) -> Vec<Value> {
        let (mut chat, mut path) = (Vec::new(), "/api/v1/chat/history/me?limit=200".to_owned());
        loop {
            let page = self.get(&path).await;
            let older = page["messages"].as_array().unwrap().iter().cloned();
            chat.splice(0..0, older);
            let Some(next) = page["next"].as_str() else { return chat };
            path = format!("/api/v1/chat/history/me?limit=200&before={next}");
        }
    }

    /// Sends one message after the other and counts what was acknowledged in `told`, until that says [`STOP`]. Gives the
    /// texts.
    pub async fn keep_writing(self, name: String, told: Arc<watch::Sender<usize>>) -> BTreeSet<String> {
        let mut acknowledged = BTreeSet::new();
        for number in 0.. {
            if *told.borrow() == STOP {
                break;
            }
            let text = format!("{name} says {number}");
            let (status, turn) = self.send(&format!("{name}-{number}"), &text).await.unwrap();
            assert_eq!(status, 200, "{turn}");
            acknowledged.insert(text);
            told.send_modify(|count| *count = count.saturating_add(1));
        }
        acknowledged
    }

    /// The texts of the person's own messages.
    pub async fn written(&self) -> BTreeSet<String> {
        let chat = self.chat().await;
        let own = chat.iter().filter(|it| it["sender_type"] == "user");
        own.map(|it| it["message_text"].as_str().unwrap().to_owned()).collect()
    }
}
