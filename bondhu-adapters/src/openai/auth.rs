//! The key, as a bearer token. Local servers need none.

use reqwest::RequestBuilder;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

/// The request with the key. A key that cannot be a header is sent as none, and the server refuses it.
pub(super) fn signed(request: RequestBuilder, key: Option<&SecretString>) -> RequestBuilder {
    let value = key.and_then(|key| HeaderValue::from_str(&format!("Bearer {}", key.expose_secret())).ok());
    match value {
        Some(mut value) => {
            value.set_sensitive(true);
            request.header(AUTHORIZATION, value)
        }
        None => request,
    }
}
