//! What every `TokenVault` does.
#![expect(clippy::unused_async, reason = "the scenarios of all suites have one shape")]

use std::sync::Arc;

use bondhu_domain::tastes::Provider;
use bondhu_ports::token::Token;
use bondhu_ports::token_vault::{TokenOwner, TokenVault, TokenVaultErrorKind};

/// Runs the suite on a vault. Takes the name of an async function `() -> (TokenVaultSubject, impl Sized)`.
#[macro_export]
macro_rules! token_vault_conformance {
    ($make:ident) => {
        $crate::__scenarios!(
            $make,
            token_vault_scenarios,
            [token_vault],
            what_is_sealed_opens_for_its_owner,
            it_opens_for_nobody_else,
            a_changed_text_is_corrupt,
            two_seals_are_two_texts,
            a_key_that_changed_still_opens,
            a_key_that_is_gone_is_told,
        );
    };
}

/// A vault through the years.
pub struct TokenVaultSubject {
    /// The vault.
    pub vault: Arc<dyn TokenVault>,
    /// The same after its key was changed, while the old one is kept.
    pub renewed: Arc<dyn TokenVault>,
    /// The same when the old key is gone.
    pub later: Arc<dyn TokenVault>,
}

/// What is sealed opens for its owner, of any length and script, and the text can be stored and does not tell it.
pub async fn what_is_sealed_opens_for_its_owner(subject: TokenVaultSubject) {
    for text in ["", "AQDtoken-._~", "মন", &"long ".repeat(1_000)] {
        let sealed = subject.vault.seal(owner(), &Token::new(text)).unwrap();
        assert!(sealed.bytes().all(|byte| byte.is_ascii_graphic()));
        assert!(text.is_empty() || !sealed.contains(text));
        let opened = subject.vault.open(owner(), &sealed).unwrap();
        assert_eq!(opened.token.expose(), text);
        assert!(!opened.outdated);
    }
}

/// It opens neither for another person nor for another provider.
pub async fn it_opens_for_nobody_else(subject: TokenVaultSubject) {
    let sealed = subject.vault.seal(owner(), &Token::new("token")).unwrap();
    let somebody = TokenOwner { user: "00000000-0000-7000-8000-000000000001".parse().unwrap(), ..owner() };
    let elsewhere = TokenOwner { provider: Provider::Steam, ..owner() };
    for other in [somebody, elsewhere] {
        let error = subject.vault.open(other, &sealed).unwrap_err();
        assert_eq!(error.kind, TokenVaultErrorKind::Corrupt);
    }
}

/// A text that was cut is corrupt, and so is one that was never sealed.
pub async fn a_changed_text_is_corrupt(subject: TokenVaultSubject) {
    let sealed = subject.vault.seal(owner(), &Token::new("token")).unwrap();
    for text in ["", "token", &sealed[..sealed.len() - 4], &format!("{sealed}AAAA")] {
        let error = subject.vault.open(owner(), text).unwrap_err();
        assert_eq!(error.kind, TokenVaultErrorKind::Corrupt);
        assert!(!format!("{error:?}").contains("token\""));
    }
}

/// Sealing a token twice gives two texts, so that nobody can tell that two tokens are the same.
pub async fn two_seals_are_two_texts(subject: TokenVaultSubject) {
    let seal = || subject.vault.seal(owner(), &Token::new("token")).unwrap();
    assert_ne!(seal(), seal());
}

/// After a change of keys old texts open and are told as outdated; new ones are not.
pub async fn a_key_that_changed_still_opens(subject: TokenVaultSubject) {
    let sealed = subject.vault.seal(owner(), &Token::new("token")).unwrap();
    let opened = subject.renewed.open(owner(), &sealed).unwrap();
    assert!(opened.outdated && opened.token.expose() == "token");
    let anew = subject.renewed.seal(owner(), &opened.token).unwrap();
    assert!(!subject.renewed.open(owner(), &anew).unwrap().outdated);
    assert!(!subject.later.open(owner(), &anew).unwrap().outdated);
}

/// A text under a key that is gone is told as that.
pub async fn a_key_that_is_gone_is_told(subject: TokenVaultSubject) {
    let sealed = subject.vault.seal(owner(), &Token::new("token")).unwrap();
    let error = subject.later.open(owner(), &sealed).unwrap_err();
    assert_eq!(error.kind, TokenVaultErrorKind::UnknownKey);
}

fn owner() -> TokenOwner {
    let user = "00000000-0000-7000-8000-000000000002".parse().unwrap();
    TokenOwner { user, provider: Provider::Spotify }
}
