//! Requests of the crate `oauth2`, made by the client of this one.

use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::provider_error::{ProviderError, ProviderErrorKind};
use oauth2::{HttpRequest, HttpResponse};
use reqwest::Client;

use crate::delay::retry_after;
use crate::vendor_api::{malformed, unavailable, whole};

/// An exchange that gave no answer that the protocol knows.
#[derive(Debug, thiserror::Error)]
#[error("the token endpoint did not answer")]
pub(super) struct Lost(pub(super) ProviderError);

/// Makes a request. Only answers whose status the protocol knows (200, 400 and 401) come back; a failing server and one
/// that wants to be left alone are told as such.
pub(super) async fn exchange(
    client: Client,
    request: HttpRequest,
    now: Timestamp,
) -> Result<HttpResponse, Lost> {
    let request = request.try_into().map_err(|error: reqwest::Error| Lost(malformed(error.without_url())))?;
    let answer = client.execute(request).await.map_err(|error| Lost(unavailable(error.without_url())))?;
    let status = answer.status();
    let kind = match status.as_u16() {
        200 | 400 | 401 => None,
        429 => Some(ProviderErrorKind::RateLimited),
        408 | 500.. => Some(ProviderErrorKind::Unavailable),
        _ => Some(ProviderErrorKind::Malformed),
    };
    if let Some(kind) = kind {
        let error = ProviderError::new(kind).until(retry_after(answer.headers(), now));
        return Err(Lost(error.because(format!("status {}", status.as_u16()))));
    }
    let content_type = answer.headers().get("content-type").cloned();
    let body = whole(answer).await.map_err(Lost)?;
    let mut response = HttpResponse::new(body);
    *response.status_mut() = status;
    if let Some(content_type) = content_type {
        response.headers_mut().insert("content-type", content_type);
    }
    Ok(response)
}
