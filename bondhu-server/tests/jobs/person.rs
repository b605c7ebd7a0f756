//! Somebody who uses the running program.

use bondhu_domain::ids::UserId;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

#[expect(clippy::disallowed_methods, reason = "a test's own client")]
fn client() -> Client {
    Client::new()
}

/// A person with an account and a token.
pub struct Person {
    pub web: Client,
    pub origin: String,
    pub token: String,
    pub id: UserId,
}

impl Person {
    pub async fn sign_up(origin: &str, name: &str) -> Self {
        let web = client();
        let body = json!({"email": format!("{name}@example.com"), "password": "a long walk by the river"});
        let answer = web.post(format!("{origin}/api/v1/auth/register")).json(&body).send().await.unwrap();
        let granted: Value = answer.json().await.unwrap();
        let text = |key: &str| granted[key].as_str().unwrap().to_owned();
        Self { web, origin: origin.to_owned(), token: text("token"), id: text("user_id").parse().unwrap() }
    }

    pub async fn get(&self, path: &str) -> (StatusCode, Value) {
        let request = self.web.get(format!("{}{path}", self.origin)).bearer_auth(&self.token);
        let answer = request.send().await.unwrap();
        (answer.status(), answer.json().await.unwrap())
    }

    pub async fn post(&self, path: &str, body: &Value) -> (StatusCode, Value) {
        let request = self.web.post(format!("{}{path}", self.origin)).bearer_auth(&self.token).json(body);
        let answer = request.send().await.unwrap();
        (answer.status(), answer.json().await.unwrap())
    }
}
