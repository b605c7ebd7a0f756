//! Signing in at Google.

use async_trait::async_trait;
use bondhu_domain::tastes::Provider;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::authorization::{
    Account, Authorization, Callback, Grant, ProviderError, ProviderErrorKind, Revocation, SignIn, Tokens,
};
use bondhu_ports::token::Token;
use oauth2::AuthType;
use reqwest::Client;

use super::wire::{Channel, Page};
use super::{InvalidYoutube, Youtube, YoutubeConfig};
use crate::oauth::{OauthClient, Registration};
use crate::vendor_api::{Failure, failure, malformed, send};

const SCOPE: &str = "https://www.googleapis.com/auth/youtube.readonly";

pub(super) fn client(client: Client, config: &YoutubeConfig) -> Result<OauthClient, InvalidYoutube> {
    let app = Registration {
        client_id: &config.client_id,
        client_secret: config.client_secret.as_ref(),
        authorize: &config.authorize,
        token: &config.token,
        auth_type: AuthType::RequestBody,
    };
    Ok(OauthClient::new(client, &app)?)
}

#[async_trait]
impl Authorization for Youtube {
    fn provider(&self) -> Provider {
        Provider::Youtube
    }

    fn authorize_url(&self, sign_in: &SignIn) -> Result<String, ProviderError> {
        // A refresh token comes with the first consent only, unless consent is asked for again.
        let extra = [("access_type", "offline"), ("prompt", "consent"), ("include_granted_scopes", "true")];
        self.oauth.authorize_url(sign_in, &[SCOPE], &extra)
    }

    async fn exchange(
        &self,
        sign_in: &SignIn,
        callback: &Callback,
        now: Timestamp,
    ) -> Result<Grant, ProviderError> {
        let tokens = self.oauth.exchange(sign_in, callback, now).await?;
        // People can agree to a part of what was asked.
        if tokens.scopes.as_ref().is_some_and(|scopes| !scopes.iter().any(|scope| scope == SCOPE)) {
            let refused = ProviderError::new(ProviderErrorKind::Refused);
            return Err(refused.because("the person did not agree to being read"));
        }
        let query = [("part", "snippet,contentDetails"), ("mine", "true")];
        let channels: Page<Channel> = self.api.get("channels", &query, Some(&tokens.access), now).await?;
        let channel = channels.items.into_iter().flatten().flatten().next();
        let channel = channel.ok_or(ProviderError::new(ProviderErrorKind::NoAccount))?;
        let id = channel.id.filter(|id| !id.is_empty()).ok_or_else(|| malformed("the channel has no id"))?;
        let name = channel.snippet.and_then(|snippet| snippet.title);
        Ok(Grant { account: Account { id, name }, tokens: Some(tokens), nonce: None })
    }

    async fn refresh(&self, refresh: &Token, now: Timestamp) -> Result<Tokens, ProviderError> {
        self.oauth.refresh(refresh, now).await
    }

    /// Revoking the refresh token ends all that were issued with it.
    async fn revoke(&self, tokens: &Tokens) -> Result<Revocation, ProviderError> {
        let token = tokens.refresh.as_ref().unwrap_or(&tokens.access);
        let mut url = self.revocation.clone();
        url.query_pairs_mut().append_pair("token", token.expose());
        let request = self.client.post(url).header("content-type", "application/x-www-form-urlencoded");
        let answer = send(request.body("")).await?;
        if answer.status().is_success() {
            return Ok(Revocation::Revoked);
        }
        let error = failure(answer, Timestamp::UNIX_EPOCH, unrevoked).await;
        match error.kind {
            // Not known, or not any more.
            ProviderErrorKind::ReauthRequired => Ok(Revocation::Revoked),
            ProviderErrorKind::Unauthorized
            | ProviderErrorKind::Refused
            | ProviderErrorKind::NoAccount
            | ProviderErrorKind::RateLimited
            | ProviderErrorKind::Quota
            | ProviderErrorKind::Paused
            | ProviderErrorKind::Unavailable
            | ProviderErrorKind::Malformed
            | ProviderErrorKind::Unsupported
            | ProviderErrorKind::Restart => Err(ProviderError { retry_at: None, ..error }),
        }
    }
}

fn unrevoked(failure: &Failure<'_>) -> ProviderError {
    ProviderError::new(match failure.status {
        400 if failure.body.contains("invalid_token") => ProviderErrorKind::ReauthRequired,
        429 => ProviderErrorKind::RateLimited,
        _ => ProviderErrorKind::Malformed,
    })
}
