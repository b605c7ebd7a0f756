//! Spotify, against a wire server that behaves as it does.
#![cfg(feature = "spotify")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::sync::Arc;
use std::time::Duration;

use bondhu_adapters::spotify::{Spotify, SpotifyConfig};
use bondhu_domain::tastes::{Facet, Label, TasteKind};
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::authorization::{
    Authorization, ProviderErrorKind, RedirectUri, Revocation, SignIn, Tokens,
};
use bondhu_ports::music_provider::{MusicListing, MusicProvider, Period};
use bondhu_ports::taste_page::{Cursor, TastePage};
use bondhu_ports::token::Token;
use bondhu_testkit::conformance::authorization::AuthorizationSubject;
use bondhu_testkit::conformance::music_provider::MusicProviderSubject;
use bondhu_testkit::spotify_wire::SpotifyWire;
use bondhu_testkit::wire_server::WireReply;
use serde_json::{Value, json};

const NOW: Timestamp = Timestamp::from_seconds(1_795_000_000);

fn spotify(wire: &SpotifyWire) -> Spotify {
    let config = SpotifyConfig {
        api: format!("{}/v1", wire.url()),
        accounts: wire.url(),
        timeout: Duration::from_mins(1),
        ..SpotifyConfig::new("client", None)
    };
    Spotify::new(&config).unwrap()
}

fn sign_in() -> SignIn {
    SignIn {
        redirect_uri: RedirectUri::parse("http://127.0.0.1:8080/back").unwrap(),
        state: Token::new("s".repeat(64)),
        verifier: Token::new("v".repeat(64)),
    }
}

async fn connected(wire: &SpotifyWire, spotify: &Spotify) -> Tokens {
    let sign_in = sign_in();
    let back = wire.state().tokens.agree(&spotify.authorize_url(&sign_in).unwrap());
    let grant = spotify.exchange(&sign_in, &back, NOW).await.unwrap();
    assert_eq!(grant.account.id, "acct-1", "the stable id, not the one that can change");
    grant.tokens.unwrap()
}

async fn all(spotify: &Spotify, access: &Token, listing: MusicListing) -> Vec<TastePage> {
    let (mut pages, mut cursor) = (Vec::new(), None);
    loop {
        let page = spotify.page(access, listing, cursor.as_ref(), NOW).await.unwrap();
        cursor.clone_from(&page.next);
        pages.push(page);
        if cursor.is_none() {
            return pages;
        }
    }
}

fn track(number: usize) -> Value {
    json!({"id": format!("t{number}"), "name": format!("Track {number}"), "type": "track",
           "artists": [{"id": "a1", "name": "Arnob"}], "preview_url": null})
}

async fn authorization() -> (AuthorizationSubject, Arc<SpotifyWire>) {
    let wire = Arc::new(SpotifyWire::start().await);
    let (of_person, of_count) = (Arc::clone(&wire), Arc::clone(&wire));
    let subject = AuthorizationSubject {
        authorization: Arc::new(spotify(&wire)),
        agree: Box::new(move |url| of_person.state().tokens.agree(url)),
        asked: Box::new(move || of_count.requests().len()),
        now: NOW,
    };
    (subject, wire)
}

async fn music() -> (MusicProviderSubject, SpotifyWire) {
    let wire = SpotifyWire::start().await;
    let spotify = spotify(&wire);
    let access = connected(&wire, &spotify).await.access;
    let artists: Vec<_> =
        (0..70).map(|id| json!({"id": format!("a{id}"), "name": format!("Artist {id}")})).collect();
    let saved = (0..70).map(|number| json!({"track": track(number)})).collect();
    let albums =
        (0..70).map(|id| json!({"album": {"id": format!("b{id}"), "name": format!("Album {id}")}})).collect();
    wire.state().entries = vec![
        ("/v1/me/top/artists", artists.clone()),
        ("/v1/me/following", artists),
        ("/v1/me/top/tracks", (0..70).map(track).collect()),
        ("/v1/me/tracks", saved),
        ("/v1/me/albums", albums),
    ];
    (MusicProviderSubject { provider: Arc::new(spotify), access, now: NOW }, wire)
}

bondhu_testkit::authorization_conformance!(authorization);
bondhu_testkit::music_provider_conformance!(music);

#[tokio::test]
async fn sign_in_proves_who_began_it() {
    let wire = SpotifyWire::start().await;
    let spotify = spotify(&wire);
    let sign_in = sign_in();
    let url = spotify.authorize_url(&sign_in).unwrap();
    assert!(!url.contains(sign_in.verifier.expose()), "the verifier stays here");
    let back = wire.state().tokens.agree(&url);
    let forged = back.iter().cloned().map(|(name, value)| {
        let value = if name == "state" { "t".repeat(64) } else { value };
        (name, value)
    });
    let no = |name: &str| vec![(name.to_owned(), "access_denied".to_owned()), back[1].clone()];
    for bad in [forged.collect(), vec![back[0].clone()], vec![back[1].clone()], no("error"), Vec::new()] {
        let error = spotify.exchange(&sign_in, &bad, NOW).await.unwrap_err();
        assert_eq!(error.kind, ProviderErrorKind::Refused, "{bad:?}");
    }
    assert_eq!(wire.requests().len(), 0, "nothing was asked");

    let other = SignIn { verifier: Token::new("w".repeat(64)), ..sign_in.clone() };
    let error = spotify.exchange(&other, &back, NOW).await.unwrap_err();
    assert_eq!(error.kind, ProviderErrorKind::Refused, "another browser's verifier");
    let error = spotify.exchange(&sign_in, &back, NOW).await.unwrap_err();
    assert_eq!(error.kind, ProviderErrorKind::Refused, "a code is for one use");
}

#[tokio::test]
async fn refresh_tokens_rotate_and_end() {
    let wire = SpotifyWire::start().await;
    let spotify = spotify(&wire);
    let first = connected(&wire, &spotify).await;
    assert_eq!(first.expires_at, Some(NOW + Duration::from_hours(1)));
    assert_eq!(first.scopes.as_ref().map(Vec::len), Some(6));
    let old = first.refresh.unwrap();
    let second = spotify.refresh(&old, NOW).await.unwrap().refresh.unwrap();
    assert_ne!(second.expose(), old.expose());
    let error = spotify.refresh(&old, NOW).await.unwrap_err();
    assert_eq!(error.kind, ProviderErrorKind::ReauthRequired, "the old one is used up");
    wire.state().tokens.rotates = false;
    let kept = spotify.refresh(&second, NOW).await.unwrap().refresh.unwrap();
    assert_eq!(kept.expose(), second.expose(), "no new one: the old one stays good");
    wire.state().tokens.forget_all();
    let error = spotify.refresh(&kept, NOW).await.unwrap_err();
    assert_eq!(error.kind, ProviderErrorKind::ReauthRequired);
    let text = format!("{error:?} {error}");
    assert!(!text.contains(kept.expose()), "{text}");
}

#[tokio::test]
async fn lists_are_paged_by_our_own_count() {
    let wire = SpotifyWire::start().await;
    let spotify = spotify(&wire);
    let access = connected(&wire, &spotify).await.access;
    let saved = (0..120).map(|number| json!({"added_at": "2026-01-01T00:00:00Z", "track": track(number)}));
    let followed =
        (0..60).map(|number| json!({"id": format!("a{number}"), "name": format!("Artist {number}")}));
    wire.state().next_host = Some("http://169.254.169.254".to_owned());
    wire.state().entries = vec![("/v1/me/tracks", saved.collect()), ("/v1/me/following", followed.collect())];
    let pages = all(&spotify, &access, MusicListing::SavedTracks).await;
    assert_eq!(pages.iter().map(|page| page.items.len()).collect::<Vec<_>>(), [50, 50, 20]);
    assert_eq!(pages[2].items[19].provider_id.as_deref(), Some("t119"));
    assert_eq!(pages[2].items[19].by.as_deref(), Some("Arnob"));
    assert_eq!(pages[0].total, Some(120));
    let pages = all(&spotify, &access, MusicListing::FollowedArtists).await;
    assert_eq!(pages.iter().map(|page| page.items.len()).sum::<usize>(), 60);
    let foreign = Cursor("https://evil.example/".to_owned());
    let error = spotify.page(&access, MusicListing::SavedTracks, Some(&foreign), NOW).await.unwrap_err();
    assert_eq!(error.kind, ProviderErrorKind::Restart);
}

#[tokio::test]
async fn a_list_that_never_ends_is_cut() {
    let endless =
        |id: &str| json!({"items": [{"id": id, "name": "Same"}], "next": "x", "total": 1}).to_string();
    let endless = WireReply::status(200).bytes(endless("a"));
    let wire = SpotifyWire::start().await;
    let spotify = spotify(&wire);
    let access = connected(&wire, &spotify).await.access;
    wire.state().failure = Some(endless);
    let pages = all(&spotify, &access, MusicListing::Playlists).await;
    assert_eq!(pages.len(), 400);
}

#[tokio::test]
async fn nulls_and_missing_fields_are_borne() {
    let wire = SpotifyWire::start().await;
    let spotify = spotify(&wire);
    let access = connected(&wire, &spotify).await.access;
    let play = |at: Value, track: Value| json!({"played_at": at, "track": track, "context": null});
    let podcast = json!({"id": "e", "name": "Talk", "type": "episode"});
    wire.state().entries = vec![
        (
            "/v1/me/playlists",
            vec![json!(null), json!({"id": "p", "name": "Road", "description": null, "tracks": null})],
        ),
        (
            "/v1/me/top/artists",
            vec![
                json!({"id": "a", "name": "Arnob", "genres": [null, "bangla rock"]}),
                json!({"id": "b", "name": "  "}),
                json!({"id": "c", "name": "Fossils"}),
            ],
        ),
        (
            "/v1/me/player/recently-played",
            vec![
                play(json!("2026-11-20T10:00:00.123Z"), track(1)),
                play(json!("2026-11-20T10:00:00.123Z"), json!(null)),
                play(json!(null), track(2)),
                play(json!("soon"), track(3)),
                play(json!("2026-11-20T10:00:00Z"), podcast),
            ],
        ),
    ];
    let page = &all(&spotify, &access, MusicListing::Playlists).await[0];
    assert_eq!((page.items.len(), page.skipped, page.items[0].facet), (1, 1, Facet::Playlist));
    let page = &all(&spotify, &access, MusicListing::TopArtists(Period::Medium)).await[0];
    assert_eq!((page.items.len(), page.skipped), (2, 1));
    assert_eq!(page.items[0].labels, [Label::find(TasteKind::Music, "bangla rock").unwrap()]);
    assert_eq!(page.items[1].plays, None, "what is not told is not 0");
    let page = &all(&spotify, &access, MusicListing::RecentPlays).await[0];
    assert_eq!((page.plays.len(), page.skipped), (1, 4));
    assert_eq!(page.plays[0].at, Some("2026-11-20T10:00:00.123Z".parse().unwrap()));
}

#[tokio::test]
async fn every_failure_says_what_to_do() {
    use ProviderErrorKind as Kind;
    let owner = "Active premium subscription required for the owner of the app. Visit the dashboard.";
    let told =
        |status: u16, message: &str| json!({"error": {"status": status, "message": message}}).to_string();
    let cases = [
        (401, told(401, "The access token expired"), Kind::Unauthorized),
        (403, owner.to_owned(), Kind::Paused),
        (403, told(403, "Insufficient client scope"), Kind::ReauthRequired),
        (403, told(403, "User not registered in the Developer Dashboard"), Kind::Refused),
        (403, "<html>Forbidden</html>".to_owned(), Kind::Unsupported),
        (404, told(404, "Not found"), Kind::Unsupported),
        (429, told(429, "API rate limit exceeded"), Kind::RateLimited),
        (503, "<html>upstream</html>".to_owned(), Kind::Unavailable),
        (200, "<html>".to_owned(), Kind::Malformed),
        (302, String::new(), Kind::Malformed),
    ];
    for (status, body, kind) in cases {
        let wire = SpotifyWire::start().await;
        let spotify = spotify(&wire);
        let access = connected(&wire, &spotify).await.access;
        wire.state().failure = Some(WireReply::status(status).bytes(body.clone()));
        let error = spotify.page(&access, MusicListing::SavedTracks, None, NOW).await.unwrap_err();
        assert_eq!(error.kind, kind, "{status} {body}");
        assert!(!format!("{error:?}").contains(access.expose()));
    }
}

#[tokio::test]
async fn a_quota_of_hours_is_waited_out_by_everybody() {
    let wire = SpotifyWire::start().await;
    let spotify = spotify(&wire);
    let access = connected(&wire, &spotify).await.access;
    let body = json!({"error": {"status": 429, "message": "Too many requests", "reason": "QUOTA_EXCEEDED"}});
    let reply = WireReply::status(429).header("retry-after", "48925").bytes(body.to_string());
    wire.state().failure = Some(reply);
    let page = async |now| spotify.page(&access, MusicListing::Playlists, None, now).await;
    let error = page(NOW).await.unwrap_err();
    let until = NOW + Duration::from_secs(48_925);
    assert_eq!((error.kind, error.retry_at), (ProviderErrorKind::Quota, Some(until)));
    wire.state().failure = None;
    let asked = wire.requests().len();
    let error = page(NOW + Duration::from_secs(48_924)).await.unwrap_err();
    assert_eq!((error.kind, error.retry_at), (ProviderErrorKind::Quota, Some(until)));
    assert_eq!(wire.requests().len(), asked, "nobody is asked before");
    assert!(page(until).await.is_ok());
}

#[tokio::test]
async fn a_server_that_is_down_is_not_a_lost_token() {
    let wire = SpotifyWire::start().await;
    let spotify = spotify(&wire);
    let tokens = connected(&wire, &spotify).await;
    assert_eq!(spotify.revoke(&tokens).await.unwrap(), Revocation::NotOffered);
    drop(wire);
    let error = spotify.refresh(&tokens.refresh.unwrap(), NOW).await.unwrap_err();
    assert_eq!(error.kind, ProviderErrorKind::Unavailable);
    let error = spotify.page(&tokens.access, MusicListing::Playlists, None, NOW).await.unwrap_err();
    assert!(error.kind == ProviderErrorKind::Unavailable && error.kind.is_transient());
}

#[tokio::test]
async fn a_secret_goes_to_the_token_endpoint_only() {
    let wire = SpotifyWire::start().await;
    let config = SpotifyConfig {
        api: format!("{}/v1", wire.url()),
        accounts: wire.url(),
        timeout: Duration::from_mins(1),
        ..SpotifyConfig::new("client", Some("hidden".into()))
    };
    let spotify = Spotify::new(&config).unwrap();
    connected(&wire, &spotify).await;
    let headers: Vec<_> =
        wire.requests().iter().map(|request| request.header("authorization").unwrap().to_owned()).collect();
    // client:hidden
    assert_eq!(headers, ["Basic Y2xpZW50OmhpZGRlbg==", "Bearer access-2"]);
    assert!(!format!("{config:?}").contains("hidden"));
}
