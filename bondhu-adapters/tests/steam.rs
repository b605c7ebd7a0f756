//! Steam, against a wire server that behaves as it does.
#![cfg(feature = "steam")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::sync::Arc;
use std::time::Duration;

use bondhu_adapters::steam::{Steam, SteamConfig};
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::authorization::{Authorization, Callback, ProviderErrorKind, RedirectUri, SignIn};
use bondhu_ports::game_provider::{GameLibrary, GameProvider};
use bondhu_ports::token::Token;
use bondhu_testkit::conformance::authorization::AuthorizationSubject;
use bondhu_testkit::conformance::game_provider::GameProviderSubject;
use bondhu_testkit::steam_wire::{ACCOUNT, KEY, SteamWire};
use bondhu_testkit::wire_server::WireReply;
use serde_json::json;

const THEN: &str = "2026-11-21T09:00:00Z";

fn now() -> Timestamp {
    THEN.parse().unwrap()
}

fn steam(wire: &SteamWire, key: &str) -> Steam {
    let config = SteamConfig {
        api: wire.url(),
        login: format!("{}/openid/login", wire.url()),
        timeout: Duration::from_mins(1),
        ..SteamConfig::new(key.into())
    };
    Steam::new(&config).unwrap()
}

fn sign_in() -> SignIn {
    SignIn {
        redirect_uri: RedirectUri::parse("https://bondhu.example/back").unwrap(),
        state: Token::new("s".repeat(64)),
        verifier: Token::new("v".repeat(64)),
    }
}

async fn authorization() -> (AuthorizationSubject, Arc<SteamWire>) {
    let wire = Arc::new(SteamWire::start().await);
    let (of_person, of_count) = (Arc::clone(&wire), Arc::clone(&wire));
    let subject = AuthorizationSubject {
        authorization: Arc::new(steam(&wire, KEY)),
        agree: Box::new(move |url| of_person.agree(url, THEN)),
        asked: Box::new(move || of_count.requests().len()),
        now: now(),
    };
    (subject, wire)
}

async fn games() -> (GameProviderSubject, Arc<SteamWire>) {
    let wire = Arc::new(SteamWire::start().await);
    let games = json!([{"appid": 1, "name": "One", "playtime_forever": 0}, {"appid": 2, "name": "Two"}]);
    wire.state().owned = json!({"response": {"game_count": 2, "games": games}});
    let of_count = Arc::clone(&wire);
    let subject = GameProviderSubject {
        provider: Arc::new(steam(&wire, KEY)),
        account: ACCOUNT.to_owned(),
        asked: Box::new(move || of_count.requests().len()),
        now: now(),
    };
    (subject, wire)
}

bondhu_testkit::authorization_conformance!(authorization);
bondhu_testkit::game_provider_conformance!(games);

#[tokio::test]
async fn a_library_is_private_empty_or_a_list() {
    let wire = SteamWire::start().await;
    let steam = steam(&wire, KEY);
    assert_eq!(steam.library(ACCOUNT, now()).await.unwrap(), GameLibrary::Private);
    wire.state().owned = json!({"response": {"game_count": 0}});
    let empty = GameLibrary::Shown { items: Vec::new(), skipped: 0 };
    assert_eq!(steam.library(ACCOUNT, now()).await.unwrap(), empty);
    wire.state().owned = json!({"response": {"game_count": 4, "games": [
        {"appid": 730, "name": "Counter-Strike 2", "playtime_forever": 90, "rtime_last_played": 1_700_000_000},
        {"appid": 10, "playtime_forever": 5}, null, {"appid": 20, "name": "Unplayed", "playtime_forever": 0},
    ]}});
    let GameLibrary::Shown { items, skipped } = steam.library(ACCOUNT, now()).await.unwrap() else {
        panic!()
    };
    assert_eq!((items.len(), skipped, items[0].minutes), (2, 2, Some(90.0)));
    assert!(items[1].is_untouched());
    let asked = wire.requests().len();
    for strange in ["", "1", "7656119796028793x", "76561197960287930&key=x", "../x"] {
        let error = steam.library(strange, now()).await.unwrap_err();
        assert_eq!(error.kind, ProviderErrorKind::NoAccount, "{strange}");
    }
    assert_eq!(wire.requests().len(), asked);
}

#[tokio::test]
async fn every_failure_says_what_to_do_and_keeps_the_key() {
    use ProviderErrorKind as Kind;
    let page = "<html><body>Access Denied</body></html>";
    let cases = [
        (403, Kind::RateLimited),
        (429, Kind::RateLimited),
        (500, Kind::Unavailable),
        (200, Kind::Malformed),
    ];
    for (status, kind) in cases {
        let wire = SteamWire::start().await;
        let steam = steam(&wire, KEY);
        wire.state().failure =
            Some(WireReply::status(status).header("content-type", "text/html").bytes(page));
        let error = steam.library(ACCOUNT, now()).await.unwrap_err();
        assert_eq!(error.kind, kind, "{status}");
        assert!(!format!("{error:?}").contains(KEY));
    }
    let wire = SteamWire::start().await;
    let with_bad_key = steam(&wire, "bad");
    let error = with_bad_key.library(ACCOUNT, now()).await.unwrap_err();
    assert_eq!(error.kind, Kind::Paused, "the operator's key is not taken");
    let steam = steam(&wire, KEY);
    drop(wire);
    let error = steam.library(ACCOUNT, now()).await.unwrap_err();
    assert_eq!(error.kind, Kind::Unavailable);
    assert!(!format!("{error:?}").contains(KEY), "addresses are not told: they carry the key");
}

#[tokio::test]
async fn a_sign_in_is_true_once() {
    let wire = SteamWire::start().await;
    let steam = steam(&wire, KEY);
    let back = wire.agree(&steam.authorize_url(&sign_in()).unwrap(), THEN);
    let grant = steam.exchange(&sign_in(), &back, now()).await.unwrap();
    assert_eq!((grant.account.id.as_str(), grant.account.name.as_deref()), (ACCOUNT, Some("Mitu")));
    assert!(grant.tokens.is_none() && grant.nonce.is_some());
    let error = steam.exchange(&sign_in(), &back, now()).await.unwrap_err();
    assert_eq!(error.kind, ProviderErrorKind::Refused, "Steam says no the second time");
}

#[tokio::test]
async fn a_claim_that_is_not_whole_is_refused_unasked() {
    let wire = SteamWire::start().await;
    let steam = steam(&wire, KEY);
    let good = wire.agree(&steam.authorize_url(&sign_in()).unwrap(), THEN);
    let with = |name: &str, value: &str| -> Callback {
        let pairs = good.iter().cloned();
        pairs
            .map(|(known, old)| if known == name { (known, value.to_owned()) } else { (known, old) })
            .collect()
    };
    let somebody = "https://steamcommunity.com/openid/id/76561197960287931";
    let mut both = with("openid.claimed_id", somebody);
    both.push(("openid.claimed_id".to_owned(), somebody.to_owned()));
    let group = "https://steamcommunity.com/openid/id/10358279142937";
    let mut not_a_person = with("openid.claimed_id", group);
    not_a_person
        .iter_mut()
        .filter(|(name, _)| name == "openid.identity")
        .for_each(|pair| pair.1 = group.to_owned());
    let bad = [
        with("state", "forged"),
        with("openid.mode", "cancel"),
        with("openid.ns", "http://openid.net/signon/1.1"),
        with("openid.op_endpoint", "https://evil.example/openid/login"),
        with("openid.claimed_id", somebody),
        with("openid.return_to", "https://evil.example/back"),
        with("openid.signed", "signed,op_endpoint"),
        with("openid.response_nonce", "2026-11-21T08:54:59Zabc"),
        with("openid.response_nonce", "2026-11-21T09:05:01Zabc"),
        with("openid.response_nonce", "now"),
        both,
        not_a_person,
        Vec::new(),
    ];
    for callback in bad {
        let error = steam.exchange(&sign_in(), &callback, now()).await.unwrap_err();
        assert_eq!(error.kind, ProviderErrorKind::Refused, "{callback:?}");
    }
    assert_eq!(wire.requests().len(), 0);
    let forged = with("openid.sig", "forged");
    let error = steam.exchange(&sign_in(), &forged, now()).await.unwrap_err();
    assert_eq!(error.kind, ProviderErrorKind::Refused, "only Steam can tell");
}
