//! `YouTube`, against a wire server that behaves as it does.
#![cfg(feature = "youtube")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::sync::Arc;
use std::time::Duration;

use bondhu_adapters::youtube::{Youtube, YoutubeConfig};
use bondhu_domain::tastes::{Facet, TasteKind};
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::authorization::{
    Authorization, ProviderErrorKind, RedirectUri, Revocation, SignIn, Tokens,
};
use bondhu_ports::taste_page::Cursor;
use bondhu_ports::token::Token;
use bondhu_ports::video_provider::{VideoListing, VideoProvider};
use bondhu_testkit::conformance::authorization::AuthorizationSubject;
use bondhu_testkit::conformance::video_provider::VideoProviderSubject;
use bondhu_testkit::wire_server::WireReply;
use bondhu_testkit::youtube_wire::{YoutubeWire, youtube_error};
use serde_json::json;

/// 2026-11-21T09:00:00Z, an hour after midnight on the Pacific coast.
const NOW: Timestamp = Timestamp::from_seconds(1_795_251_600);

fn youtube(wire: &YoutubeWire) -> Youtube {
    let url = wire.url();
    let config = YoutubeConfig {
        api: url.clone(),
        authorize: format!("{url}/auth"),
        token: format!("{url}/token"),
        revocation: format!("{url}/revoke"),
        timeout: Duration::from_mins(1),
        ..YoutubeConfig::new("client", Some("secret".into()))
    };
    Youtube::new(&config).unwrap()
}

fn sign_in() -> SignIn {
    SignIn {
        redirect_uri: RedirectUri::parse("https://bondhu.example/back").unwrap(),
        state: Token::new("s".repeat(64)),
        verifier: Token::new("v".repeat(64)),
    }
}

async fn connected(wire: &YoutubeWire, youtube: &Youtube) -> Tokens {
    let url = youtube.authorize_url(&sign_in()).unwrap();
    assert!(url.contains("access_type=offline") && url.contains("prompt=consent"), "{url}");
    let back = wire.state().tokens.agree(&url);
    let grant = youtube.exchange(&sign_in(), &back, NOW).await.unwrap();
    assert_eq!((grant.account.id.as_str(), grant.account.name.as_deref()), ("UC1", Some("Mitu")));
    grant.tokens.unwrap()
}

async fn authorization() -> (AuthorizationSubject, Arc<YoutubeWire>) {
    let wire = Arc::new(YoutubeWire::start().await);
    let (of_person, of_count) = (Arc::clone(&wire), Arc::clone(&wire));
    let subject = AuthorizationSubject {
        authorization: Arc::new(youtube(&wire)),
        agree: Box::new(move |url| of_person.state().tokens.agree(url)),
        asked: Box::new(move || of_count.requests().len()),
        now: NOW,
    };
    (subject, wire)
}

async fn video() -> (VideoProviderSubject, YoutubeWire) {
    let wire = YoutubeWire::start().await;
    let youtube = youtube(&wire);
    let access = connected(&wire, &youtube).await.access;
    let entry = |id: usize| json!({"id": format!("x{id}"), "snippet": {"title": format!("Title {id}"), "categoryId": "10"}});
    let entries: Vec<_> = (0..120).map(entry).collect();
    let listings = ["/subscriptions", "/videos", "/playlists"];
    wire.state().entries = listings.map(|path| (path, entries.clone())).into();
    (VideoProviderSubject { provider: Arc::new(youtube), access, now: NOW }, wire)
}

bondhu_testkit::authorization_conformance!(authorization);
bondhu_testkit::video_provider_conformance!(video);

#[tokio::test]
async fn what_is_followed_and_liked() {
    let wire = YoutubeWire::start().await;
    let youtube = youtube(&wire);
    let access = connected(&wire, &youtube).await.access;
    let channel = |id: usize| json!({"snippet": {"title": format!("Channel {id}"), "resourceId": {"channelId": format!("UC{id}")}}});
    let topic = json!({"snippet": {"title": "Arnob - Topic", "resourceId": {"channelId": "UCt"}}});
    let song = json!({"id": "v1", "snippet": {"title": "Hok Kolorob", "channelTitle": "Arnob - Topic", "categoryId": "10"},
                      "topicDetails": {"topicCategories": ["https://en.wikipedia.org/wiki/Folk_music", null]}});
    let video =
        json!({"id": "v2", "snippet": {"title": "A game", "channelTitle": "Someone", "categoryId": "20"}});
    let mut subscriptions: Vec<_> = (0..60).map(channel).collect();
    subscriptions.push(topic);
    wire.state().entries =
        vec![("/subscriptions", subscriptions), ("/videos", vec![song, video, json!(null)])];
    let first = youtube.page(&access, VideoListing::Subscriptions, None, NOW).await.unwrap();
    let second = youtube.page(&access, VideoListing::Subscriptions, first.next.as_ref(), NOW).await.unwrap();
    assert_eq!((first.items.len(), second.items.len(), second.next), (50, 11, None));
    assert_eq!((second.items[10].kind, second.items[10].name.as_str()), (TasteKind::Music, "Arnob"));
    let liked = youtube.page(&access, VideoListing::Liked, None, NOW).await.unwrap();
    let (song, video) = (&liked.items[0], &liked.items[1]);
    assert_eq!((song.kind, song.facet, song.by.as_deref()), (TasteKind::Music, Facet::Track, Some("Arnob")));
    assert!(!song.labels.is_empty() && !video.labels.is_empty());
    assert_eq!((video.kind, video.facet, liked.skipped), (TasteKind::Video, Facet::Video, 1));
}

#[tokio::test]
async fn an_account_without_a_channel_is_told() {
    let wire = YoutubeWire::start().await;
    let youtube = youtube(&wire);
    wire.state().entries.clear();
    let back = wire.state().tokens.agree(&youtube.authorize_url(&sign_in()).unwrap());
    let error = youtube.exchange(&sign_in(), &back, NOW).await.unwrap_err();
    assert_eq!(error.kind, ProviderErrorKind::NoAccount);
}

#[tokio::test]
async fn consent_to_less_is_no_consent() {
    let wire = YoutubeWire::start().await;
    let youtube = youtube(&wire);
    let back = wire.state().tokens.agree(&youtube.authorize_url(&sign_in()).unwrap());
    wire.state().tokens.scope = "openid".to_owned();
    let error = youtube.exchange(&sign_in(), &back, NOW).await.unwrap_err();
    assert_eq!(error.kind, ProviderErrorKind::Refused);
}

#[tokio::test]
async fn tokens_are_refreshed_revoked_and_end() {
    let wire = YoutubeWire::start().await;
    let youtube = youtube(&wire);
    let tokens = connected(&wire, &youtube).await;
    let refresh = tokens.refresh.clone().unwrap();
    let renewed = youtube.refresh(&refresh, NOW).await.unwrap();
    assert_eq!(renewed.refresh.unwrap().expose(), refresh.expose(), "the old one is kept");
    assert_eq!(youtube.revoke(&tokens).await.unwrap(), Revocation::Revoked);
    assert_eq!(youtube.revoke(&tokens).await.unwrap(), Revocation::Revoked, "once more changes nothing");
    let error = youtube.refresh(&refresh, NOW).await.unwrap_err();
    assert_eq!(error.kind, ProviderErrorKind::ReauthRequired);
}

#[tokio::test]
async fn a_used_up_quota_lasts_until_midnight_on_the_pacific_coast() {
    let wire = YoutubeWire::start().await;
    let youtube = youtube(&wire);
    let access = connected(&wire, &youtube).await.access;
    wire.state().failure = Some(youtube_error(403, "quotaExceeded"));
    let error = youtube.page(&access, VideoListing::Liked, None, NOW).await.unwrap_err();
    let midnight: Timestamp = "2026-11-22T08:00:00Z".parse().unwrap();
    assert_eq!((error.kind, error.retry_at), (ProviderErrorKind::Quota, Some(midnight)));
    wire.state().failure = None;
    let asked = wire.requests().len();
    let error = youtube.page(&access, VideoListing::Liked, None, NOW).await.unwrap_err();
    assert_eq!((error.kind, wire.requests().len()), (ProviderErrorKind::Quota, asked));
    assert!(youtube.page(&access, VideoListing::Liked, None, midnight).await.is_ok());
}

#[tokio::test]
async fn every_failure_says_what_to_do() {
    use ProviderErrorKind as Kind;
    let scope = json!({"error": {"code": 403, "details": [{"reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}]}})
        .to_string();
    let cases = [
        (youtube_error(403, "rateLimitExceeded"), Kind::RateLimited),
        (youtube_error(429, "userRateLimitExceeded"), Kind::RateLimited),
        (youtube_error(401, "authError"), Kind::Unauthorized),
        (youtube_error(401, "youtubeSignupRequired"), Kind::NoAccount),
        (youtube_error(403, "insufficientPermissions"), Kind::ReauthRequired),
        (WireReply::status(403).bytes(scope), Kind::ReauthRequired),
        (youtube_error(403, "subscriptionForbidden"), Kind::Refused),
        (youtube_error(400, "invalidPageToken"), Kind::Restart),
        (WireReply::status(502).bytes("<html>"), Kind::Unavailable),
        (WireReply::status(200).bytes("<html>"), Kind::Malformed),
        (WireReply::reset_at_once(), Kind::Unavailable),
        (WireReply::status(200).bytes("{\"items\":[").cut(), Kind::Unavailable),
    ];
    for (number, (reply, kind)) in cases.into_iter().enumerate() {
        let wire = YoutubeWire::start().await;
        let youtube = youtube(&wire);
        let access = connected(&wire, &youtube).await.access;
        wire.state().failure = Some(reply);
        let error = youtube.page(&access, VideoListing::Liked, None, NOW).await.unwrap_err();
        assert_eq!(error.kind, kind, "case {number}");
    }
}

#[tokio::test]
async fn a_listing_that_repeats_itself_ends() {
    let wire = YoutubeWire::start().await;
    let youtube = youtube(&wire);
    let access = connected(&wire, &youtube).await.access;
    wire.state().repeats = true;
    let first = youtube.page(&access, VideoListing::Playlists, None, NOW).await.unwrap();
    let error = youtube.page(&access, VideoListing::Playlists, first.next.as_ref(), NOW).await.unwrap_err();
    assert_eq!(error.kind, ProviderErrorKind::Malformed);
    let old = Cursor("1:gone".to_owned());
    let error = youtube.page(&access, VideoListing::Playlists, Some(&old), NOW).await.unwrap_err();
    assert_eq!(error.kind, ProviderErrorKind::Restart);
}
