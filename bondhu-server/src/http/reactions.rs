//! Emoji on messages.

use axum::extract::{Path, State};
use axum::http::StatusCode;

use crate::app::AppError;

use super::auth::Me;
use super::problem::Problem;
use super::state::Web;

/// Put an emoji on a message
#[utoipa::path(put, path = "/api/v1/chat/messages/{id}/reactions/{emoji}", tag = "chat",
    params(("id" = String, Path), ("emoji" = String, Path)),
    responses((status = 204), (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn put(
    State(web): State<Web>,
    me: Me,
    Path((id, emoji)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    set(&web, me, &id, &emoji, true).await
}

/// Take an emoji off a message
#[utoipa::path(delete, path = "/api/v1/chat/messages/{id}/reactions/{emoji}", tag = "chat",
    params(("id" = String, Path), ("emoji" = String, Path)),
    responses((status = 204), (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn delete(
    State(web): State<Web>,
    me: Me,
    Path((id, emoji)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    set(&web, me, &id, &emoji, false).await
}

async fn set(web: &Web, me: Me, id: &str, emoji: &str, present: bool) -> Result<StatusCode, Problem> {
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    web.app.react(me.id(), id, emoji, present).await?;
    Ok(StatusCode::NO_CONTENT)
}
