//! What a person told about themselves, to be read, put right and forgotten.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use bondhu_domain::ids::FactId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::AppError;

use super::auth::Me;
use super::body::JsonBody;
use super::problem::Problem;
use super::query::Query;
use super::state::Web;
use super::views::FactView;

/// A person's facts.
#[derive(Serialize, ToSchema)]
#[schema(as = Facts)]
pub(super) struct FactsView {
    items: Vec<FactView>,
    /// Always null: all of them are in `items`.
    next: Option<String>,
}

/// What is right instead.
#[derive(Deserialize, ToSchema)]
#[schema(as = FactPatch)]
pub(super) struct PatchBody {
    /// 1 to 200 characters on one line.
    value: String,
}

/// Read what is remembered
#[utoipa::path(get, path = "/api/v1/memory/facts", tag = "memory",
    params(("ended" = Option<bool>, Query, description = "Also what no longer holds; false by default")),
    responses((status = 200, body = FactsView), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn list(State(web): State<Web>, me: Me, query: Query) -> Result<Json<FactsView>, Problem> {
    let ended = query.parsed("ended", "true or false")?.unwrap_or(false);
    let facts = web.app.facts(me.id(), ended).await?;
    Ok(Json(FactsView { items: facts.iter().map(FactView::from).collect(), next: None }))
}

/// Put a remembered fact right
#[utoipa::path(patch, path = "/api/v1/memory/facts/{id}", tag = "memory", request_body = PatchBody,
    params(("id" = String, Path)),
    responses((status = 200, body = FactView), (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "It is remembered already"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn edit(
    State(web): State<Web>,
    me: Me,
    Path(id): Path<String>,
    JsonBody(body): JsonBody<PatchBody>,
) -> Result<Json<FactView>, Problem> {
    let fact = web.app.edit_fact(me.id(), named(&id)?, &body.value).await?;
    Ok(Json(FactView::from(&fact)))
}

/// Forget a fact
#[utoipa::path(delete, path = "/api/v1/memory/facts/{id}", tag = "memory", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn forget(
    State(web): State<Web>,
    me: Me,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    web.app.forget_fact(me.id(), named(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn named(id: &str) -> Result<FactId, AppError> {
    id.parse().map_err(|_| AppError::NotFound)
}
