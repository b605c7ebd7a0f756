//! The limit on a request's time, and what answers say about limits on how often.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::Allowance;

use super::problem::{Code, Problem};
use super::state::Web;

/// Gives up on a request that takes too long. A turn has a limit of its own, and a stream's answer begins at once.
pub(super) async fn in_time(State(web): State<Web>, request: Request, next: Next) -> Response {
    let is_turn = matches!(request.uri().path(), "/api/v1/chat/send" | "/chat");
    let limit = if is_turn {
        web.options.turns_end_within() + web.options.request_timeout
    } else {
        web.options.request_timeout
    };
    tokio::time::timeout(limit, next.run(request)).await.unwrap_or_else(|_| {
        Problem::new(Code::Unavailable, "This took too long. Try again in a moment.").into_response()
    })
}

/// Tells what is left of a limit.
pub(super) fn tell(allowance: &Allowance, response: &mut Response) {
    let Allowance { service, count, window, remaining, reset_after } = allowance;
    let headers = [
        ("ratelimit-policy", policy(service, *count, window.as_secs())),
        ("ratelimit", left(service, *remaining, seconds(*reset_after))),
    ];
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
}

/// The value of `RateLimit-Policy`: so many in so many seconds.
pub(super) fn policy(service: &str, count: u32, window: u64) -> String {
    format!("\"{service}\";q={count};w={window}")
}

/// The value of `RateLimit`: so many are left, and more in so many seconds.
pub(super) fn left(service: &str, remaining: u32, seconds: u64) -> String {
    format!("\"{service}\";r={remaining};t={seconds}")
}

/// Whole seconds, rounded up: told too early, a client would only be refused again.
pub(super) fn seconds(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}
