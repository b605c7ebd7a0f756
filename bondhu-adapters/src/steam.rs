//! Steam: the Web API with the operator's key, and sign-in by `OpenID` 2.0.

mod config;
mod error;
mod openid;
mod wire;

use async_trait::async_trait;
use bondhu_domain::tastes::{Provider, Source};
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::game_provider::{GameLibrary, GameProvider};
use bondhu_ports::provider_error::{ProviderError, ProviderErrorKind};
use reqwest::Client;
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use url::Url;

pub use self::config::{InvalidSteam, SteamConfig};
use self::wire::{Answer, Owned, Players};
use crate::http_client::http_client;
use crate::vendor_api::{VendorApi, address};

/// Steam, with one key.
pub struct Steam {
    api: VendorApi,
    key: SecretString,
    client: Client,
    login: Url,
}

impl Steam {
    /// Steam for this key.
    pub fn new(config: &SteamConfig) -> Result<Self, InvalidSteam> {
        let client = http_client(config.timeout).map_err(InvalidSteam::Client)?;
        let api = VendorApi::new(client.clone(), &config.api, error::explain)?;
        let login = address(&config.login)?;
        Ok(Self { api, key: config.key.clone(), client, login })
    }

    async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &[(&str, &str)],
        now: Timestamp,
    ) -> Result<T, ProviderError> {
        let query = [query, &[("key", self.key.expose_secret()), ("format", "json")]].concat();
        let answer: Answer<T> = self.api.get(path, &query, None, now).await?;
        Ok(answer.response)
    }

    /// The name that the account shows, if it can be had: nothing hangs on it.
    async fn name(&self, account: &str, now: Timestamp) -> Option<String> {
        let path = "ISteamUser/GetPlayerSummaries/v2/";
        let players: Players = self.get(path, &[("steamids", account)], now).await.ok()?;
        players.players.into_iter().flatten().flatten().find_map(|player| player.name_of(account))
    }
}

#[async_trait]
impl GameProvider for Steam {
    fn provider(&self) -> Provider {
        Provider::Steam
    }

    async fn library(&self, account: &str, now: Timestamp) -> Result<GameLibrary, ProviderError> {
        if !is_account(account) {
            return Err(ProviderError::new(ProviderErrorKind::NoAccount));
        }
        let query = [
            ("steamid", account),
            ("include_appinfo", "true"),
            // Without it the most played games of all are missing.
            ("include_played_free_games", "true"),
        ];
        let owned: Owned = self.get("IPlayerService/GetOwnedGames/v1/", &query, now).await?;
        Ok(owned.library(Source::Account(Provider::Steam), now))
    }
}

/// Whether a text is the id of an individual's account.
fn is_account(text: &str) -> bool {
    text.len() == 17 && text.starts_with("76561") && text.bytes().all(|byte| byte.is_ascii_digit())
}
