//! Searching a chat.

use axum::extract::{Path, State};
use axum::response::Response;
use bondhu_domain::messages::Sender;
use bondhu_domain::moods::Mood;
use bondhu_domain::search::{Filters, InvalidQuery};
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::cache::Bytes;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::{SearchPage, SearchRequest};

use super::auth::Me;
use super::encoded::{json, json_bytes};
use super::problem::Problem;
use super::query::Query;
use super::state::Web;
use super::views::MessageView;

/// A message that a search found.
#[derive(Serialize, ToSchema)]
#[schema(as = FoundMessage)]
struct FoundMessageView {
    #[serde(flatten)]
    message: MessageView,
    /// At most 160 characters of the text around what was found, on one line.
    snippet: String,
}

/// A page of the results of a search.
#[derive(Serialize, ToSchema)]
#[schema(as = SearchResults)]
pub(super) struct SearchView {
    /// Best first: the words themselves before other forms of them before parts of words, then phrases, then how often, then
    /// the newest.
    messages: Vec<FoundMessageView>,
    /// What was searched for, as it was typed.
    query: String,
    /// How many messages match. When more than 1,000 might, the newest 1,000 of them are looked at and counted.
    total: u64,
    /// Give it as `after` for the next page; null on the last one.
    next: Option<String>,
    /// The page came from the cache.
    cached: bool,
}

impl SearchView {
    fn new(page: &SearchPage, request: &SearchRequest, cached: bool) -> Self {
        let found = |(message, snippet): &(_, String)| FoundMessageView {
            message: MessageView::from(message),
            snippet: snippet.clone(),
        };
        Self {
            messages: page.messages.iter().map(found).collect(),
            query: request.query.as_str().to_owned(),
            total: page.total,
            next: page.next.map(|place| place.to_string()),
            cached,
        }
    }

    fn encoded(&self) -> Bytes {
        json_bytes(self)
    }
}

/// Search a chat
#[utoipa::path(get, path = "/api/v1/chat/search/{user_id}", tag = "chat",
    params(("user_id" = String, Path, description = "`me` or the person's own id"),
        ("q" = String, Query, description = "1 to 200 characters of plain text; a message matches when each word does: as a word, as another form of an English word, or from three characters on as a part of the text"),
        ("limit" = Option<u32>, Query, description = "1 to 200, 20 by default"),
        ("after" = Option<String>, Query, description = "The `next` of the page before"),
        ("from" = Option<String>, Query, description = "Only messages of this RFC 3339 time or later"),
        ("to" = Option<String>, Query, description = "Only messages of this RFC 3339 time or earlier"),
        ("mood" = Option<String>, Query, description = "Only messages with this mood"),
        ("sender" = Option<String>, Query, description = "Only messages of `user` or of `ai`")),
    responses((status = 200, body = SearchView), (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn search(
    State(web): State<Web>,
    me: Me,
    Path(user): Path<String>,
    query: Query,
) -> Result<Response, Problem> {
    let user = me.named(&user)?;
    let request = request(&query)?;
    let encoded = |page: &SearchPage, cached| SearchView::new(page, &request, cached).encoded();
    let answer = web.app.search(user, &request, |page| encoded(page, true)).await?;
    let body = answer.encoded(|page| encoded(page, false));
    Ok(json(body))
}

fn request(query: &Query) -> Result<SearchRequest, Problem> {
    let text =
        query.text("q").ok_or_else(|| Problem::field("q", "required", "q says what to search for."))?;
    let words = bondhu_domain::search::Query::parse(text).map_err(|error| match error {
        InvalidQuery::Empty => Problem::field("q", "empty", "q must hold at least one visible character."),
        InvalidQuery::TooLong => Problem::field("q", "too_long", "q has at most 200 characters."),
    })?;
    let time = "a time such as 2026-01-31T08:00:00Z";
    let (from, to): (Option<Timestamp>, Option<Timestamp>) =
        (query.parsed("from", time)?, query.parsed("to", time)?);
    if from > to && to.is_some() {
        return Err(Problem::field("to", "out_of_range", "to must not be before from."));
    }
    let mood = query.text("mood").map(|label| Mood::parse(label).ok_or_else(unknown_mood)).transpose()?;
    let sender = match query.text("sender") {
        None => None,
        Some("user") => Some(Sender::User),
        Some("ai") => Some(Sender::Ai),
        Some(_) => return Err(Problem::field("sender", "unknown", "sender is user or ai.")),
    };
    Ok(SearchRequest {
        query: words,
        filters: Filters { from, to, mood, sender },
        limit: query.parsed("limit", "a number from 1 to 200")?.unwrap_or(20),
        after: query.parsed("after", "the next of another page")?,
    })
}

fn unknown_mood() -> Problem {
    let labels = Mood::ALL.map(Mood::as_str).join(", ");
    Problem::field("mood", "unknown", format!("mood is one of {labels}."))
}
