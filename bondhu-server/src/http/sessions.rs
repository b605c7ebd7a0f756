//! Visits.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bondhu_domain::activity::ActivityKind;
use bondhu_domain::ids::SessionId;
use bondhu_domain::sessions::Visit;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::auth::Me;
use super::body::BeaconBody;
use super::problem::Problem;
use super::query::Query;
use super::state::Web;
use super::views::SessionView;

/// Something the person did.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewActivity)]
pub(super) struct ActivityBody {
    session_id: String,
    /// `chat`, `game`, `video` or `music`.
    activity_type: String,
}

/// Which session.
#[derive(Deserialize, ToSchema)]
#[schema(as = SessionEnd)]
pub(super) struct EndBody {
    session_id: String,
}

/// Sessions, the newest first.
#[derive(Serialize, ToSchema)]
#[schema(as = Sessions)]
pub(super) struct SessionsView {
    items: Vec<SessionView>,
    /// Give it as `after` for older ones.
    next: Option<String>,
}

/// Begin a visit, or take up the open one or one left moments ago
#[utoipa::path(post, path = "/api/v1/sessions/start", tag = "sessions",
    responses((status = 201, body = SessionView, description = "A new session"),
        (status = 200, body = SessionView, description = "Joined or reopened")))]
pub(super) async fn start(State(web): State<Web>, me: Me) -> Result<Response, Problem> {
    let started = web.app.start_session(me.id()).await?;
    let status = match started.visit {
        Visit::Opened => StatusCode::CREATED,
        Visit::Joined | Visit::Reopened => StatusCode::OK,
    };
    Ok((status, Json(SessionView::from(&started.state))).into_response())
}

/// Count an activity
#[utoipa::path(post, path = "/api/v1/sessions/activity", tag = "sessions", request_body = ActivityBody,
    responses((status = 200, body = SessionView), (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn activity(
    State(web): State<Web>,
    me: Me,
    BeaconBody(body): BeaconBody<ActivityBody>,
) -> Result<Json<SessionView>, Problem> {
    let kind: ActivityKind = body
        .activity_type
        .parse()
        .map_err(|error| Problem::field("activity_type", "unknown", format!("{error}.")))?;
    let state = web.app.record_activity(me.id(), session_id(&body.session_id)?, kind).await?;
    Ok(Json(SessionView::from(&state)))
}

/// End a visit
#[utoipa::path(post, path = "/api/v1/sessions/end", tag = "sessions", request_body = EndBody,
    responses((status = 200, body = SessionView), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn end(
    State(web): State<Web>,
    me: Me,
    BeaconBody(body): BeaconBody<EndBody>,
) -> Result<Json<SessionView>, Problem> {
    let state = web.app.end_session(me.id(), session_id(&body.session_id)?).await?;
    Ok(Json(SessionView::from(&state)))
}

/// List visits
#[utoipa::path(get, path = "/api/v1/sessions", tag = "sessions",
    params(("limit" = Option<u32>, Query, description = "1 to 200, 50 by default"), ("after" = Option<String>, Query)),
    responses((status = 200, body = SessionsView)))]
pub(super) async fn list(
    State(web): State<Web>,
    me: Me,
    query: Query,
) -> Result<Json<SessionsView>, Problem> {
    let limit = query.parsed("limit", "a number from 1 to 200")?.unwrap_or(50);
    let after = query.parsed("after", "a session's id")?;
    let (page, more) = web.app.sessions(me.id(), after, limit).await?;
    let next = page.last().filter(|_| more).map(|it| it.session.id.to_string());
    Ok(Json(SessionsView { items: page.iter().map(SessionView::from).collect(), next }))
}

fn session_id(text: &str) -> Result<SessionId, Problem> {
    text.parse().map_err(|error| Problem::field("session_id", "invalid", format!("{error}.")))
}
