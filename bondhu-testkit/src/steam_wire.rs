//! A server that behaves as Steam's Web API and `OpenID` provider do, and is strict about requests.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]
#![expect(clippy::missing_panics_doc, reason = "panicking is how a test fails")]

use std::sync::{Arc, Mutex, MutexGuard};

use serde_json::{Value, json};

use crate::vendor_wire::{Asked, Violations, json_reply, pairs};
use crate::wire_server::{WireReply, WireRequest, WireServer};

/// The only key it takes.
pub const KEY: &str = "KEY-of-the-wire-server";
/// The account that signs in.
pub const ACCOUNT: &str = "76561197960287930";
const NAMESPACE: &str = "http://specs.openid.net/auth/2.0";

/// The server. It ends with the test and fails it if it was asked what Steam does not know.
pub struct SteamWire {
    server: WireServer,
    state: Arc<Mutex<State>>,
    violations: Violations,
}

/// What the server knows and does.
#[derive(Default)]
pub struct State {
    /// The body of `GetOwnedGames`.
    pub owned: Value,
    /// What every call is answered with instead.
    pub failure: Option<WireReply>,
    /// The claims that were made and not asked about yet.
    claims: Vec<Vec<(String, String)>>,
}

impl SteamWire {
    /// A server with an account that shows its games to nobody.
    pub async fn start() -> Self {
        let state = State { owned: json!({"response": {}}), ..State::default() };
        let state = Arc::new(Mutex::new(state));
        let violations = Violations::default();
        let (of_server, notes) = (Arc::clone(&state), violations.clone());
        let server =
            WireServer::start(move |request| of_server.lock().unwrap().answer(request, &notes)).await;
        Self { server, state, violations }
    }

    /// Its URL; people sign in at `/openid/login`.
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

    /// The person follows the address at `now` (RFC 3339 in whole seconds) and signs in. Gives the query with which they
    /// come back.
    pub fn agree(&self, authorize_url: &str, now: &str) -> Vec<(String, String)> {
        let (login, query) = authorize_url.split_once('?').unwrap();
        let asked = Asked { path: login.to_owned(), query: pairs(query.as_bytes()) };
        assert_eq!(asked.get("openid.ns"), Some(NAMESPACE));
        assert_eq!(asked.get("openid.mode"), Some("checkid_setup"));
        let back = asked.get("openid.return_to").unwrap();
        assert!(back.starts_with(asked.get("openid.realm").unwrap()));
        let identity = format!("https://steamcommunity.com/openid/id/{ACCOUNT}");
        let nonce = format!("{now}abcdef");
        let signed = "signed,op_endpoint,claimed_id,identity,return_to,response_nonce,assoc_handle";
        let claim = [
            ("openid.ns", NAMESPACE),
            ("openid.mode", "id_res"),
            ("openid.op_endpoint", login),
            ("openid.claimed_id", &identity),
            ("openid.identity", &identity),
            ("openid.return_to", back),
            ("openid.response_nonce", &nonce),
            ("openid.assoc_handle", "1234567890"),
            ("openid.signed", signed),
            ("openid.sig", "c2lnbmF0dXJl"),
        ];
        let claim: Vec<_> = claim.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        self.state().claims.push(claim.clone());
        let state = pairs(back.split_once('?').unwrap().1.as_bytes());
        state.into_iter().chain(claim).collect()
    }
}

impl Drop for SteamWire {
    fn drop(&mut self) {
        self.violations.assert_none();
    }
}

impl State {
    fn answer(&mut self, request: &WireRequest, violations: &Violations) -> WireReply {
        let asked = Asked::of(request);
        if let Some(failure) = &self.failure {
            return failure.clone();
        }
        if asked.path == "/openid/login" {
            return self.check(&pairs(&request.body));
        }
        let known: &[&str] = match asked.path.as_str() {
            "/IPlayerService/GetOwnedGames/v1/" => {
                &["steamid", "include_appinfo", "include_played_free_games", "key", "format"]
            }
            "/ISteamUser/GetPlayerSummaries/v2/" => &["steamids", "key", "format"],
            _ => return violations.note(format!("no such method: {}", asked.path)),
        };
        if let Some(name) = asked.unknown(known) {
            return violations.note(format!("unknown or repeated parameter {name} of {}", asked.path));
        }
        if asked.get("key") != Some(KEY) {
            let page = "<html><head><title>Forbidden</title></head><body><h1>Forbidden</h1>Access is denied. Retrying \
                        will not help. Please verify your <pre>key=</pre> parameter.</body></html>";
            return WireReply::status(403).header("content-type", "text/html").bytes(page);
        }
        if asked.path.starts_with("/ISteamUser") {
            let player = json!({"steamid": ACCOUNT, "personaname": "Mitu", "communityvisibilitystate": 3});
            return json_reply(200, &json!({"response": {"players": [player]}}));
        }
        json_reply(200, &self.owned)
    }

    /// A claim is true once.
    fn check(&mut self, form: &[(String, String)]) -> WireReply {
        let asks = form.iter().any(|(name, value)| name == "openid.mode" && value == "check_authentication");
        let same = |claim: &Vec<(String, String)>| {
            let stands = |pair: &&(String, String)| pair.0 == "openid.mode" || form.contains(pair);
            claim.len() == form.len() && claim.iter().all(|pair| stands(&pair))
        };
        let found = self.claims.iter().position(same).filter(|_| asks);
        let valid = found.map(|at| self.claims.remove(at)).is_some();
        WireReply::status(200)
            .header("content-type", "text/plain")
            .bytes(format!("ns:{NAMESPACE}\nis_valid:{valid}\n"))
    }
}
