//! Signing in at Spotify.

use async_trait::async_trait;
use bondhu_domain::tastes::Provider;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::authorization::{
    Account, Authorization, Callback, Grant, ProviderError, Revocation, SignIn, Tokens,
};
use bondhu_ports::token::Token;
use oauth2::AuthType;
use reqwest::Client;

use super::wire::Me;
use super::{InvalidSpotify, Spotify, SpotifyConfig};
use crate::oauth::{OauthClient, Registration};
use crate::vendor_api::malformed;

/// What people are asked to agree to: enough to read, nothing that changes anything.
const SCOPES: [&str; 6] = [
    "user-top-read",
    "user-read-recently-played",
    "playlist-read-private",
    "playlist-read-collaborative",
    "user-library-read",
    "user-follow-read",
];

pub(super) fn client(client: Client, config: &SpotifyConfig) -> Result<OauthClient, InvalidSpotify> {
    let accounts = config.accounts.trim_end_matches('/');
    let app = Registration {
        client_id: &config.client_id,
        client_secret: config.client_secret.as_ref(),
        authorize: &format!("{accounts}/authorize"),
        token: &format!("{accounts}/api/token"),
        auth_type: AuthType::BasicAuth,
    };
    Ok(OauthClient::new(client, &app)?)
}

#[async_trait]
impl Authorization for Spotify {
    fn provider(&self) -> Provider {
        Provider::Spotify
    }

    fn authorize_url(&self, sign_in: &SignIn) -> Result<String, ProviderError> {
        self.oauth.authorize_url(sign_in, &SCOPES, &[])
    }

    async fn exchange(
        &self,
        sign_in: &SignIn,
        callback: &Callback,
        now: Timestamp,
    ) -> Result<Grant, ProviderError> {
        let tokens = self.oauth.exchange(sign_in, callback, now).await?;
        let me: Me = self.api.get("me", &[], Some(&tokens.access), now).await?;
        // The old `id` can change; `account_id` cannot.
        let id = me.account_id.filter(|id| !id.is_empty());
        let id = id.ok_or_else(|| malformed("the account has no account_id"))?;
        Ok(Grant { account: Account { id, name: me.display_name }, tokens: Some(tokens), nonce: None })
    }

    async fn refresh(&self, refresh: &Token, now: Timestamp) -> Result<Tokens, ProviderError> {
        self.oauth.refresh(refresh, now).await
    }

    /// Spotify has no call for it: people end an app's access on their account page.
    async fn revoke(&self, _tokens: &Tokens) -> Result<Revocation, ProviderError> {
        Ok(Revocation::NotOffered)
    }
}
