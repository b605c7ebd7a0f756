//! The one place where HTTP clients are made.

use std::time::Duration;

use bondhu_ports::error::BoxError;

/// How long to establish a connection may take, of any client.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// The client could not be made, e.g. because the machine has no trusted certificates.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client could not be made")]
pub struct HttpClientError(#[source] pub BoxError);

/// A client that names itself, checks certificates, follows no redirects (a vendor's API has none, and following one
/// would take a token to another host), and gives a whole exchange at most `timeout`.
pub fn http_client(timeout: Duration) -> Result<reqwest::Client, HttpClientError> {
    reqwest::Client::builder()
        .user_agent(concat!("bondhu/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(timeout)
        .build()
        .map_err(|error| HttpClientError(Box::new(error)))
}
