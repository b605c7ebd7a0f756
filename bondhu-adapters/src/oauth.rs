//! OAuth 2 with an authorization code and PKCE, by the crate `oauth2`.

mod http;

use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::authorization::{Callback, ProviderError, ProviderErrorKind, RedirectUri, SignIn, Tokens};
use bondhu_ports::token::Token;
use oauth2::basic::{BasicClient, BasicErrorResponseType, BasicTokenResponse};
use oauth2::{
    AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointNotSet, EndpointSet,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError, Scope, TokenResponse,
    TokenUrl,
};
use reqwest::Client;
use secrecy::{ExposeSecret, SecretString};

use self::http::{Lost, exchange};
use crate::vendor_api::{InvalidAddress, address, malformed};

/// An app's registration with a provider.
#[derive(Clone, Debug)]
pub(crate) struct Registration<'a> {
    pub(crate) client_id: &'a str,
    pub(crate) client_secret: Option<&'a SecretString>,
    pub(crate) authorize: &'a str,
    pub(crate) token: &'a str,
    /// How the secret goes to the token endpoint.
    pub(crate) auth_type: AuthType,
}

/// A provider's endpoints, for this app.
pub(crate) struct OauthClient {
    client: Client,
    oauth: BasicClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>,
}

impl OauthClient {
    pub(crate) fn new(client: Client, app: &Registration<'_>) -> Result<Self, InvalidAddress> {
        let (authorize, token) = (address(app.authorize)?, address(app.token)?);
        let mut oauth = BasicClient::new(ClientId::new(app.client_id.to_owned()))
            .set_auth_uri(AuthUrl::from_url(authorize))
            .set_token_uri(TokenUrl::from_url(token))
            .set_auth_type(app.auth_type.clone());
        if let Some(secret) = app.client_secret {
            oauth = oauth.set_client_secret(ClientSecret::new(secret.expose_secret().to_owned()));
        }
        Ok(Self { client, oauth })
    }

    /// Where to send the person.
    pub(crate) fn authorize_url(
        &self,
        sign_in: &SignIn,
        scopes: &[&str],
        extra: &[(&str, &str)],
    ) -> Result<String, ProviderError> {
        let verifier = PkceCodeVerifier::new(sign_in.verifier.expose().to_owned());
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
        let oauth = self.oauth.clone().set_redirect_uri(redirect(&sign_in.redirect_uri)?);
        let mut request = oauth
            .authorize_url(|| CsrfToken::new(sign_in.state.expose().to_owned()))
            .add_scopes(scopes.iter().map(|scope| Scope::new((*scope).to_owned())))
            .set_pkce_challenge(challenge);
        for (name, value) in extra {
            request = request.add_extra_param(*name, *value);
        }
        Ok(request.url().0.into())
    }

    /// The tokens for the code with which the person came back.
    pub(crate) async fn exchange(
        &self,
        sign_in: &SignIn,
        callback: &Callback,
        now: Timestamp,
    ) -> Result<Tokens, ProviderError> {
        let code = code(sign_in, callback)?;
        let verifier = PkceCodeVerifier::new(sign_in.verifier.expose().to_owned());
        let oauth = self.oauth.clone().set_redirect_uri(redirect(&sign_in.redirect_uri)?);
        let request = oauth.exchange_code(AuthorizationCode::new(code)).set_pkce_verifier(verifier);
        let answer = request.request_async(&|request| exchange(self.client.clone(), request, now)).await;
        let answer = answer.map_err(|error| explain(error, ProviderErrorKind::Refused))?;
        Ok(tokens(&answer, None, now))
    }

    /// New tokens. Where the answer has no new refresh token the old one stays good.
    pub(crate) async fn refresh(&self, refresh: &Token, now: Timestamp) -> Result<Tokens, ProviderError> {
        let old = RefreshToken::new(refresh.expose().to_owned());
        let request = self.oauth.exchange_refresh_token(&old);
        let answer = request.request_async(&|request| exchange(self.client.clone(), request, now)).await;
        let answer = answer.map_err(|error| explain(error, ProviderErrorKind::ReauthRequired))?;
        Ok(tokens(&answer, Some(refresh), now))
    }
}

/// The code of a callback that belongs to this sign-in.
fn code(sign_in: &SignIn, callback: &Callback) -> Result<String, ProviderError> {
    let refused = |why: &'static str| ProviderError::new(ProviderErrorKind::Refused).because(why);
    let one = |name: &str| {
        let mut values = callback.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str());
        values.next().filter(|value| !value.is_empty()).filter(|_| values.next().is_none())
    };
    if !one("state").is_some_and(|state| same(state, sign_in.state.expose())) {
        return Err(refused("the state is not that of the sign-in"));
    }
    if callback.iter().any(|(name, _)| name == "error") {
        return Err(refused("the person did not agree"));
    }
    one("code").map(str::to_owned).ok_or_else(|| refused("there is no code"))
}

/// Compares in a time that does not depend on where they differ.
fn same(one: &str, other: &str) -> bool {
    let differing = one.bytes().zip(other.bytes()).fold(0, |all, (one, other)| all | (one ^ other));
    one.len() == other.len() && differing == 0
}

fn redirect(uri: &RedirectUri) -> Result<RedirectUrl, ProviderError> {
    RedirectUrl::new(uri.as_str().to_owned()).map_err(malformed)
}

fn tokens(answer: &BasicTokenResponse, refresh: Option<&Token>, now: Timestamp) -> Tokens {
    let renewed = answer.refresh_token().map(RefreshToken::secret).filter(|text| !text.is_empty());
    let scopes = answer.scopes().map(|scopes| scopes.iter().map(|scope| scope.as_str().to_owned()).collect());
    Tokens {
        access: Token::new(answer.access_token().secret()),
        refresh: renewed.map(Token::new).or_else(|| refresh.cloned()),
        expires_at: answer.expires_in().map(|left| now + left),
        scopes,
    }
}

/// What a failed exchange means; `ungranted` is what it means that the code or token is not good.
fn explain(
    error: RequestTokenError<Lost, oauth2::basic::BasicErrorResponse>,
    ungranted: ProviderErrorKind,
) -> ProviderError {
    match error {
        RequestTokenError::Request(Lost(error)) => error,
        RequestTokenError::ServerResponse(told) => {
            let kind = match told.error() {
                BasicErrorResponseType::InvalidGrant => ungranted,
                BasicErrorResponseType::InvalidClient | BasicErrorResponseType::UnauthorizedClient => {
                    ProviderErrorKind::Paused
                }
                BasicErrorResponseType::InvalidScope => ProviderErrorKind::Unsupported,
                BasicErrorResponseType::InvalidRequest
                | BasicErrorResponseType::UnsupportedGrantType
                | BasicErrorResponseType::Extension(_) => ProviderErrorKind::Malformed,
            };
            // The code of the error; its description may say whatever it likes.
            ProviderError::new(kind).because(format!("the token endpoint says {:.40}", told.error().as_ref()))
        }
        // The crate's own error holds the body, and with it a token perhaps.
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
            malformed("the token endpoint's answer cannot be understood")
        }
    }
}
