//! What an operator says about Steam.

use std::time::Duration;

use secrecy::SecretString;

use crate::http_client::HttpClientError;
use crate::vendor_api::InvalidAddress;

/// A key of Steam's Web API.
#[derive(Clone, Debug)]
pub struct SteamConfig {
    /// The key.
    pub key: SecretString,
    /// Where the API is, `https://api.steampowered.com`.
    pub api: String,
    /// Where people sign in, `https://steamcommunity.com/openid/login`. What a callback says about it counts for nothing.
    pub login: String,
    /// How long one request may take.
    pub timeout: Duration,
}

impl SteamConfig {
    /// The key at Steam itself.
    pub fn new(key: SecretString) -> Self {
        Self {
            key,
            api: "https://api.steampowered.com".to_owned(),
            login: "https://steamcommunity.com/openid/login".to_owned(),
            timeout: Duration::from_secs(15),
        }
    }
}

/// What was configured cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum InvalidSteam {
    /// An address is none.
    #[error(transparent)]
    Address(#[from] InvalidAddress),
    /// There is no client.
    #[error(transparent)]
    Client(HttpClientError),
}
