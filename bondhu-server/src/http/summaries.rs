//! Summaries of the person's chat.

use axum::Json;
use axum::extract::State;
use bondhu_domain::summaries::{ChatSummary, Period};
use serde::Serialize;
use utoipa::ToSchema;

use super::auth::Me;
use super::problem::Problem;
use super::query::Query;
use super::state::Web;

/// What a day or a week was about.
#[derive(Serialize, ToSchema)]
#[schema(as = ChatSummary)]
pub(super) struct SummaryView {
    /// `day` or `week`.
    period: &'static str,
    from: String,
    /// The first instant after it.
    to: String,
    text: String,
    /// The person's own messages.
    message_count: u32,
    topics: Vec<String>,
    /// The mood of most messages.
    mood: Option<String>,
}

/// Summaries, the newest first.
#[derive(Serialize, ToSchema)]
#[schema(as = ChatSummaries)]
pub(super) struct SummariesView {
    items: Vec<SummaryView>,
}

impl From<ChatSummary> for SummaryView {
    fn from(summary: ChatSummary) -> Self {
        Self {
            period: summary.period.as_str(),
            from: summary.from.to_string(),
            to: summary.to.to_string(),
            text: summary.text,
            message_count: summary.message_count,
            topics: summary.topics,
            mood: summary.mood,
        }
    }
}

/// Read what days or weeks were about
#[utoipa::path(get, path = "/api/v1/chat/summaries", tag = "chat",
    params(("period" = Option<String>, Query, description = "`day` (the default) or `week`")),
    responses((status = 200, body = SummariesView),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn summaries(
    State(web): State<Web>,
    me: Me,
    query: Query,
) -> Result<Json<SummariesView>, Problem> {
    let given: Option<String> = query.parsed("period", "day or week")?;
    let period = match given {
        None => Period::Day,
        Some(name) => Period::named(&name)
            .ok_or_else(|| Problem::field("period", "unknown", "This must be day or week.".to_owned()))?,
    };
    let summaries = web.app.summaries(me.id(), period).await?;
    Ok(Json(SummariesView { items: summaries.into_iter().map(SummaryView::from).collect() }))
}
