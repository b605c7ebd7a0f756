//! Mood over time, and what people say of it themselves.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bondhu_domain::insights::ChatInsights;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::auth::Me;
use super::body::JsonBody;
use super::encoded::{json, json_bytes};
use super::problem::Problem;
use super::query::Query;
use super::state::Web;
use super::views::{InsightsView, MoodTrendView, SafetyView};

/// How a person says they are.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewCheckIn)]
pub(super) struct CheckInBody {
    /// From unpleasant to pleasant, −4 to 4.
    valence: i8,
    /// From sleepy to stirred up, −4 to 4.
    arousal: i8,
    /// At most 1,000 characters.
    note: Option<String>,
}

/// A stored check-in.
#[derive(Serialize, ToSchema)]
#[schema(as = CheckIn)]
pub(super) struct CheckInView {
    valence: i8,
    arousal: i8,
    note: Option<String>,
    created_at: String,
    /// Help, if the note gave reason to offer it.
    safety: Option<SafetyView>,
    /// What Bondhu says to it then.
    response: Option<String>,
}

/// Read the mood of the last days
#[utoipa::path(get, path = "/api/v1/mood/trend", tag = "mood",
    params(("days" = Option<u64>, Query, description = "1 to 365, 30 by default")),
    responses((status = 200, body = MoodTrendView), (status = 403, body = Problem, content_type = "application/problem+json",
        description = "For people under 18 no series is kept")))]
pub(super) async fn trend(
    State(web): State<Web>,
    me: Me,
    query: Query,
) -> Result<Json<MoodTrendView>, Problem> {
    let days = query.parsed("days", "a number from 1 to 365")?.unwrap_or(30);
    Ok(Json(MoodTrendView::from(&web.app.mood_trend(me.id(), days).await?)))
}

/// Say how one is
#[utoipa::path(post, path = "/api/v1/mood/check-in", tag = "mood", request_body = CheckInBody,
    responses((status = 201, body = CheckInView), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn check_in(
    State(web): State<Web>,
    me: Me,
    JsonBody(body): JsonBody<CheckInBody>,
) -> Result<Response, Problem> {
    let CheckInBody { valence, arousal, note } = body;
    let (at, help) = web.app.check_in(me.id(), valence, arousal, note.clone()).await?;
    let (safety, response) =
        help.map_or((None, None), |help| (Some(SafetyView::from(&help.safety)), Some(help.text)));
    let view = CheckInView { valence, arousal, note, created_at: at.to_string(), safety, response };
    Ok((StatusCode::CREATED, Json(view)).into_response())
}

/// An analysis that was asked for.
#[derive(Serialize, ToSchema)]
#[schema(as = AnalysisTask)]
pub(super) struct AnalysisTaskView {
    /// Where it stands is told at `/api/v1/tasks/{task_id}` and by live events.
    task_id: String,
}

/// Ask for an analysis of the last 24 hours
#[utoipa::path(post, path = "/api/v1/personality/analyze", tag = "mood",
    responses((status = 202, body = AnalysisTaskView, description = "Asked for; one that waits already is not asked for twice"),
        (status = 403, body = Problem, content_type = "application/problem+json",
            description = "For people under 18 no series is kept")))]
pub(super) async fn analyze(State(web): State<Web>, me: Me) -> Result<Response, Problem> {
    let task_id = web.app.request_analysis(me.id()).await?.to_string();
    Ok((StatusCode::ACCEPTED, Json(AnalysisTaskView { task_id })).into_response())
}

/// Read what the last 24 hours show
#[utoipa::path(get, path = "/api/v1/personality/insights/{user_id}", tag = "mood",
    params(("user_id" = String, Path, description = "`me` or the person's own id")),
    responses((status = 200, body = InsightsView), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn insights(
    State(web): State<Web>,
    me: Me,
    Path(user): Path<String>,
) -> Result<Response, Problem> {
    let user = me.named(&user)?;
    let encoded = |insights: &ChatInsights| json_bytes(&InsightsView::from(insights));
    Ok(json(web.app.insights(user, encoded).await?.encoded(encoded)))
}
