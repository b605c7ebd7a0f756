//! Whether the process is up and what it needs is reachable.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::state::Web;

/// One thing that is needed.
#[derive(Serialize, ToSchema)]
#[schema(as = Check)]
pub(super) struct CheckView {
    name: &'static str,
    ok: bool,
    /// What is wrong.
    detail: Option<String>,
}

/// Whether requests can be served.
#[derive(Serialize, ToSchema)]
#[schema(as = Readiness)]
pub(super) struct ReadinessView {
    ready: bool,
    checks: Vec<CheckView>,
}

/// Whether the process is up
#[utoipa::path(get, path = "/livez", tag = "operations", security(()), responses((status = 200, body = String)))]
pub(super) async fn live() -> &'static str {
    "ok"
}

/// Whether requests can be served
#[utoipa::path(get, path = "/readyz", tag = "operations", security(()),
    responses((status = 200, body = ReadinessView), (status = 503, body = ReadinessView)))]
pub(super) async fn ready(State(web): State<Web>) -> Response {
    let store = web.app.store.check().await;
    let detail = store.as_ref().err().map(ToString::to_string);
    let checks = vec![CheckView { name: "database", ok: store.is_ok(), detail }];
    let ready = checks.iter().all(|check| check.ok);
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(ReadinessView { ready, checks })).into_response()
}
