//! What the wire servers of providers have in common: strict reading of requests, and a token endpoint.
//!
//! A request that the vendor does not know is a mistake of the adapter: it is remembered, and the server fails the test
//! when it ends.
#![expect(clippy::missing_panics_doc, reason = "panicking is how a test fails")]

mod token_endpoint;

use std::sync::{Arc, Mutex, PoisonError};

use url::form_urlencoded;

pub use self::token_endpoint::TokenEndpoint;
use crate::wire_server::{WireReply, WireRequest};

/// Remembers what should not have been asked. Fails the test when it is dropped.
#[derive(Clone, Debug, Default)]
pub struct Violations(Arc<Mutex<Vec<String>>>);

impl Violations {
    /// Notes a mistake, and answers as vendors do.
    pub fn note(&self, what: impl Into<String>) -> WireReply {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(what.into());
        json_reply(400, &serde_json::json!({"error": {"status": 400, "message": "Bad request"}}))
    }

    /// Fails if there was a mistake.
    pub fn assert_none(&self) {
        let found = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        assert!(found.is_empty() || std::thread::panicking(), "not how the vendor is asked: {found:#?}");
    }
}

/// A request taken apart.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The path.
    pub path: String,
    /// The query, decoded, in order.
    pub query: Vec<(String, String)>,
}

impl Asked {
    /// What was asked.
    pub fn of(request: &WireRequest) -> Self {
        let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
        Self { path: path.to_owned(), query: pairs(query.as_bytes()) }
    }

    /// A parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The first parameter that is not one of these, or stands twice.
    pub fn unknown(&self, known: &[&str]) -> Option<&str> {
        let names = || self.query.iter().map(|(name, _)| name.as_str());
        names().find(|name| !known.contains(name) || names().filter(|other| other == name).count() > 1)
    }
}

/// Names and values of a form.
pub fn pairs(form: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(form).into_owned().collect()
}

/// An answer in JSON.
pub fn json_reply(status: u16, body: &serde_json::Value) -> WireReply {
    WireReply::status(status).header("content-type", "application/json").bytes(body.to_string())
}
