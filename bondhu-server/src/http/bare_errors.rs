//! Errors that the framework or a mounted page answered by itself, made into problem documents.

use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::problem::{Code, Problem, unknown_path};

/// Replaces an error's plain text or empty body; what the program itself answers is left as it is.
pub(super) async fn as_problems(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) || !is_bare(response.headers()) {
        return response;
    }
    match status {
        StatusCode::NOT_FOUND => unknown_path().await.into_response(),
        status if status.is_client_error() => {
            Problem::new(Code::BadRequest, "The request could not be read.").into_response()
        }
        _ => Problem::new(Code::Internal, "Something went wrong here. It has been noted.").into_response(),
    }
}

fn is_bare(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"))
}
