//! What the APIs of all providers of tastes have in common: one request, its failures, how long nobody asks, pages.

#[cfg(feature = "oauth")]
mod items;
#[cfg(feature = "oauth")]
mod pages;

use std::sync::{Mutex, PoisonError};

use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::error::BoxError;
use bondhu_ports::provider_error::{ProviderError, ProviderErrorKind};
use bondhu_ports::token::Token;
use reqwest::{Client, RequestBuilder, Response};
use serde::de::DeserializeOwned;
use url::Url;

#[cfg(feature = "oauth")]
pub(crate) use self::items::{name_of, told_item};
#[cfg(feature = "oauth")]
pub(crate) use self::pages::Position;
use crate::delay::retry_after;

/// A larger answer is none.
const LARGEST_ANSWER: usize = 16 << 20;

/// One provider's API. While the provider wants the app to wait, all calls fail without a request.
pub(crate) struct VendorApi {
    client: Client,
    base: Url,
    explain: fn(&Failure<'_>) -> ProviderError,
    parked: Mutex<Option<(Timestamp, ProviderErrorKind)>>,
}

/// An answer that says that something is wrong.
pub(crate) struct Failure<'a> {
    pub(crate) status: u16,
    /// JSON, plain text or a page.
    pub(crate) body: &'a str,
    /// When the provider wants to be asked again.
    pub(crate) retry_at: Option<Timestamp>,
    pub(crate) now: Timestamp,
}

/// The address of an API or a page of a provider is none.
#[derive(Debug, thiserror::Error)]
#[error("the address of a provider is not possible")]
pub struct InvalidAddress(#[source] pub(crate) BoxError);

impl VendorApi {
    pub(crate) fn new(
        client: Client,
        base: &str,
        explain: fn(&Failure<'_>) -> ProviderError,
    ) -> Result<Self, InvalidAddress> {
        Ok(Self { client, base: address(base)?, explain, parked: Mutex::default() })
    }

    /// What `GET {base}/{path}?{query}` gives.
    pub(crate) async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &[(&str, &str)],
        access: Option<&Token>,
        now: Timestamp,
    ) -> Result<T, ProviderError> {
        self.may_ask(now)?;
        let mut url = self.base.clone();
        url.path_segments_mut()
            .map_err(|()| ProviderError::new(ProviderErrorKind::Paused))?
            .pop_if_empty()
            .extend(path.split('/'));
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let mut request = self.client.get(url);
        if let Some(access) = access {
            request = request.bearer_auth(access.expose());
        }
        let answer = send(request).await?;
        if answer.status().is_success() {
            return parse(&whole(answer).await?);
        }
        let error = failure(answer, now, self.explain).await;
        self.park(&error);
        Err(error)
    }

    fn may_ask(&self, now: Timestamp) -> Result<(), ProviderError> {
        match *self.parked.lock().unwrap_or_else(PoisonError::into_inner) {
            Some((until, kind)) if now < until => Err(ProviderError::new(kind).until(Some(until))),
            Some(_) | None => Ok(()),
        }
    }

    /// Limits are those of the app, not of one person: nobody's call is made before they end.
    fn park(&self, error: &ProviderError) {
        let waits = match error.kind {
            ProviderErrorKind::RateLimited | ProviderErrorKind::Quota | ProviderErrorKind::Paused => true,
            ProviderErrorKind::Unauthorized
            | ProviderErrorKind::ReauthRequired
            | ProviderErrorKind::Refused
            | ProviderErrorKind::NoAccount
            | ProviderErrorKind::Unavailable
            | ProviderErrorKind::Malformed
            | ProviderErrorKind::Unsupported
            | ProviderErrorKind::Restart => false,
        };
        if let (true, Some(until)) = (waits, error.retry_at) {
            let mut parked = self.parked.lock().unwrap_or_else(PoisonError::into_inner);
            if parked.is_none_or(|(known, _)| known < until) {
                tracing::warn!(kind = ?error.kind, %until, "a provider is not asked for a while");
                *parked = Some((until, error.kind));
            }
        }
    }
}

/// An address that was configured.
pub(crate) fn address(text: &str) -> Result<Url, InvalidAddress> {
    let url = Url::parse(text).map_err(|error| InvalidAddress(Box::new(error)))?;
    let usable =
        matches!(url.scheme(), "http" | "https") && url.query().is_none() && url.fragment().is_none();
    if usable { Ok(url) } else { Err(InvalidAddress("not a plain http address".into())) }
}

/// The answer to a request, whatever its status.
pub(crate) async fn send(request: RequestBuilder) -> Result<Response, ProviderError> {
    // An address can carry a key.
    request.send().await.map_err(|error| unavailable(error.without_url()))
}

/// The body of an answer.
pub(crate) async fn whole(mut answer: Response) -> Result<Vec<u8>, ProviderError> {
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| unavailable(error.without_url()))? {
        body.extend_from_slice(&chunk);
        if body.len() > LARGEST_ANSWER {
            return Err(malformed("the answer is too large"));
        }
    }
    Ok(body)
}

/// What an answer without success means. What all vendors mean alike is decided here, the rest by `explain`.
pub(crate) async fn failure(
    answer: Response,
    now: Timestamp,
    explain: fn(&Failure<'_>) -> ProviderError,
) -> ProviderError {
    let status = answer.status().as_u16();
    let retry_at = retry_after(answer.headers(), now);
    if matches!(status, 408 | 500 | 502 | 503 | 504) {
        let error = ProviderError::new(ProviderErrorKind::Unavailable).until(retry_at);
        return error.because(format!("status {status}"));
    }
    match whole(answer).await {
        Ok(body) => {
            let body = String::from_utf8_lossy(&body);
            let error = explain(&Failure { status, body: &body, retry_at, now });
            if error.source.is_some() { error } else { error.because(format!("status {status}")) }
        }
        Err(error) => error,
    }
}

/// JSON that was promised. The error tells the place and nothing of the text.
pub(crate) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, ProviderError> {
    serde_json::from_slice(body).map_err(|error| {
        malformed(format!("{:?} at line {} column {}", error.classify(), error.line(), error.column()))
    })
}

pub(crate) fn unavailable(source: impl Into<BoxError>) -> ProviderError {
    ProviderError::new(ProviderErrorKind::Unavailable).because(source)
}

pub(crate) fn malformed(source: impl Into<BoxError>) -> ProviderError {
    ProviderError::new(ProviderErrorKind::Malformed).because(source)
}
