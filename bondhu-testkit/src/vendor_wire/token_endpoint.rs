//! A token endpoint of OAuth 2 with PKCE (RFC 6749, RFC 7636) as Spotify and Google run it.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{Asked, Violations, json_reply, pairs};
use crate::wire_server::{WireReply, WireRequest};

/// Who has signed in and what was issued.
#[derive(Debug, Default)]
pub struct TokenEndpoint {
    /// The only client it knows.
    pub client_id: String,
    /// What people are asked to agree to.
    pub scope: String,
    /// Whether a refresh token is for one use and replaced by the next.
    pub rotates: bool,
    codes: BTreeMap<String, (String, String)>,
    access: BTreeSet<String>,
    refresh: BTreeSet<String>,
    issued: u32,
}

impl TokenEndpoint {
    /// One that knows this client and asks people for this.
    pub fn new(client_id: &str, scope: &str, rotates: bool) -> Self {
        Self { client_id: client_id.to_owned(), scope: scope.to_owned(), rotates, ..Self::default() }
    }

    /// The person follows the address and agrees. Gives the query with which they come back.
    pub fn agree(&mut self, authorize_url: &str) -> Vec<(String, String)> {
        let query =
            authorize_url.split_once('?').map(|(_, query)| pairs(query.as_bytes())).unwrap_or_default();
        let asked = Asked { path: String::new(), query };
        let get = |name: &str| asked.get(name).unwrap_or_default().to_owned();
        assert_eq!(get("response_type"), "code");
        assert_eq!(get("client_id"), self.client_id);
        assert_eq!(get("code_challenge_method"), "S256");
        assert_eq!(get("scope"), self.scope);
        let code = self.name("code");
        self.codes.insert(code.clone(), (get("redirect_uri"), get("code_challenge")));
        vec![("code".to_owned(), code), ("state".to_owned(), get("state"))]
    }

    /// Takes all that was issued back: a password was changed, or the time is over.
    pub fn forget_all(&mut self) {
        self.access.clear();
        self.refresh.clear();
    }

    /// Ends the access tokens.
    pub fn end_access(&mut self) {
        self.access.clear();
    }

    /// Whether a request bears an access token that is good.
    pub fn lets_in(&self, request: &WireRequest) -> bool {
        let bearer = request.header("authorization").and_then(|text| text.strip_prefix("Bearer "));
        bearer.is_some_and(|token| self.access.contains(token))
    }

    /// Revokes a token; whether it was known.
    pub fn revoke(&mut self, token: &str) -> bool {
        let known = self.refresh.remove(token) | self.access.remove(token);
        self.access.clear();
        known
    }

    /// Answers a request for tokens.
    pub fn answer(&mut self, request: &WireRequest, violations: &Violations) -> WireReply {
        let form = Asked { path: String::new(), query: pairs(&request.body) };
        let known = [
            "grant_type",
            "code",
            "redirect_uri",
            "client_id",
            "client_secret",
            "code_verifier",
            "refresh_token",
        ];
        if request.method != "POST" || request.target.contains('?') {
            return violations.note("tokens are asked for by POST without a query");
        }
        if let Some(name) = form.unknown(&known) {
            return violations.note(format!("unknown or repeated field {name} of the token endpoint"));
        }
        let basic = request.header("authorization").is_some_and(|text| text.starts_with("Basic "));
        if !basic && form.get("client_id") != Some(self.client_id.as_str()) {
            return json_reply(400, &json!({"error": "invalid_client"}));
        }
        match form.get("grant_type") {
            Some("authorization_code") => self.by_code(&form),
            Some("refresh_token") => self.by_refresh(form.get("refresh_token").unwrap_or_default()),
            _ => violations.note("unknown grant_type"),
        }
    }

    fn by_code(&mut self, form: &Asked) -> WireReply {
        let known = self.codes.remove(form.get("code").unwrap_or_default());
        let verifier = form.get("code_verifier").unwrap_or_default();
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
        let proved = known.is_some_and(|(redirect, expected)| {
            form.get("redirect_uri") == Some(redirect.as_str()) && expected == challenge
        });
        if proved { self.issue(true) } else { invalid_grant("Invalid authorization code") }
    }

    fn by_refresh(&mut self, token: &str) -> WireReply {
        if !self.refresh.contains(token) {
            return invalid_grant("Refresh token revoked");
        }
        if self.rotates {
            self.refresh.remove(token);
        }
        self.issue(self.rotates)
    }

    fn issue(&mut self, with_refresh: bool) -> WireReply {
        let access = self.name("access");
        self.access.insert(access.clone());
        let mut body = json!({
            "access_token": access, "token_type": "Bearer", "scope": self.scope, "expires_in": 3600,
        });
        if with_refresh {
            let refresh = self.name("refresh");
            body["refresh_token"] = json!(refresh);
            self.refresh.insert(refresh);
        }
        json_reply(200, &body)
    }

    fn name(&mut self, what: &str) -> String {
        self.issued += 1;
        format!("{what}-{}", self.issued)
    }
}

fn invalid_grant(why: &str) -> WireReply {
    json_reply(400, &json!({"error": "invalid_grant", "error_description": why}))
}
