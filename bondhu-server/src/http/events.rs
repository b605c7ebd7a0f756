//! Live events for all tabs and devices of a person.

use std::convert::Infallible;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use bondhu_ports::live_events::{LiveEvent, Numbered};
use futures::{Stream, StreamExt};
use serde_json::json;

use super::auth::Me;
use super::chat::json_event;
use super::problem::Problem;
use super::query::Query;
use super::state::Web;
use super::views::MessageView;

/// Follow what happens in the person's account
#[utoipa::path(get, path = "/api/v1/events", tag = "live",
    params(("Last-Event-ID" = Option<String>, Header),
        ("last_event_id" = Option<String>, Query, description = "The same, for a client that cannot set the header")),
    responses((status = 200, content_type = "text/event-stream", body = String,
        description = "Events `message`, `typing`, `reaction`, `session`, `task`, `profile`, `presence`, and `reset` when \
            some were missed and what is shown must be read anew")))]
pub(super) async fn events(
    State(web): State<Web>,
    me: Me,
    headers: HeaderMap,
    query: Query,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>> + use<>>, Problem> {
    let by_header =
        headers.get("last-event-id").and_then(|it| it.to_str().ok()).and_then(|it| it.parse().ok());
    let last_seen = by_header.or(query.parsed("last_event_id", "an event's id")?);
    let events = web.app.listen_live(me.id(), last_seen).await;
    let stopping = {
        let web = web.clone();
        async move { web.tasks.stopping().await }
    };
    let events = events.map(|numbered| Ok(told(&numbered))).take_until(stopping);
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(web.options.keep_alive)))
}

fn told(Numbered { number, event }: &Numbered) -> Event {
    let told = match event {
        LiveEvent::Message(message) => json_event("message", &MessageView::from(&**message)),
        LiveEvent::Typing { user_message_id, active } => {
            json_event("typing", &json!({"user_message_id": user_message_id.to_string(), "active": active}))
        }
        LiveEvent::Reaction { message_id, reactions } => {
            json_event("reaction", &json!({"message_id": message_id.to_string(), "reactions": reactions}))
        }
        LiveEvent::Session { session_id, open } => {
            let state = if *open { "active" } else { "ended" };
            json_event("session", &json!({"session_id": session_id.to_string(), "state": state}))
        }
        LiveEvent::Task { task_id, state, done, total, note } => json_event(
            "task",
            &json!({"task_id": task_id.to_string(), "state": state.as_str(),
                "progress": {"done": done, "total": total, "note": note}}),
        ),
        LiveEvent::Profile => json_event("profile", &json!({})),
        LiveEvent::Presence { devices } => json_event("presence", &json!({"devices": devices})),
        // Without an id, so that the next connection starts afresh from the last real event.
        LiveEvent::Reset => return json_event("reset", &json!({})),
    };
    told.id(number.to_string())
}
