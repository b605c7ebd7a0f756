//! Answers in the form in which they are cached.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use bondhu_ports::cache::Bytes;
use serde::Serialize;

/// A view as JSON.
pub(super) fn json_bytes(view: &impl Serialize) -> Bytes {
    // Views have neither maps with odd keys nor anything else that has no form in JSON.
    serde_json::to_vec(view).unwrap_or_default().into()
}

/// Encoded JSON as an answer.
pub(super) fn json(body: Bytes) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}
