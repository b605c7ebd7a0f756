//! Requests to the router, and answers that are checked against what holds for all of them.

use std::net::SocketAddr;

use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::request::Builder;
use axum::http::{HeaderMap, Method, Request, Response, header};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::events::Events;
use super::stage::Stage;

pub const PASSWORD: &str = "tea with mitu";

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Person {
    pub id: String,
    pub token: String,
    pub email: String,
}

/// A request in the making.
pub struct Call<'a> {
    stage: &'a Stage,
    request: Builder,
    body: Body,
    peer: SocketAddr,
}

/// An answer that was read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Stage {
    pub fn call(&self, method: Method, path: &str) -> Call<'_> {
        let request = Request::builder().method(method).uri(path).header(header::HOST, "bondhu.test");
        Call { stage: self, request, body: Body::empty(), peer: "192.0.2.1:40000".parse().unwrap() }
    }

    pub fn get(&self, path: &str) -> Call<'_> {
        self.call(Method::GET, path)
    }

    pub fn post(&self, path: &str) -> Call<'_> {
        self.call(Method::POST, path)
    }

    /// Signs somebody up.
    pub async fn person(&self, name: &str) -> Person {
        let email = format!("{name}@example.org");
        let body = json!({"email": email, "password": PASSWORD, "timezone": "Asia/Kolkata"});
        let granted = self.post("/api/v1/auth/register").json(&body).send().await.of(201).json();
        let text = |field: &str| granted[field].as_str().unwrap().to_owned();
        Person { id: text("user_id"), token: text("token"), email }
    }

    /// Sends a message and gives the turn.
    pub async fn say(&self, person: &Person, text: &str) -> Value {
        let body = json!({ "message": text });
        self.post("/api/v1/chat/send").by(person).json(&body).send().await.of(200).json()
    }

    /// The newest messages as `sender_type: message_text`.
    pub async fn chat(&self, person: &Person) -> Vec<String> {
        let page = self.get("/api/v1/chat/history/me?limit=200").by(person).send().await.of(200).json();
        let line = |message: &Value| {
            let text = |field: &str| message[field].as_str().unwrap();
            format!("{}: {}", text("sender_type"), text("message_text"))
        };
        page["messages"].as_array().unwrap().iter().map(line).collect()
    }
}

impl Call<'_> {
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    /// Under somebody's token.
    pub fn by(self, person: &Person) -> Self {
        self.header("authorization", &format!("Bearer {}", person.token))
    }

    /// Under somebody's cookie, as a page of another site or an unknown client would send it.
    pub fn by_cookie(self, person: &Person) -> Self {
        self.header("cookie", &format!("theme=dark; bondhu_session={}", person.token))
    }

    /// From one of the program's own pages.
    pub fn same_origin(self) -> Self {
        self.header("sec-fetch-site", "same-origin").header("origin", super::in_process::ORIGIN)
    }

    pub fn peer(mut self, address: &str) -> Self {
        self.peer = address.parse().unwrap();
        self
    }

    pub fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        let text = serde_urlencoded::to_string(fields).unwrap();
        self.body("application/x-www-form-urlencoded", text)
    }

    pub fn body(mut self, kind: &str, body: impl Into<Body>) -> Self {
        self.body = body.into();
        self.header("content-type", kind)
    }

    /// The answer's head, with its body still to come.
    pub async fn open(self) -> Response<Body> {
        let mut request = self.request.body(self.body).unwrap();
        request.extensions_mut().insert(ConnectInfo(self.peer));
        let answer = self.stage.router.clone().oneshot(request).await.unwrap();
        assert_guarded(answer.headers());
        answer
    }

    /// A stream of events.
    pub async fn listen(self) -> Events {
        let answer = self.open().await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        Events::new(answer.into_body())
    }

    pub async fn send(self) -> Answer {
        let (head, body) = self.open().await.into_parts();
        let body = to_bytes(body, 64 << 20).await.unwrap().to_vec();
        let answer = Answer { status: head.status.as_u16(), headers: head.headers, body };
        let kind = answer.header("content-type").unwrap_or_default();
        if answer.status >= 400 && !kind.starts_with("text/html") && !answer.is_readiness() {
            answer.assert_problem(kind);
        }
        answer
    }
}

impl Answer {
    /// The same, if its status is this one.
    pub fn of(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The problem's code.
    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap().to_owned()
    }

    /// The wrong fields as `field: code`.
    pub fn mistakes(&self) -> Vec<String> {
        assert_eq!((self.status, self.code().as_str()), (422, "invalid_input"), "{}", self.text());
        let errors = self.json()["errors"].as_array().unwrap().clone();
        let text = |error: &Value, field: &str| error[field].as_str().unwrap().to_owned();
        errors.iter().map(|error| format!("{}: {}", text(error, "field"), text(error, "code"))).collect()
    }

    fn is_readiness(&self) -> bool {
        self.status == 503 && self.body.starts_with(b"{\"ready\":false")
    }

    /// RFC 9457, with the codes and their statuses of the contract.
    fn assert_problem(&self, kind: &str) {
        assert_eq!(kind, "application/problem+json", "{} {}", self.status, self.text());
        let problem = self.json();
        let expected = match problem["code"].as_str().unwrap() {
            "bad_request" => 400,
            "unauthenticated" => 401,
            "forbidden" => 403,
            "not_found" => 404,
            "method_not_allowed" => 405,
            "conflict" | "session_ended" => 409,
            "payload_too_large" => 413,
            "unsupported_media_type" => 415,
            "invalid_input" | "careless_answers" => 422,
            "rate_limited" => 429,
            "internal" => 500,
            "provider_unavailable" => 502,
            "unavailable" => 503,
            other => panic!("an unknown code: {other}"),
        };
        assert_eq!((self.status, problem["status"].as_u64()), (expected, Some(u64::from(expected))));
        for field in ["type", "title", "detail"] {
            assert!(!problem[field].as_str().unwrap().is_empty(), "{field} of {problem}");
        }
        assert_eq!(problem.get("errors").is_some(), self.status == 422, "{problem}");
    }
}

/// What every answer carries, whatever became of the request.
fn assert_guarded(headers: &HeaderMap) {
    let text =
        |name: &str| headers.get(name).unwrap_or_else(|| panic!("no {name}: {headers:?}")).to_str().unwrap();
    assert!(!text("x-request-id").is_empty());
    let policy = text("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(!policy.contains("script-src 'self' '"), "no inline script: {policy}");
    assert_eq!(text("x-content-type-options"), "nosniff");
    assert_eq!(text("x-frame-options"), "DENY");
    assert_eq!(text("referrer-policy"), "same-origin");
    assert_eq!(text("cross-origin-opener-policy"), "same-origin");
    assert!(!text("permissions-policy").is_empty());
}
