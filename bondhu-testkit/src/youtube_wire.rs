//! A server that behaves as Google's sign-in and `YouTube`'s Data API do, and is strict about requests.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]
#![expect(clippy::missing_panics_doc, reason = "panicking is how a test fails")]

use std::sync::{Arc, Mutex, MutexGuard};

use serde_json::{Value, json};

use crate::vendor_wire::{Asked, TokenEndpoint, Violations, json_reply};
use crate::wire_server::{WireReply, WireRequest, WireServer};

/// What the app must ask people to agree to.
pub const SCOPE: &str = "https://www.googleapis.com/auth/youtube.readonly";

/// The server. It ends with the test and fails it if it was asked what the vendor does not know.
pub struct YoutubeWire {
    server: WireServer,
    state: Arc<Mutex<State>>,
    violations: Violations,
}

/// What the server knows and does.
pub struct State {
    /// The token endpoint.
    pub tokens: TokenEndpoint,
    /// The entries of each listing by its path, such as `/videos`.
    pub entries: Vec<(&'static str, Vec<Value>)>,
    /// What every call of the API is answered with instead.
    pub failure: Option<WireReply>,
    /// Whether each page names itself as the next one.
    pub repeats: bool,
}

impl YoutubeWire {
    /// A server that knows the client `client`.
    pub async fn start() -> Self {
        let tokens = TokenEndpoint::new("client", SCOPE, false);
        let channel = json!({"id": "UC1", "snippet": {"title": "Mitu"}});
        let entries = vec![("/channels", vec![channel])];
        let state = Arc::new(Mutex::new(State { tokens, entries, failure: None, repeats: false }));
        let violations = Violations::default();
        let (of_server, notes) = (Arc::clone(&state), violations.clone());
        let server =
            WireServer::start(move |request| of_server.lock().unwrap().answer(request, &notes)).await;
        Self { server, state, violations }
    }

    /// Its URL: the API itself, and before `/auth`, `/token` and `/revoke`.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// What it knows and does.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// What it was asked so far.
    pub fn requests(&self) -> Vec<WireRequest> {
        self.server.requests()
    }
}

impl Drop for YoutubeWire {
    fn drop(&mut self) {
        self.violations.assert_none();
    }
}

impl State {
    fn answer(&mut self, request: &WireRequest, violations: &Violations) -> WireReply {
        let asked = Asked::of(request);
        match asked.path.as_str() {
            "/token" => return self.tokens.answer(request, violations),
            "/revoke" => {
                let known = self.tokens.revoke(asked.get("token").unwrap_or_default());
                let (status, body) =
                    if known { (200, json!({})) } else { (400, json!({"error": "invalid_token"})) };
                return json_reply(status, &body);
            }
            _ => {}
        }
        if let Some(failure) = &self.failure {
            return failure.clone();
        }
        if !self.tokens.lets_in(request) {
            return youtube_error(401, "authError");
        }
        let known: &[&str] = match asked.path.as_str() {
            "/channels" => &["part", "mine"],
            "/subscriptions" => &["part", "mine", "order", "maxResults", "pageToken"],
            "/playlists" => &["part", "mine", "maxResults", "pageToken"],
            "/videos" => &["part", "myRating", "maxResults", "pageToken"],
            _ => return violations.note(format!("no such method: {}", asked.path)),
        };
        if let Some(name) = asked.unknown(known) {
            return violations.note(format!("unknown or repeated parameter {name} of {}", asked.path));
        }
        if asked.get("part").is_none() {
            return violations.note("part is required");
        }
        let entries = self.entries.iter().find(|(path, _)| *path == asked.path);
        let entries = entries.map(|(_, entries)| entries.as_slice()).unwrap_or_default();
        let size: usize = asked.get("maxResults").map_or(5, |text| text.parse().unwrap());
        let start = match asked.get("pageToken") {
            None => 0,
            Some(token) => match token.strip_prefix("CAo").and_then(|text| text.parse::<usize>().ok()) {
                Some(start) => start,
                None => return youtube_error(400, "invalidPageToken"),
            },
        };
        let page: Vec<_> = entries.iter().skip(start).take(size).cloned().collect();
        let mut body =
            json!({"items": page, "pageInfo": {"totalResults": entries.len(), "resultsPerPage": size}});
        if self.repeats {
            body["nextPageToken"] = json!("CAo0");
        } else if start + size < entries.len() {
            body["nextPageToken"] = json!(format!("CAo{}", start + size));
        }
        json_reply(200, &body)
    }
}

/// An error as the API writes it.
pub fn youtube_error(status: u16, reason: &str) -> WireReply {
    let errors = json!([{"message": "…", "domain": "youtube", "reason": reason}]);
    json_reply(status, &json!({"error": {"code": status, "message": "…", "errors": errors}}))
}
