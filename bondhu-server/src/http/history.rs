//! Reading a chat.

use axum::extract::{Path, State};
use axum::response::Response;
use bondhu_ports::cache::Bytes;
use bondhu_ports::messages::HistoryQuery;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::HistoryPage;

use super::auth::Me;
use super::encoded::{json, json_bytes};
use super::problem::Problem;
use super::query::Query;
use super::state::Web;
use super::views::MessageView;

/// A page of a chat.
#[derive(Serialize, ToSchema)]
#[schema(as = History)]
pub(super) struct HistoryView {
    /// Oldest to newest.
    messages: Vec<MessageView>,
    /// Messages in the whole chat, or in the session asked for.
    total: u64,
    limit: u32,
    offset: u64,
    /// Give it as `before` for the page of older messages; null at the beginning of the chat.
    next: Option<String>,
    has_more: bool,
    /// The page came from the cache.
    cached: bool,
}

impl HistoryView {
    fn new(page: &HistoryPage, query: &HistoryQuery, cached: bool) -> Self {
        let oldest = page.messages.first().filter(|_| page.has_more);
        Self {
            messages: page.messages.iter().map(MessageView::from).collect(),
            total: page.total,
            limit: query.limit,
            offset: query.offset,
            next: oldest.map(|it| it.id.to_string()),
            has_more: page.has_more,
            cached,
        }
    }

    fn encoded(&self) -> Bytes {
        json_bytes(self)
    }
}

/// Read a chat, the newest page first
#[utoipa::path(get, path = "/api/v1/chat/history/{user_id}", tag = "chat",
    params(("user_id" = String, Path, description = "`me` or the person's own id"),
        ("limit" = Option<u32>, Query, description = "1 to 200, 50 by default"),
        ("offset" = Option<u64>, Query, description = "Skip so many of the newest"),
        ("before" = Option<String>, Query, description = "Only messages older than this one"),
        ("session_id" = Option<String>, Query, description = "Only messages of this session")),
    responses((status = 200, body = HistoryView), (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn history(
    State(web): State<Web>,
    me: Me,
    Path(user): Path<String>,
    query: Query,
) -> Result<Response, Problem> {
    let user = me.named(&user)?;
    let query = HistoryQuery {
        session: query.parsed("session_id", "an id")?,
        before: query.parsed("before", "a message's id")?,
        offset: query.parsed("offset", "a number from 0")?.unwrap_or(0),
        limit: query.parsed("limit", "a number from 1 to 200")?.unwrap_or(50),
    };
    let encoded = |page: &HistoryPage, cached| HistoryView::new(page, &query, cached).encoded();
    let answer = web.app.history(user, query, |page| encoded(page, true)).await?;
    let body = answer.encoded(|page| encoded(page, false));
    Ok(json(body))
}
