//! The issuer's published keys, fetched when needed and kept for a while.

mod key;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::external_identity::ExternalIdentityError;
use reqwest::{Client, StatusCode, Url};

use self::key::KeySet;
pub(super) use self::key::PublicKey;
use super::{JwtConfigError, Rejection};
use crate::http_client::http_client;

const TIMEOUT: Duration = Duration::from_secs(3);
const LARGEST_BODY: usize = 64 << 10;
/// How long the keys are taken as they are.
const FRESH_FOR: Duration = Duration::from_mins(10);
/// How long they are used while newer ones cannot be fetched.
const STALE_FOR: Duration = Duration::from_hours(24);
/// How often at most they are fetched because a token names a key that is not among them, or after a failure while
/// old keys are at hand.
const COOL_DOWN: Duration = Duration::from_secs(30);
/// The same after a failure when there are no keys at all, and everybody waits.
const COOL_DOWN_WITHOUT_KEYS: Duration = Duration::from_secs(3);

/// A published key set.
pub(super) struct Jwks {
    url: Url,
    client: Client,
    state: Mutex<State>,
    /// Held while fetching, so that one fetch serves all who wait.
    fetching: tokio::sync::Mutex<()>,
}

#[derive(Clone, Default)]
struct State {
    keys: Option<(Arc<KeySet>, Timestamp)>,
    last_try: Option<Try>,
    tries: u64,
}

#[derive(Clone, Copy)]
struct Try {
    at: Timestamp,
    good: bool,
}

/// Why the keys could not be fetched.
#[derive(Debug, thiserror::Error)]
enum FetchError {
    #[error("the key set was not answered")]
    Transport(#[source] reqwest::Error),
    #[error("the key set was answered with status {0}")]
    Status(StatusCode),
    #[error("the key set is larger than 64 KiB")]
    TooLarge,
    #[error("the answer is not a key set")]
    NotAKeySet,
    #[error("the last try failed a moment ago")]
    Recently,
}

impl Jwks {
    pub(super) fn new(url: &str) -> Result<Self, JwtConfigError> {
        let url = Url::parse(url).map_err(|_| JwtConfigError::JwksUrl)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(JwtConfigError::JwksUrl);
        }
        let client = http_client(TIMEOUT)?;
        Ok(Self { url, client, state: Mutex::default(), fetching: tokio::sync::Mutex::default() })
    }

    /// The key of this id.
    pub(super) async fn key(&self, kid: &str, now: Timestamp) -> Result<PublicKey, ExternalIdentityError> {
        let before = self.state();
        let known = before.find(kid, now);
        if let Some(key) = &known
            && (before.is_fresh(now) || self.fetching.try_lock().is_err())
        {
            // With older keys at hand nobody waits for a fetch that somebody else has begun.
            return Ok(key.clone());
        }
        let failure = self.refresh(&before, now).await.err();
        let state = self.state();
        match (state.find(kid, now), failure) {
            (Some(key), _) => Ok(key),
            (None, None) => Err(Rejection::UnknownKey.into()),
            // Newer keys might have had it.
            (None, Some(failure)) => Err(ExternalIdentityError::Unavailable(Box::new(failure))),
        }
    }

    /// Fetches the keys, unless somebody has since `before` was read, or it is too soon.
    async fn refresh(&self, before: &State, now: Timestamp) -> Result<(), FetchError> {
        let _fetching = self.fetching.lock().await;
        let state = self.state();
        if let Some(last) = state.last_try
            && (state.tries != before.tries || state.is_too_soon(last, now))
        {
            return if last.good { Ok(()) } else { Err(FetchError::Recently) };
        }
        let fetched = self.fetch().await;
        let mut state = self.lock();
        state.tries += 1;
        state.last_try = Some(Try { at: now, good: fetched.is_ok() });
        match fetched {
            Ok(keys) => {
                state.keys = Some((Arc::new(keys), now));
                Ok(())
            }
            Err(failure) => {
                drop(state);
                tracing::warn!(error = %failure, "the issuer's keys could not be fetched");
                Err(failure)
            }
        }
    }

    async fn fetch(&self) -> Result<KeySet, FetchError> {
        let transport = |error: reqwest::Error| FetchError::Transport(error.without_url());
        let mut answer = self.client.get(self.url.clone()).send().await.map_err(transport)?;
        if answer.status() != StatusCode::OK {
            return Err(FetchError::Status(answer.status()));
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(transport)? {
            if body.len() + chunk.len() > LARGEST_BODY {
                return Err(FetchError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        KeySet::parse(&body).ok_or(FetchError::NotAKeySet)
    }

    fn state(&self) -> State {
        self.lock().clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Keys from the future mean that the clock was set back; how old they are is not known then.
    fn is_fresh(&self, now: Timestamp) -> bool {
        self.keys.as_ref().is_some_and(|(_, at)| *at <= now && now.since(*at) < FRESH_FOR)
    }

    fn find(&self, kid: &str, now: Timestamp) -> Option<PublicKey> {
        self.keys.as_ref().filter(|(_, at)| now.since(*at) < STALE_FOR).and_then(|(keys, _)| keys.find(kid))
    }

    fn is_too_soon(&self, last: Try, now: Timestamp) -> bool {
        let usable = self.keys.as_ref().is_some_and(|(_, at)| now.since(*at) < STALE_FOR);
        let cool_down = if last.good || usable { COOL_DOWN } else { COOL_DOWN_WITHOUT_KEYS };
        last.at <= now && now.since(last.at) < cool_down
    }
}
