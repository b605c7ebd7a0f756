//! A server that behaves as Spotify does towards an app in development mode, and is strict about requests.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]
#![expect(clippy::missing_panics_doc, reason = "panicking is how a test fails")]

use std::sync::{Arc, Mutex, MutexGuard};

use serde_json::{Value, json};

use crate::vendor_wire::{Asked, TokenEndpoint, Violations, json_reply};
use crate::wire_server::{WireReply, WireRequest, WireServer};

/// What the app must ask people to agree to.
pub const SCOPE: &str = "user-top-read user-read-recently-played playlist-read-private playlist-read-collaborative \
                         user-library-read user-follow-read";

/// The server. It ends with the test and fails it if it was asked what Spotify does not know.
pub struct SpotifyWire {
    server: WireServer,
    state: Arc<Mutex<State>>,
    violations: Violations,
}

/// What the server knows and does.
#[derive(Default)]
pub struct State {
    /// The token endpoint.
    pub tokens: TokenEndpoint,
    /// The entries of each listing by its path, such as `/v1/me/tracks`.
    pub entries: Vec<(&'static str, Vec<Value>)>,
    /// What every call of the API is answered with instead.
    pub failure: Option<WireReply>,
    /// Where the addresses of further pages point to.
    pub next_host: Option<String>,
}

impl SpotifyWire {
    /// A server that knows the client `client`.
    pub async fn start() -> Self {
        let tokens = TokenEndpoint::new("client", SCOPE, true);
        let state = Arc::new(Mutex::new(State { tokens, ..State::default() }));
        let violations = Violations::default();
        let (of_server, notes) = (Arc::clone(&state), violations.clone());
        let server =
            WireServer::start(move |request| of_server.lock().unwrap().answer(request, &notes)).await;
        Self { server, state, violations }
    }

    /// Its URL, of the API (with `/v1` after it) and of the accounts.
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

impl Drop for SpotifyWire {
    fn drop(&mut self) {
        self.violations.assert_none();
    }
}

impl State {
    fn answer(&mut self, request: &WireRequest, violations: &Violations) -> WireReply {
        let asked = Asked::of(request);
        if asked.path == "/api/token" {
            return self.tokens.answer(request, violations);
        }
        if let Some(failure) = &self.failure {
            return failure.clone();
        }
        if request.method != "GET" {
            return violations.note(format!("{} {}", request.method, asked.path));
        }
        if !self.tokens.lets_in(request) {
            let error = json!({"error": {"status": 401, "message": "The access token expired"}});
            return json_reply(401, &error);
        }
        let known: &[&str] = match asked.path.as_str() {
            "/v1/me" => &[],
            "/v1/me/top/artists" | "/v1/me/top/tracks" => &["time_range", "limit", "offset"],
            "/v1/me/playlists" | "/v1/me/albums" | "/v1/me/tracks" => &["limit", "offset"],
            "/v1/me/player/recently-played" => &["limit"],
            "/v1/me/following" => &["type", "after", "limit"],
            _ => return violations.note(format!("no such endpoint for this app: {}", asked.path)),
        };
        if let Some(name) = asked.unknown(known) {
            return violations.note(format!("unknown or repeated parameter {name} of {}", asked.path));
        }
        if asked.path == "/v1/me" {
            return json_reply(
                200,
                &json!({"account_id": "acct-1", "id": "old-name", "display_name": "Mitu"}),
            );
        }
        let number =
            |name: &str, default: usize| asked.get(name).map_or(default, |text| text.parse().unwrap());
        let limit = number("limit", 20);
        if !(1..=50).contains(&limit) {
            return violations.note("limit is 1 to 50");
        }
        self.list(&asked, limit, number("offset", 0))
    }

    fn list(&self, asked: &Asked, limit: usize, offset: usize) -> WireReply {
        let entries = self.entries.iter().find(|(path, _)| *path == asked.path);
        let entries = entries.map(|(_, entries)| entries.as_slice()).unwrap_or_default();
        let id = |entry: &Value| entry["id"].as_str().map(str::to_owned);
        let start = match asked.get("after") {
            Some(after) => {
                entries.iter().position(|entry| id(entry).as_deref() == Some(after)).map_or(0, |at| at + 1)
            }
            None => offset,
        };
        let page: Vec<_> = entries.iter().skip(start).take(limit).cloned().collect();
        let more = start + page.len() < entries.len();
        let host = self.next_host.as_deref().unwrap_or("https://api.spotify.com");
        let next = more.then(|| format!("{host}{}?offset={}&limit={limit}", asked.path, start + limit));
        if asked.path == "/v1/me/following" {
            let after = page.last().filter(|_| more).and_then(id);
            let page =
                json!({"items": page, "next": next, "total": entries.len(), "cursors": {"after": after}});
            return json_reply(200, &json!({"artists": page}));
        }
        json_reply(200, &json!({"items": page, "next": next, "total": entries.len(), "cursors": null}))
    }
}
