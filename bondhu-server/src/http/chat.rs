//! Sending a message, with the whole answer or as a stream.

use std::convert::Infallible;

use axum::Json;
use axum::extract::{FromRequest, Path, Request, State};
use axum::http::{HeaderMap, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use bondhu_domain::ids::{MessageId, SessionId};
use bondhu_domain::messages::{InvalidMessage, MessageText};
use bondhu_ports::turn_feed::TurnEvent;
use futures::stream::BoxStream;
use futures::{Stream, StreamExt};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::{Accepted, AppError, IdempotencyKey, NewMessage};

use super::auth::Me;
use super::body::{JsonBody, parse, read};
use super::idempotency::{fingerprint, key_of, mark_replayed};
use super::problem::{Code, Problem};
use super::state::Web;
use super::views::TurnView;
use super::{limits, turns};

/// A message to Bondhu.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewMessage)]
pub(super) struct SendBody {
    /// 1 to 5,000 characters after trimming, no NUL.
    message: String,
    /// Where the page believes the visit to be. The person's open session always wins.
    session_id: Option<String>,
    /// Nothing may be learnt from it.
    off_the_record: Option<bool>,
}

/// The first event of a stream.
#[derive(Serialize)]
struct AcceptedView {
    user_message_id: String,
    session_id: String,
}

/// More text of a reply.
#[derive(Serialize)]
struct DeltaView<'a> {
    text: &'a str,
}

/// A parsed request to send, with what identifies it.
pub(super) struct Sending(NewMessage);

impl FromRequest<Web> for Sending {
    type Rejection = Problem;
    async fn from_request(request: Request, web: &Web) -> Result<Self, Problem> {
        let key = key_of(request.headers())?;
        let method = request.method().clone();
        if key.is_none() {
            let JsonBody(body) = <JsonBody<SendBody> as FromRequest<Web>>::from_request(request, web).await?;
            return Ok(Self(checked(&body, None)?));
        }
        let content_type = request.headers().get(header::CONTENT_TYPE).cloned();
        let bytes = read(request, web).await?;
        let is_json = content_type.is_some_and(|it| it.as_bytes().starts_with(b"application/json"));
        if !is_json {
            return Err(Problem::new(Code::UnsupportedMediaType, "The body must be application/json."));
        }
        // Both ways of sending are one: a message first streamed may be asked for again whole.
        let fingerprint = fingerprint(&method, "/api/v1/chat", &bytes);
        let key = key.map(|key| IdempotencyKey { key, fingerprint });
        Ok(Self(checked(&parse(&bytes)?, key)?))
    }
}

fn checked(body: &SendBody, idempotency: Option<IdempotencyKey>) -> Result<NewMessage, Problem> {
    if let Some(id) = &body.session_id {
        id.parse::<SessionId>()
            .map_err(|error| Problem::field("session_id", "invalid", format!("{error}.")))?;
    }
    let text = message_text(&body.message)?;
    Ok(NewMessage { text, off_the_record: body.off_the_record.unwrap_or(false), idempotency })
}

/// The text of a message, or what is wrong with it.
pub(super) fn message_text(text: &str) -> Result<MessageText, AppError> {
    MessageText::new(text).map_err(|error| {
        let code = match error {
            InvalidMessage::Empty => "empty",
            InvalidMessage::TooLong => "too_long",
            InvalidMessage::Nul => "nul",
        };
        AppError::field("message", code, error)
    })
}

/// Send a message and wait for the answer
#[utoipa::path(post, path = "/api/v1/chat/send", tag = "chat", request_body = SendBody,
    params(("Idempotency-Key" = Option<String>, Header, description = "Repeats of the request have no effect")),
    responses((status = 200, body = TurnView), (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "One message too many")))]
pub(super) async fn send(
    State(web): State<Web>,
    me: Me,
    Sending(message): Sending,
) -> Result<Response, Problem> {
    let accepted = turns::send(&web, me.id(), message).await?;
    let turn = turns::finished(&web, me.id(), &accepted).await?;
    Ok(replayable(Json(TurnView::from(&turn)), accepted))
}

/// Send a message and follow the answer as it is written
#[utoipa::path(post, path = "/api/v1/chat/stream", tag = "chat", request_body = SendBody,
    responses((status = 200, content_type = "text/event-stream", body = String,
        description = "Events `accepted`, `delta` and, last, `done` or `error`")))]
pub(super) async fn stream(
    State(web): State<Web>,
    me: Me,
    Sending(message): Sending,
) -> Result<Response, Problem> {
    let accepted = turns::send(&web, me.id(), message).await?;
    let events = turns::of_sent(&web, me.id(), &accepted).await?;
    Ok(replayable(sse(&web, events), accepted))
}

/// Take up a stream that broke
#[utoipa::path(get, path = "/api/v1/chat/stream/{user_message_id}", tag = "chat",
    params(("user_message_id" = String, Path), ("Last-Event-ID" = Option<String>, Header)),
    responses((status = 200, content_type = "text/event-stream", body = String,
        description = "The events after the last one seen, or all of them if they are another server's"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn resume(
    State(web): State<Web>,
    me: Me,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let message: MessageId = id.parse().map_err(|_| AppError::NotFound)?;
    let last = headers.get("last-event-id").and_then(|it| it.to_str().ok());
    let after = last.map_or(0, |last| seen(last, &web.options.boot));
    let events = turns::follow(&web, me.id(), message, after).await?;
    Ok(sse(&web, events).into_response())
}

/// The number behind an event's id, if this start of the program gave it; another's events are not the same ones.
fn seen(last: &str, boot: &str) -> u64 {
    last.split_once('-')
        .filter(|(of, _)| *of == boot)
        .and_then(|(_, number)| number.parse().ok())
        .unwrap_or(0)
}

fn sse(
    web: &Web,
    events: BoxStream<'static, (u64, TurnEvent)>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>> + use<>> {
    let boot = web.options.boot.clone();
    let events = events.map(move |(number, event)| Ok(told(&event).id(format!("{boot}-{number}"))));
    Sse::new(events).keep_alive(KeepAlive::new().interval(web.options.keep_alive))
}

fn told(event: &TurnEvent) -> Event {
    match event {
        TurnEvent::Accepted { user_message_id, session_id } => {
            let view = AcceptedView {
                user_message_id: user_message_id.to_string(),
                session_id: session_id.to_string(),
            };
            json_event("accepted", &view)
        }
        TurnEvent::Delta { text } => json_event("delta", &DeltaView { text }),
        TurnEvent::Done(turn) => json_event("done", &TurnView::from(&**turn)),
        TurnEvent::Failed => json_event("error", &Problem::from(AppError::TurnFailed)),
    }
}

/// An event whose data is JSON.
pub(super) fn json_event(name: &str, view: &impl Serialize) -> Event {
    // serde_json writes no line breaks, which is what an event's data needs.
    Event::default().event(name).data(serde_json::to_string(view).unwrap_or_default())
}

fn replayable(answer: impl IntoResponse, accepted: Accepted) -> Response {
    let mut response = answer.into_response();
    if accepted.replayed {
        mark_replayed(&mut response);
    }
    if let Some(allowance) = &accepted.allowance {
        limits::tell(allowance, &mut response);
    }
    response
}
