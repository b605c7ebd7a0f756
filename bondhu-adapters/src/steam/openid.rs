//! Signing in at Steam by `OpenID` 2.0, which knows no tokens: it proves whose account it is, and that is all.

mod assertion;

use async_trait::async_trait;
use bondhu_domain::tastes::Provider;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::authorization::{
    Account, Authorization, Callback, Grant, ProviderError, ProviderErrorKind, RedirectUri, Revocation,
    SignIn, Tokens,
};
use bondhu_ports::token::Token;
use url::{Url, form_urlencoded};

use self::assertion::{Assertion, NAMESPACE, refused};
use super::Steam;
use crate::vendor_api::{Failure, failure, malformed, send, whole};

/// The person chooses the account there.
const ANY_ACCOUNT: &str = "http://specs.openid.net/auth/2.0/identifier_select";

#[async_trait]
impl Authorization for Steam {
    fn provider(&self) -> Provider {
        Provider::Steam
    }

    fn authorize_url(&self, sign_in: &SignIn) -> Result<String, ProviderError> {
        let back = return_to(&sign_in.redirect_uri, &sign_in.state)?;
        let realm = back.origin().ascii_serialization();
        let mut url = self.login.clone();
        url.query_pairs_mut().extend_pairs([
            ("openid.ns", NAMESPACE),
            ("openid.mode", "checkid_setup"),
            ("openid.identity", ANY_ACCOUNT),
            ("openid.claimed_id", ANY_ACCOUNT),
            ("openid.return_to", back.as_str()),
            ("openid.realm", realm.as_str()),
        ]);
        Ok(url.into())
    }

    async fn exchange(
        &self,
        sign_in: &SignIn,
        callback: &Callback,
        now: Timestamp,
    ) -> Result<Grant, ProviderError> {
        let back = return_to(&sign_in.redirect_uri, &sign_in.state)?;
        let claimed = Assertion::read(callback)?;
        claimed.check(&back, &self.login, now)?;
        self.ask_whether_it_is_true(callback, now).await?;
        let id = claimed.account()?.to_owned();
        let name = self.name(&id, now).await;
        Ok(Grant { account: Account { id, name }, tokens: None, nonce: Some(claimed.nonce.to_owned()) })
    }

    /// Steam issues no tokens.
    async fn refresh(&self, _refresh: &Token, _now: Timestamp) -> Result<Tokens, ProviderError> {
        Err(ProviderError::new(ProviderErrorKind::Unsupported))
    }

    /// Steam issues no tokens.
    async fn revoke(&self, _tokens: &Tokens) -> Result<Revocation, ProviderError> {
        Ok(Revocation::NotOffered)
    }
}

impl Steam {
    /// Sends the claim back to Steam's own address, never to one that stands in it.
    async fn ask_whether_it_is_true(&self, callback: &Callback, now: Timestamp) -> Result<(), ProviderError> {
        let request = self.client.post(self.login.clone()).body(question(callback));
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let answer = send(request).await?;
        if !answer.status().is_success() {
            return Err(failure(answer, now, unchecked).await);
        }
        let body = whole(answer).await?;
        let body = str::from_utf8(&body).map_err(|_| malformed("the check is no text"))?;
        let line = |name: &str| body.lines().find_map(|line| line.trim_end().strip_prefix(name));
        match (line("ns:"), line("is_valid:")) {
            (Some(NAMESPACE), Some("true")) => Ok(()),
            (Some(NAMESPACE), Some("false")) => Err(refused("Steam does not know of the sign-in")),
            _ => Err(malformed("the check cannot be understood")),
        }
    }
}

/// The claim as a question.
fn question(callback: &Callback) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (name, value) in callback.iter().filter(|(name, _)| name.starts_with("openid.")) {
        form.append_pair(name, if name == "openid.mode" { "check_authentication" } else { value });
    }
    form.finish()
}

fn unchecked(failure: &Failure<'_>) -> ProviderError {
    let kind = match failure.status {
        403 | 429 => ProviderErrorKind::RateLimited,
        _ => ProviderErrorKind::Malformed,
    };
    ProviderError::new(kind).until(failure.retry_at)
}

/// Where Steam sends the person back to: our address with the state in its query.
fn return_to(redirect: &RedirectUri, state: &Token) -> Result<Url, ProviderError> {
    let mut url = Url::parse(redirect.as_str()).map_err(malformed)?;
    url.query_pairs_mut().append_pair("state", state.expose());
    Ok(url)
}
