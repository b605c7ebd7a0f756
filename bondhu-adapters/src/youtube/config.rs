//! What an operator says about the app that is registered with Google.

use std::time::Duration;

use secrecy::SecretString;

use crate::http_client::HttpClientError;
use crate::vendor_api::InvalidAddress;

/// An app registered with Google.
#[derive(Clone, Debug)]
pub struct YoutubeConfig {
    /// The app's client id.
    pub client_id: String,
    /// Its secret.
    pub client_secret: Option<SecretString>,
    /// Where the API is, `https://youtube.googleapis.com/youtube/v3`.
    pub api: String,
    /// Where people sign in, `https://accounts.google.com/o/oauth2/v2/auth`.
    pub authorize: String,
    /// Where tokens are issued, `https://oauth2.googleapis.com/token`.
    pub token: String,
    /// Where they are revoked, `https://oauth2.googleapis.com/revoke`.
    pub revocation: String,
    /// How long one request may take.
    pub timeout: Duration,
}

impl YoutubeConfig {
    /// The app at Google itself.
    pub fn new(client_id: impl Into<String>, client_secret: Option<SecretString>) -> Self {
        Self {
            client_id: client_id.into(),
            client_secret,
            api: "https://youtube.googleapis.com/youtube/v3".to_owned(),
            authorize: "https://accounts.google.com/o/oauth2/v2/auth".to_owned(),
            token: "https://oauth2.googleapis.com/token".to_owned(),
            revocation: "https://oauth2.googleapis.com/revoke".to_owned(),
            timeout: Duration::from_secs(15),
        }
    }
}

/// What was configured cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum InvalidYoutube {
    /// An address is none.
    #[error(transparent)]
    Address(#[from] InvalidAddress),
    /// There is no client.
    #[error(transparent)]
    Client(HttpClientError),
}
