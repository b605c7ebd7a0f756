//! What every `Authorization` does.
#![expect(clippy::unused_async, reason = "the scenarios of all suites have one shape")]

use std::sync::Arc;

use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::authorization::{Authorization, Callback, ProviderErrorKind, RedirectUri, SignIn};
use bondhu_ports::token::Token;

/// Runs the suite on a provider. Takes the name of an async function `() -> (AuthorizationSubject, impl Sized)`.
#[macro_export]
macro_rules! authorization_conformance {
    ($make:ident) => {
        $crate::__scenarios!(
            $make,
            authorization_scenarios,
            [authorization],
            the_address_carries_the_state_and_never_the_verifier,
            a_sign_in_names_the_account,
            a_callback_is_good_once,
            a_callback_of_another_sign_in_asks_nothing,
            a_strange_refresh_token_needs_the_person,
        );
    };
}

/// Somebody who follows an address and agrees; gives the query with which they come back.
pub type Agreeing = Box<dyn Fn(&str) -> Callback + Send + Sync>;

/// A provider with somebody who has an account there.
pub struct AuthorizationSubject {
    /// The provider.
    pub authorization: Arc<dyn Authorization>,
    /// The person.
    pub agree: Agreeing,
    /// How many requests the provider got.
    pub asked: Box<dyn Fn() -> usize + Send + Sync>,
    /// The time at the provider.
    pub now: Timestamp,
}

/// The address carries the state and never the verifier.
pub async fn the_address_carries_the_state_and_never_the_verifier(subject: AuthorizationSubject) {
    let sign_in = sign_in('s');
    let url = subject.authorization.authorize_url(&sign_in).unwrap();
    assert!(url.contains(sign_in.state.expose()));
    assert!(!url.contains(sign_in.verifier.expose()));
    assert_eq!((subject.asked)(), 0);
}

/// A sign-in names the account, and the same account the next time.
pub async fn a_sign_in_names_the_account(subject: AuthorizationSubject) {
    let mut ids = Vec::new();
    for letter in ['s', 't'] {
        let sign_in = sign_in(letter);
        let back = (subject.agree)(&subject.authorization.authorize_url(&sign_in).unwrap());
        let grant = subject.authorization.exchange(&sign_in, &back, subject.now).await.unwrap();
        assert!(!grant.account.id.is_empty());
        ids.push(grant.account.id);
    }
    assert_eq!(ids[0], ids[1]);
}

/// A callback is good once.
pub async fn a_callback_is_good_once(subject: AuthorizationSubject) {
    let sign_in = sign_in('s');
    let back = (subject.agree)(&subject.authorization.authorize_url(&sign_in).unwrap());
    subject.authorization.exchange(&sign_in, &back, subject.now).await.unwrap();
    let error = subject.authorization.exchange(&sign_in, &back, subject.now).await.unwrap_err();
    assert_eq!(error.kind, ProviderErrorKind::Refused);
}

/// A callback of another sign-in, one without a state and one that says no are refused, and the provider is not asked.
pub async fn a_callback_of_another_sign_in_asks_nothing(subject: AuthorizationSubject) {
    let (ours, theirs) = (sign_in('s'), sign_in('t'));
    let back = (subject.agree)(&subject.authorization.authorize_url(&theirs).unwrap());
    let stateless = back.iter().filter(|(name, _)| name != "state").cloned().collect();
    let no = vec![
        ("error".to_owned(), "access_denied".to_owned()),
        ("state".to_owned(), ours.state.expose().to_owned()),
    ];
    for callback in [back, stateless, no, Vec::new()] {
        let error = subject.authorization.exchange(&ours, &callback, subject.now).await.unwrap_err();
        assert_eq!(error.kind, ProviderErrorKind::Refused);
    }
    assert_eq!((subject.asked)(), 0);
}

/// A refresh token that the provider does not know needs the person; a provider without tokens says so.
pub async fn a_strange_refresh_token_needs_the_person(subject: AuthorizationSubject) {
    let error = subject.authorization.refresh(&Token::new("strange"), subject.now).await.unwrap_err();
    assert!(matches!(error.kind, ProviderErrorKind::ReauthRequired | ProviderErrorKind::Unsupported));
    assert!(!format!("{error:?} {error}").contains("strange"));
}

fn sign_in(letter: char) -> SignIn {
    SignIn {
        redirect_uri: RedirectUri::parse("http://127.0.0.1:8080/back").unwrap(),
        state: Token::new(String::from(letter).repeat(64)),
        verifier: Token::new(String::from(letter).to_uppercase().repeat(64)),
    }
}
