//! The limit on a request's time.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::problem::{Code, Problem};
use super::state::Web;

/// Gives up on a request that takes too long. A turn has a limit of its own, and a stream's answer begins at once.
pub(super) async fn in_time(State(web): State<Web>, request: Request, next: Next) -> Response {
    let is_turn = matches!(request.uri().path(), "/api/v1/chat/send" | "/chat");
    let limit = if is_turn {
        web.options.turn_timeout + web.options.request_timeout
    } else {
        web.options.request_timeout
    };
    tokio::time::timeout(limit, next.run(request)).await.unwrap_or_else(|_| {
        Problem::new(Code::Unavailable, "This took too long. Try again in a moment.").into_response()
    })
}
