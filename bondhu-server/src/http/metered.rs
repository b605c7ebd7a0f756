//! Counts and times requests, by route and never by address: an address holds ids.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;

/// Counts one request. The time is until the answer begins; a stream goes on after that.
pub(super) async fn count(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let method = request.method().as_str().to_owned();
    let begun = Instant::now();
    let response = next.run(request).await;
    let labels = [("route", route), ("method", method), ("status", response.status().as_str().to_owned())];
    metrics::counter!("bondhu_http_requests_total", &labels).increment(1);
    metrics::histogram!("bondhu_http_request_seconds", &labels[..2]).record(begun.elapsed().as_secs_f64());
    response
}
