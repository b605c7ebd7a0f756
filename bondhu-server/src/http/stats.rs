//! Statistics and achievements.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use bondhu_domain::stats::Stats;
use serde::Serialize;
use utoipa::ToSchema;

use super::auth::Me;
use super::encoded::{json, json_bytes};
use super::problem::Problem;
use super::state::Web;
use super::views::{AchievementView, StatsView};

/// Every achievement.
#[derive(Serialize, ToSchema)]
#[schema(as = Achievements)]
pub(super) struct AchievementsView {
    items: Vec<AchievementView>,
}

/// Read the person's statistics
#[utoipa::path(get, path = "/api/v1/activity-stats", tag = "sessions", responses((status = 200, body = StatsView)))]
pub(super) async fn stats(State(web): State<Web>, me: Me) -> Result<Response, Problem> {
    let encoded = |stats: &Stats| json_bytes(&StatsView::from(stats));
    Ok(json(web.app.stats(me.id(), encoded).await?.encoded(encoded)))
}

/// Read the person's achievements
#[utoipa::path(get, path = "/api/v1/achievements", tag = "sessions",
    responses((status = 200, body = AchievementsView)))]
pub(super) async fn achievements(State(web): State<Web>, me: Me) -> Result<Json<AchievementsView>, Problem> {
    let states = web.app.achievements(me.id()).await?;
    Ok(Json(AchievementsView { items: states.iter().map(AchievementView::from).collect() }))
}
