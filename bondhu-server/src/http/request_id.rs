//! An id for each request, in the answer and in the log.

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use bondhu_domain::ids::TaskId;
use bondhu_ports::randomness::RandomnessExt;
use tracing::Instrument;

use super::state::Web;

const NAME: HeaderName = HeaderName::from_static("x-request-id");

/// Takes over the caller's id if it is a sensible one, or makes one.
pub(super) async fn add(State(web): State<Web>, request: Request, next: Next) -> Response {
    let given = request.headers().get(&NAME).filter(|id| is_sensible(id)).cloned();
    let id = given.unwrap_or_else(|| {
        let made = TaskId::new(web.app.clock.now(), web.app.random.entropy()).to_string();
        HeaderValue::from_str(&made).unwrap_or(HeaderValue::from_static("none"))
    });
    // The path without the query: a query may hold what somebody searched for.
    let span = tracing::info_span!(
        "request",
        id = id.to_str().unwrap_or_default(),
        method = %request.method(),
        path = request.uri().path()
    );
    let mut response = async {
        let response = next.run(request).await;
        tracing::debug!(status = response.status().as_u16(), "answered");
        response
    }
    .instrument(span)
    .await;
    response.headers_mut().insert(NAME, id);
    response
}

fn is_sensible(id: &HeaderValue) -> bool {
    let bytes = id.as_bytes();
    (1..=128).contains(&bytes.len()) && bytes.iter().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(b))
}
