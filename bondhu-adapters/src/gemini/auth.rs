//! The key: in one header, never in the URL, where logs would keep it, and never beside a bearer token, which the API
//! refuses.

use reqwest::RequestBuilder;
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

/// The request with the key. A key that cannot be a header is sent as none, and the server refuses it.
pub(super) fn signed(request: RequestBuilder, key: &SecretString) -> RequestBuilder {
    match HeaderValue::from_str(key.expose_secret()) {
        Ok(mut value) => {
            value.set_sensitive(true);
            request.header("x-goog-api-key", value)
        }
        Err(_) => request,
    }
}
