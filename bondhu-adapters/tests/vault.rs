//! The vault for tokens.
#![cfg(feature = "vault")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bondhu_adapters::vault::{ChaChaVault, InvalidVaultKeys, VaultKey};
use bondhu_domain::tastes::Provider;
use bondhu_ports::token::Token;
use bondhu_ports::token_vault::{TokenOwner, TokenVault, TokenVaultErrorKind};
use bondhu_testkit::conformance::token_vault::TokenVaultSubject;
use bondhu_testkit::seeded_random::SeededRandom;
use proptest::prelude::*;

fn key(id: &str, byte: u8) -> VaultKey {
    VaultKey { id: id.to_owned(), key: STANDARD.encode([byte; 32]).into() }
}

fn vault(keys: &[VaultKey]) -> ChaChaVault {
    ChaChaVault::new(keys, Arc::new(SeededRandom::default())).unwrap()
}

fn owner() -> TokenOwner {
    let user = "00000000-0000-7000-8000-000000000002".parse().unwrap();
    TokenOwner { user, provider: Provider::Spotify }
}

async fn subject() -> (TokenVaultSubject, ()) {
    let (old, new) = (key("old", 1), key("new", 2));
    let subject = TokenVaultSubject {
        vault: Arc::new(vault(std::slice::from_ref(&old))),
        renewed: Arc::new(vault(&[new.clone(), old])),
        later: Arc::new(vault(&[new])),
    };
    (subject, ())
}

bondhu_testkit::token_vault_conformance!(subject);

#[test]
fn what_is_sealed_opens_for_its_owner_only() {
    let vault = vault(&[key("k1", 1)]);
    let owner = owner();
    let token = Token::new("AQD-refresh-token");
    let sealed = vault.seal(owner, &token).unwrap();
    assert!(sealed.starts_with("v1.k1.") && !sealed.contains("refresh"));
    assert!(sealed.bytes().all(|byte| byte.is_ascii_graphic()));
    assert_ne!(vault.seal(owner, &token).unwrap(), sealed, "two seals are two texts");
    let opened = vault.open(owner, &sealed).unwrap();
    assert_eq!((opened.token.expose(), opened.outdated), (token.expose(), false));
    let elsewhere = TokenOwner { provider: Provider::Youtube, ..owner };
    let somebody = TokenOwner { user: "00000000-0000-7000-8000-000000000001".parse().unwrap(), ..owner };
    for other in [elsewhere, somebody] {
        assert_eq!(vault.open(other, &sealed).unwrap_err().kind, TokenVaultErrorKind::Corrupt);
    }
}

#[test]
fn keys_are_changed_without_losing_what_is_sealed() {
    let owner = owner();
    let sealed = vault(&[key("old", 1)]).seal(owner, &Token::new("t")).unwrap();
    let both = vault(&[key("new", 2), key("old", 1)]);
    let opened = both.open(owner, &sealed).unwrap();
    assert!(opened.outdated);
    let anew = both.seal(owner, &opened.token).unwrap();
    let after = vault(&[key("new", 2)]);
    assert!(!after.open(owner, &anew).unwrap().outdated);
    assert_eq!(after.open(owner, &sealed).unwrap_err().kind, TokenVaultErrorKind::UnknownKey);
    // Another key under the old name opens nothing.
    let other = vault(&[key("new", 2), key("old", 3)]);
    assert_eq!(other.open(owner, &sealed).unwrap_err().kind, TokenVaultErrorKind::Corrupt);
}

#[test]
fn keys_that_cannot_be_used_are_told() {
    let made = |keys: &[VaultKey]| ChaChaVault::new(keys, Arc::new(SeededRandom::default())).err();
    assert_eq!(made(&[]), Some(InvalidVaultKeys::None));
    assert_eq!(made(&[key("k", 1), key("k", 2)]), Some(InvalidVaultKeys::Id));
    for id in ["", "K", "a.b", &"k".repeat(33)] {
        assert_eq!(made(&[key(id, 1)]), Some(InvalidVaultKeys::Id), "{id}");
    }
    for bad in ["", "short", &STANDARD.encode([1; 31])] {
        let key = VaultKey { id: "k".to_owned(), key: bad.to_owned().into() };
        assert_eq!(made(&[key]), Some(InvalidVaultKeys::Key));
    }
}

proptest! {
    #[test]
    fn a_changed_text_never_opens(at in 0_usize..200, byte in 33_u8..127, token in ".{0,60}") {
        let vault = vault(&[key("k1", 1)]);
        let sealed = vault.seal(owner(), &Token::new(token)).unwrap();
        let mut changed = sealed.clone().into_bytes();
        let at = at % changed.len();
        changed[at] = byte;
        let changed = String::from_utf8(changed).unwrap();
        prop_assume!(changed != sealed);
        prop_assert!(vault.open(owner(), &changed).is_err());
    }
}
