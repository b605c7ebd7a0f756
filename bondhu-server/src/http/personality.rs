//! The questionnaire, the profile, what moved it, and what follows for how Bondhu talks.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bondhu_domain::personality::questionnaire::SCALE;
use bondhu_domain::personality::{Answers, InvalidAnswer};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::app::{AnswerSheet, AppError, ContextRecord, MAX_LEDGER_PAGE};

use super::auth::Me;
use super::body::JsonBody;
use super::encoded::{json, json_bytes};
use super::problem::Problem;
use super::query::Query;
use super::state::Web;
use super::views::{ContextView, LedgerView, PersonalityView, QuestionnaireView};

/// The answer to one item.
#[derive(Deserialize, ToSchema)]
pub(super) struct ItemAnswer {
    /// The item's number.
    id: i64,
    /// 1 (very inaccurate) to 5 (very accurate).
    value: i64,
}

/// A filled-in questionnaire.
#[derive(Deserialize, ToSchema)]
#[schema(as = FilledQuestionnaire)]
pub(super) struct SheetBody {
    answers: Vec<ItemAnswer>,
    /// How long it took.
    duration_seconds: Option<u32>,
    /// The version that was answered; the current one where it is left out.
    version: Option<u32>,
}

/// Read the questionnaire
#[utoipa::path(get, path = "/api/v1/personality/assessment", tag = "personality",
    responses((status = 200, body = QuestionnaireView)))]
pub(super) async fn questionnaire(_me: Me) -> Json<QuestionnaireView> {
    Json(QuestionnaireView::current())
}

/// Hand in the questionnaire
#[utoipa::path(post, path = "/api/v1/personality/assessment", tag = "personality", request_body = SheetBody,
    params(("confirm" = Option<bool>, Query, description = "Take the answers even if they look careless")),
    responses((status = 201, body = PersonalityView),
        (status = 403, body = Problem, content_type = "application/problem+json",
            description = "For people under 18 no profile is kept"),
        (status = 422, body = Problem, content_type = "application/problem+json",
            description = "An item is unknown, answered twice or out of range, too few are answered, the version is not the \
                current one, or the answers look careless (`careless_answers`)")))]
pub(super) async fn hand_in(
    State(web): State<Web>,
    me: Me,
    query: Query,
    JsonBody(body): JsonBody<SheetBody>,
) -> Result<Response, Problem> {
    let confirmed = query.parsed("confirm", "true or false")?.unwrap_or(false);
    let SheetBody { answers, duration_seconds, version } = body;
    let answers = Answers::new(answers.iter().map(|it| (it.id, it.value)))
        .map_err(|error| wrong_answer(&answers, error))?;
    let sheet = AnswerSheet { answers, version, duration_seconds, confirmed };
    let profile = web.app.take_questionnaire(me.id(), sheet).await?;
    Ok((StatusCode::CREATED, Json(PersonalityView::from(&profile))).into_response())
}

/// Names the place in the body of the answer that is none.
fn wrong_answer(answers: &[ItemAnswer], error: InvalidAnswer) -> Problem {
    let (item, code, part) = match error {
        InvalidAnswer::UnknownItem(item) => (item, "unknown", "id"),
        InvalidAnswer::OutOfRange { item } => (i64::from(item), "out_of_range", "value"),
        InvalidAnswer::Twice(item) => (i64::from(item), "twice", "id"),
    };
    let is_it = |it: &ItemAnswer| it.id == item && (part == "id" || !in_range(it.value));
    let found = match error {
        InvalidAnswer::Twice(_) => answers.iter().rposition(is_it),
        InvalidAnswer::UnknownItem(_) | InvalidAnswer::OutOfRange { .. } => answers.iter().position(is_it),
    };
    let field = found.map_or_else(|| "answers".to_owned(), |at| format!("answers[{at}].{part}"));
    Problem::field(field, code, super::problem::sentence(&error.to_string()))
}

fn in_range(value: i64) -> bool {
    u8::try_from(value).is_ok_and(|value| SCALE.contains(&value))
}

/// Read the profile
#[utoipa::path(get, path = "/api/v1/personality/profile/{user_id}", tag = "personality",
    params(("user_id" = String, Path, description = "`me` or the person's own id")),
    responses((status = 200, body = PersonalityView), (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json",
            description = "For people under 18 no profile is kept")))]
pub(super) async fn profile(
    State(web): State<Web>,
    me: Me,
    Path(user): Path<String>,
) -> Result<Json<PersonalityView>, Problem> {
    let profile = web.app.personality_profile(me.named(&user)?).await?;
    Ok(Json(PersonalityView::from(&profile)))
}

/// Read what moved the profile, the newest first
#[utoipa::path(get, path = "/api/v1/personality/history/{user_id}", tag = "personality",
    params(("user_id" = String, Path, description = "`me` or the person's own id"),
        ("limit" = Option<usize>, Query, description = "1 to 200, 50 by default"), ("after" = Option<String>, Query)),
    responses((status = 200, body = LedgerView), (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn history(
    State(web): State<Web>,
    me: Me,
    Path(user): Path<String>,
    query: Query,
) -> Result<Json<LedgerView>, Problem> {
    let user = me.named(&user)?;
    let most = format!("a number from 1 to {MAX_LEDGER_PAGE}");
    let limit = query.parsed("limit", &most)?.unwrap_or(50);
    let after = query.parsed("after", "a row's id")?;
    Ok(Json(LedgerView::from(&web.app.personality_history(user, after, limit).await?)))
}

/// Undo a change of the profile
#[utoipa::path(post, path = "/api/v1/personality/history/{user_id}/{row_id}/undo", tag = "personality",
    params(("user_id" = String, Path, description = "`me` or the person's own id"), ("row_id" = String, Path)),
    responses((status = 200, body = PersonalityView),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json",
            description = "It has been undone already, or is an undoing")))]
pub(super) async fn undo(
    State(web): State<Web>,
    me: Me,
    Path((user, row)): Path<(String, String)>,
) -> Result<Json<PersonalityView>, Problem> {
    let user = me.named(&user)?;
    let row = row.parse().map_err(|_| AppError::NotFound)?;
    Ok(Json(PersonalityView::from(&web.app.undo_change(user, row).await?)))
}

/// Read what Bondhu goes by when it talks to the person
#[utoipa::path(get, path = "/api/v1/personality/context/{user_id}", tag = "personality",
    params(("user_id" = String, Path, description = "`me` or the person's own id"),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` of what is known already")),
    responses((status = 200, body = ContextView, headers(("ETag" = String), ("Cache-Control" = String))),
        (status = 304, description = "Nothing has changed"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json",
            description = "For people under 18 no profile is kept")))]
pub(super) async fn context(
    State(web): State<Web>,
    me: Me,
    Path(user): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let user = me.named(&user)?;
    let encoded = |record: &ContextRecord, cached| json_bytes(&ContextView::new(record, cached));
    let answer = web.app.personality_context(user, |record| encoded(record, true)).await?;
    let body = answer.encoded(|record| encoded(record, false));
    // The version names what is told, not when and from where: the same for the cached and the loaded form.
    let version = serde_json::from_slice::<Version>(&body).map(|it| it.version).unwrap_or_default();
    let tag = format!("W/\"{version}\"");
    let known = headers.get_all(header::IF_NONE_MATCH).iter().any(|it| names(it, &version));
    let mut response = if known { StatusCode::NOT_MODIFIED.into_response() } else { json(body) };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=1800"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    Ok(response)
}

#[derive(Deserialize)]
struct Version {
    version: String,
}

/// Whether an `If-None-Match` names this version: any of a list, weak or strong, or `*` (RFC 9110, 13.1.2).
fn names(header: &HeaderValue, version: &str) -> bool {
    let tags = header.to_str().unwrap_or_default().split(',').map(str::trim);
    tags.map(|tag| tag.trim_start_matches("W/")).any(|tag| tag == "*" || tag.trim_matches('"') == version)
}
