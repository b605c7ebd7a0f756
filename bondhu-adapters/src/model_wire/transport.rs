//! Sending a request, and what a failed one says.

use bondhu_ports::chat_model::{ChatModelError, ChatModelErrorKind};
use reqwest::header::HeaderMap;
use reqwest::{RequestBuilder, Response};

/// More of a failure's body is not read.
const LARGEST_FAILURE: usize = 64 << 10;

/// An answer that is none.
pub(crate) struct Failure {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    /// Text, JSON or a page, or as much of it as came.
    pub(crate) body: Vec<u8>,
}

/// What came of a request.
pub(crate) enum Sent {
    /// An answer, whose body is still to be read.
    Answer(Response),
    /// The server said no.
    Failure(Failure),
}

/// Sends a request and waits for the head of its answer, and for all of it where the server says no.
pub(crate) async fn send(request: RequestBuilder) -> Result<Sent, ChatModelError> {
    let mut response = request.send().await.map_err(lost)?;
    if response.status().is_success() {
        return Ok(Sent::Answer(response));
    }
    let mut body = Vec::new();
    // A failure whose text is lost is a failure still.
    while let Ok(Some(chunk)) = response.chunk().await {
        body.extend_from_slice(&chunk);
        if body.len() > LARGEST_FAILURE {
            break;
        }
    }
    Ok(Sent::Failure(Failure {
        status: response.status().as_u16(),
        headers: std::mem::take(response.headers_mut()),
        body,
    }))
}

/// The whole body of an answer of which no more than `largest` bytes are wanted.
pub(crate) async fn whole(mut response: Response, largest: usize) -> Result<Vec<u8>, ChatModelError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(lost)? {
        body.extend_from_slice(&chunk);
        if body.len() > largest {
            return Err(super::answer::malformed("the answer is too large"));
        }
    }
    Ok(body)
}

/// A failure of the way to the server.
pub(crate) fn lost(error: reqwest::Error) -> ChatModelError {
    let kind = if error.is_timeout() && !error.is_connect() {
        ChatModelErrorKind::Timeout
    } else {
        ChatModelErrorKind::Unavailable
    };
    ChatModelError::new(kind).because(error.without_url())
}

/// What a vendor calls a failure, when that is a word: its sentences may quote the key or what was asked.
pub(crate) fn word(text: &str) -> Option<&str> {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    Some(text).filter(|text| (1..=64).contains(&text.len()) && text.bytes().all(is_word))
}
