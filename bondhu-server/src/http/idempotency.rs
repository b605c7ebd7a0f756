//! Repeated requests with the same key give the same answer. Sending a message keeps its key with the message instead,
//! and sign-in answers are never kept, because they hold tokens.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bondhu_ports::idempotency::StoredAnswer;
use sha2::{Digest, Sha256};

use crate::app::{Claim, IdempotencyKey};

use super::auth::Me;
use super::body;
use super::problem::{Code, Problem};
use super::state::Web;

/// How often a request looks whether the one before it is done.
const LOOK_AGAIN: Duration = Duration::from_millis(50);
/// An answer larger than this is not kept; none of ours is.
const LARGEST_ANSWER: usize = 1 << 20;

/// The header's value, if it is one.
pub(super) fn key_of(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let good = (1..=128).contains(&value.len()) && value.as_bytes().iter().all(u8::is_ascii_graphic);
    match value.to_str() {
        Ok(text) if good => Ok(Some(text.to_owned())),
        Ok(_) | Err(_) => {
            Err(Problem::field("Idempotency-Key", "invalid", "A key is 1 to 128 visible ASCII characters."))
        }
    }
}

/// What makes two requests the same one.
pub(super) fn fingerprint(method: &Method, path: &str, body: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in [method.as_str().as_bytes(), b"\n", path.as_bytes(), b"\n", body] {
        hash.update(part);
    }
    hash.finalize().into()
}

/// Marks an answer as one given before.
pub(super) fn mark_replayed(response: &mut Response) {
    response.headers_mut().insert("idempotent-replayed", HeaderValue::from_static("true"));
}

/// Answers a request whose key was seen before without doing it again.
pub(super) async fn replay(State(web): State<Web>, request: Request, next: Next) -> Response {
    match replayed(&web, request, next).await {
        Ok(response) => response,
        Err(problem) => problem.into_response(),
    }
}

fn is_covered(request: &Request) -> bool {
    let path = request.uri().path();
    request.method() == Method::POST
        && path.starts_with("/api/v1/")
        && !path.starts_with("/api/v1/auth/")
        && !matches!(path, "/api/v1/chat/send" | "/api/v1/chat/stream")
}

async fn replayed(web: &Web, request: Request, next: Next) -> Result<Response, Problem> {
    if !is_covered(&request) {
        return Ok(next.run(request).await);
    }
    let Some(key) = key_of(request.headers())? else { return Ok(next.run(request).await) };
    let (mut parts, sent) = request.into_parts();
    let me = <Me as FromRequestParts<Web>>::from_request_parts(&mut parts, web).await?;
    let bytes = body::read(Request::from_parts(parts.clone(), sent), web).await?;
    let fingerprint = fingerprint(&parts.method, parts.uri.path(), &bytes);
    let key = IdempotencyKey { key, fingerprint };
    loop {
        match web.app.claim_request(me.id(), &key).await? {
            Claim::Fresh => break,
            // The time limit around every request ends this.
            Claim::Running => tokio::time::sleep(LOOK_AGAIN).await,
            Claim::Done(answer) => return Ok(given_before(answer)),
        }
    }
    let response = next.run(Request::from_parts(parts, Body::from(bytes))).await;
    keep(web, me, &key, response).await
}

async fn keep(web: &Web, me: Me, key: &IdempotencyKey, response: Response) -> Result<Response, Problem> {
    // A server's failure may pass: the request can be made again.
    if response.status().is_server_error() {
        web.app.abandon_request(me.id(), key).await?;
        return Ok(response);
    }
    let (parts, sent) = response.into_parts();
    let body = to_bytes(sent, LARGEST_ANSWER)
        .await
        .map_err(|_| Problem::new(Code::Internal, "The answer could not be kept."))?;
    let answer = StoredAnswer { status: parts.status.as_u16(), body: body.to_vec() };
    web.app.finish_request(me.id(), key, answer).await?;
    Ok(Response::from_parts(parts, Body::from(body)))
}

fn given_before(answer: StoredAnswer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let kind = if status.is_success() { "application/json" } else { "application/problem+json" };
    let mut response = (status, [(header::CONTENT_TYPE, kind)], answer.body).into_response();
    mark_replayed(&mut response);
    response
}
