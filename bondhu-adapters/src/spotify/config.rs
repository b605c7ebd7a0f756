//! What an operator says about the app that is registered with Spotify.

use std::time::Duration;

use secrecy::SecretString;

use crate::http_client::HttpClientError;
use crate::vendor_api::InvalidAddress;

/// An app registered with Spotify.
#[derive(Clone, Debug)]
pub struct SpotifyConfig {
    /// The app's client id.
    pub client_id: String,
    /// Its secret; without one it is a public client, whose refresh tokens are for one use.
    pub client_secret: Option<SecretString>,
    /// Where the API is, `https://api.spotify.com/v1`.
    pub api: String,
    /// Where people sign in and tokens are issued, `https://accounts.spotify.com`.
    pub accounts: String,
    /// How long one request may take.
    pub timeout: Duration,
}

impl SpotifyConfig {
    /// The app at Spotify itself.
    pub fn new(client_id: impl Into<String>, client_secret: Option<SecretString>) -> Self {
        Self {
            client_id: client_id.into(),
            client_secret,
            api: "https://api.spotify.com/v1".to_owned(),
            accounts: "https://accounts.spotify.com".to_owned(),
            timeout: Duration::from_secs(15),
        }
    }
}

/// What was configured cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum InvalidSpotify {
    /// An address is none.
    #[error(transparent)]
    Address(#[from] InvalidAddress),
    /// There is no client.
    #[error(transparent)]
    Client(HttpClientError),
}
