//! What rows of histories mean, and the items made of them.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use bondhu_domain::streaks::civil_date;
use bondhu_domain::tastes::history::{
    AccountStream, Collected, Collector, Fault, Listen, OwnedGame, Play, Row, Skip, Stream, Watch,
};
use bondhu_domain::tastes::{ExportFile, Facet, Provider, Source, TasteItem, TasteKind};
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::{DayStart, Zone};
use proptest::prelude::*;

const SPOTIFY: Source = Source::Import(ExportFile::Spotify);

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn played(row: Row<'_>) -> Play<'_> {
    match row {
        Row::Play(play) => play,
        Row::Skip(skip) => panic!("skipped: {skip:?}"),
        Row::Fault(fault) => panic!("{fault}"),
    }
}

fn stream() -> Stream<'static> {
    Stream {
        ts: Some("2026-11-20T18:03:30Z"),
        ms_played: Some(210_000),
        track_name: Some("Kesariya"),
        album_artist_name: Some("Arijit Singh"),
        spotify_track_uri: Some("spotify:track:6VBhH7CyP56BXjp8VsDFPZ"),
        incognito_mode: Some(false),
        ..Stream::default()
    }
}

#[test]
fn a_stream_began_before_it_stopped() {
    let play = played(stream().read());
    assert_eq!(play.at, Some(at("2026-11-20T18:00:00Z")));
    assert_eq!((play.kind, play.facet), (TasteKind::Music, Facet::Track));
    assert_eq!(play.provider_id.as_deref(), Some("6VBhH7CyP56BXjp8VsDFPZ"));
    let old = AccountStream {
        end_time: Some("2026-11-20 18:03"),
        artist_name: Some("Arijit Singh"),
        track_name: Some("Kesariya"),
        ms_played: Some(180_000),
    };
    assert_eq!(played(old.read()).at, Some(at("2026-11-20T18:00:00Z")));
}

#[test]
fn thirty_seconds_make_a_play() {
    let of = |ms_played| Stream { ms_played, ..stream() }.read();
    assert!(matches!(of(Some(30_000)), Row::Play(_)));
    for short in [Some(29_999), Some(0), None] {
        assert_eq!(of(short), Row::Skip(Skip::TooShort), "{short:?}");
    }
    for impossible in [-1, i64::MIN, i64::MAX, 86_400_001] {
        assert_eq!(of(Some(impossible)), Row::Fault(Fault::Length), "{impossible}");
    }
}

#[test]
fn what_is_private_or_no_music_is_left_out() {
    let private = Stream { incognito_mode: Some(true), ..stream() };
    assert_eq!(private.read(), Row::Skip(Skip::Private));
    let none = Stream { track_name: None, spotify_track_uri: None, ..stream() };
    let podcast =
        Stream { episode_name: Some("Episode 1"), spotify_episode_uri: Some("spotify:episode:x"), ..none };
    assert_eq!(podcast.read(), Row::Skip(Skip::NotMusic));
    let book = Stream { audiobook_uri: Some("spotify:show:x"), ..none };
    assert_eq!(book.read(), Row::Skip(Skip::NotMusic));
    let vanished = Stream { track_name: None, ..stream() };
    assert_eq!(vanished.read(), Row::Skip(Skip::Removed));
    assert_eq!(none.read(), Row::Fault(Fault::NoName));
}

#[test]
fn nulls_cost_only_what_they_stood_for() {
    let timeless = Stream {
        ts: None,
        album_artist_name: None,
        spotify_track_uri: None,
        incognito_mode: None,
        ..stream()
    };
    let play = played(timeless.read());
    assert_eq!((play.at, play.by, play.provider_id), (None, None, None));
    assert_eq!(Stream { ts: Some("yesterday"), ..stream() }.read(), Row::Fault(Fault::Time));
    assert_eq!(Stream::default().read(), Row::Fault(Fault::NoName));
    assert_eq!(Listen::default().read(), Row::Fault(Fault::NoName));
    assert_eq!(Watch::default().read(), Row::Fault(Fault::NoName));
    assert_eq!(AccountStream::default().read(), Row::Fault(Fault::NoName));
    assert_eq!(OwnedGame::default().read(SPOTIFY, Timestamp::UNIX_EPOCH), Err(Fault::NoName));
}

fn watch() -> Watch<'static> {
    Watch {
        header: Some("YouTube"),
        title: Some("Watched Rain in the hills"),
        title_url: Some("https://www.youtube.com/watch?v=abcdefghi-_"),
        channel: Some("Quiet Walks"),
        channel_url: Some("https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv"),
        time: Some("2026-11-20T18:00:00.123Z"),
        from_ads: false,
    }
}

#[test]
fn a_watch_is_of_a_video_and_its_channel() {
    let play = played(watch().read());
    assert_eq!((play.kind, play.facet), (TasteKind::Video, Facet::Video));
    assert_eq!((play.name.as_ref(), play.by.as_deref()), ("Rain in the hills", Some("Quiet Walks")));
    assert_eq!(play.provider_id.as_deref(), Some("abcdefghi-_"));
    assert_eq!(play.by_id.as_deref(), Some("UCabcdefghijklmnopqrstuv"));
    let music = Watch {
        header: Some("YouTube Music"),
        title: Some("Watched Tomake Chai"),
        channel: Some("Kabir Suman - Topic"),
        title_url: Some("https://music.youtube.com/watch?v=abcdefghi-_&feature=x"),
        ..watch()
    };
    let play = played(music.read());
    assert_eq!((play.kind, play.facet), (TasteKind::Music, Facet::Track));
    assert_eq!((play.name.as_ref(), play.by.as_deref()), ("Tomake Chai", Some("Kabir Suman")));
    // Another language's verb stays: the name is less exact, the play is right.
    assert!(matches!(Watch { title: Some("X देखा गया"), ..watch() }.read(), Row::Play(_)));
}

#[test]
fn advertisements_searches_and_vanished_videos_are_no_plays() {
    let skipped = |watch: Watch<'static>| match watch.read() {
        Row::Skip(skip) => skip,
        Row::Play(play) => panic!("{play:?}"),
        Row::Fault(fault) => panic!("{fault}"),
    };
    assert_eq!(skipped(Watch { from_ads: true, ..watch() }), Skip::Advertisement);
    assert_eq!(skipped(Watch { title_url: None, ..watch() }), Skip::Removed);
    let bare = Some("Watched https://www.youtube.com/watch?v=abcdefghi-_");
    assert_eq!(skipped(Watch { title: bare, channel: None, ..watch() }), Skip::Removed);
    for url in [
        "https://www.youtube.com/results?search_query=rain",
        "https://www.youtube.com/post/Ugkx",
        "https://evil.example/watch?v=abcdefghi-_",
        "https://www.youtube.com/watch?v=",
        "https://www.youtube.com/watch?v=a%22b",
        "javascript:alert(1)",
    ] {
        assert_eq!(skipped(Watch { title_url: Some(url), ..watch() }), Skip::NotAPlay, "{url}");
    }
}

#[test]
fn games_that_were_never_played_are_kept_as_such() {
    let source = Source::Account(Provider::Steam);
    let fetched = at("2026-11-20T00:00:00Z");
    let game = OwnedGame {
        appid: Some(504_230),
        name: Some("Celeste"),
        playtime_forever: Some(125),
        rtime_last_played: Some(1_700_000_000),
    };
    let item = game.read(source, fetched).unwrap();
    assert_eq!((item.minutes, item.plays, item.provider_id.as_deref()), (Some(125.0), None, Some("504230")));
    assert_eq!(item.last_played_at, Some(Timestamp::from_seconds(1_700_000_000)));
    assert_eq!(item.known_labels()[0].name(), "platformer");
    let never = OwnedGame { playtime_forever: Some(0), rtime_last_played: Some(0), ..game }
        .read(source, fetched)
        .unwrap();
    assert!(never.is_untouched() && never.last_played_at.is_none());
    let unknown = OwnedGame { playtime_forever: None, ..game }.read(source, fetched).unwrap();
    assert!(unknown.minutes.is_none() && !unknown.is_untouched(), "not told is not never");
    for minutes in [-1, i64::MAX] {
        let impossible = OwnedGame { playtime_forever: Some(minutes), ..game };
        assert_eq!(impossible.read(source, fetched), Err(Fault::Length));
    }
}

#[test]
fn a_listen_counts_unless_it_says_it_was_short() {
    let listen = Listen {
        listened_at: Some(1_763_661_600),
        track_name: Some("So What"),
        artist_name: Some("Miles Davis"),
        recording_mbid: Some("mbid"),
        duration_ms: Some(545_000),
        ..Listen::default()
    };
    let play = played(listen.read());
    assert_eq!((play.at, play.played_ms), (Some(Timestamp::from_seconds(1_763_661_600)), None));
    assert_eq!(Listen { duration_played: Some(29), ..listen }.read(), Row::Skip(Skip::TooShort));
    assert!(matches!(
        Listen { duration_played: Some(20), duration_ms: Some(20_000), ..listen }.read(),
        Row::Play(_)
    ));
    assert_eq!(Listen { listened_at: Some(0), ..listen }.read(), Row::Fault(Fault::Time));
    assert_eq!(Listen { duration_played: Some(i64::MAX), ..listen }.read(), Row::Fault(Fault::Length));
}

fn play<'a>(name: &'a str, by: &'a str, minute: i64) -> Row<'a> {
    Row::Play(Play {
        kind: TasteKind::Music,
        facet: Facet::Track,
        name: name.into(),
        by: Some(by.into()),
        provider_id: None,
        by_id: None,
        at: Some(Timestamp::from_seconds(1_700_000_000 + minute * 60)),
        played_ms: Some(60_000),
    })
}

fn collected<'a>(rows: impl IntoIterator<Item = Row<'a>>) -> Collected {
    let mut collector =
        Collector::new(SPOTIFY, at("2026-11-20T00:00:00Z"), chrono_tz::Asia::Kolkata, DayStart::default());
    for row in rows {
        let _ = collector.take(row);
    }
    collector.finish()
}

fn named<'a>(collected: &'a Collected, name: &str) -> &'a TasteItem {
    collected.items.iter().find(|item| item.name == name).unwrap()
}

#[test]
fn plays_become_tracks_and_artists() {
    let rows = [
        ("Time", "Pink Floyd", 0),
        ("Time", "pink floyd", 10),
        ("Money", "Pink Floyd", 20),
        ("So What", "Miles Davis", 30),
    ];
    let collected = collected(rows.map(|(name, by, minute)| play(name, by, minute)));
    assert_eq!((collected.plays, collected.repeated), (4, 0));
    assert_eq!(collected.items.len(), 5);
    let artist = named(&collected, "Pink Floyd");
    assert_eq!((artist.facet, artist.plays, artist.minutes), (Facet::Artist, Some(3), Some(3.0)));
    assert_eq!(artist.last_played_at, Some(Timestamp::from_seconds(1_700_000_000 + 1_200)));
    assert_eq!(named(&collected, "Time").plays, Some(2));
    assert_eq!(named(&collected, "So What").by.as_deref(), Some("Miles Davis"));
}

#[test]
fn an_overlapping_file_counts_nothing_twice() {
    let file = || {
        [("Time", "Pink Floyd", 0), ("Money", "Pink Floyd", 20)]
            .map(|(name, by, minute)| play(name, by, minute))
    };
    let (one, two) = (collected(file()), collected(file().into_iter().chain(file())));
    assert_eq!(one.items, two.items);
    assert_eq!((two.plays, two.repeated), (2, 2));
}

#[test]
fn a_bad_row_costs_only_itself() {
    let mut collector =
        Collector::new(SPOTIFY, at("2026-11-20T00:00:00Z"), chrono_tz::UTC, DayStart::default());
    assert_eq!(collector.take(play("Time", "Pink Floyd", 0)), Ok(()));
    assert_eq!(collector.take(Row::Fault(Fault::Time)), Err(Fault::Time));
    assert_eq!(collector.take(play("\u{0}\u{7}", "Pink Floyd", 3)), Err(Fault::NoName));
    assert_eq!(collector.take(Row::Skip(Skip::Private)), Ok(()));
    let collected = collector.finish();
    assert_eq!((collected.plays, collected.items.len()), (1, 2));
    assert_eq!(collected.skipped.get(&Skip::Private), Some(&1));
}

#[test]
fn a_time_after_the_import_is_no_time() {
    let (future, real) = (play("Time", "Pink Floyd", 1_000_000_000), play("Time", "Pink Floyd", 1));
    let collected = collected([future, real]);
    let track = named(&collected, "Time");
    assert_eq!((track.plays, track.times.statistics().unwrap().plays), (Some(2), 1));
    assert_eq!(track.last_played_at, Some(Timestamp::from_seconds(1_700_000_060)));
}

/// Which of two rows about one play comes first is an accident of the files.
#[test]
fn of_a_play_told_twice_the_longer_one_and_the_first_spelling_count() {
    let row = |name: &'static str, ms| match play(name, "Pink Floyd", 1) {
        Row::Play(it) => Row::Play(Play { played_ms: Some(ms), ..it }),
        Row::Skip(_) | Row::Fault(_) => unreachable!(),
    };
    let one = collected([row("Time", 60_000), row("TIME", 90_000)]);
    let other = collected([row("TIME", 90_000), row("Time", 60_000)]);
    assert_eq!(one, other);
    assert_eq!((one.plays, one.repeated, named(&one, "TIME").minutes), (1, 1, Some(1.5)));
}

proptest! {
    #[test]
    fn the_order_of_rows_changes_nothing(
        rows in prop::collection::vec((0..6_u8, 0..4_u8, 0..5_000_i64, any::<bool>()), 0..60).prop_shuffle(),
    ) {
        let spelt = |(name, by, minute, loud): &(u8, u8, i64, bool)| {
            let (name, by) = (format!("Track {name}"), format!("Artist {by}"));
            (if *loud { name.to_uppercase() } else { name }, by, *minute)
        };
        let texts: Vec<_> = rows.iter().map(spelt).collect();
        let row = |(name, by, minute): &'_ (String, String, i64)| -> Row<'static> {
            let Row::Play(it) = play(name, by, *minute) else { unreachable!() };
            Row::Play(Play {
                name: it.name.into_owned().into(),
                by: it.by.map(|by| by.into_owned().into()),
                provider_id: None,
                by_id: None,
                ..Play { kind: it.kind, facet: it.facet, name: "".into(), by: None, provider_id: None, by_id: None, at: it.at, played_ms: it.played_ms }
            })
        };
        let forward = collected(texts.iter().map(row));
        let backward = collected(texts.iter().rev().map(row));
        prop_assert_eq!(&forward, &backward);
        let sum = |facet| forward.items.iter().filter(|it| it.facet == facet).filter_map(|it| it.plays).sum::<u32>();
        prop_assert_eq!(sum(Facet::Track), forward.plays);
        prop_assert_eq!(sum(Facet::Artist), forward.plays);
        prop_assert_eq!(forward.plays + forward.repeated, u32::try_from(rows.len()).unwrap());
    }

    #[test]
    fn any_text_is_read_without_panic(text in "\\PC*", url in "\\PC*", number in any::<i64>(), flag in any::<bool>()) {
        let (text, url) = (text.as_str(), url.as_str());
        let rows = [
            Stream { ts: Some(text), ms_played: Some(number), track_name: Some(text), album_artist_name: Some(url),
                spotify_track_uri: Some(url), episode_name: None, spotify_episode_uri: Some(text),
                audiobook_uri: None, incognito_mode: Some(flag) }.read(),
            AccountStream { end_time: Some(text), artist_name: Some(url), track_name: Some(text), ms_played: Some(number) }.read(),
            Watch { header: Some(text), title: Some(text), title_url: Some(url), channel: Some(url), channel_url: Some(url),
                time: None, from_ads: flag }.read(),
            Listen { listened_at: Some(number), track_name: Some(text), artist_name: Some(url), recording_mbid: Some(url),
                artist_mbid: None, duration_played: Some(number), duration_ms: Some(number) }.read(),
        ];
        let items = collected(rows).items;
        prop_assert!(items.iter().all(|item| !item.name.is_empty() && item.name.chars().count() <= 200));
        let _ = OwnedGame { appid: None, name: Some(text), playtime_forever: Some(number), rtime_last_played: Some(number) }
            .read(SPOTIFY, Timestamp::from_micros(number));
    }

    #[test]
    fn hours_and_weekdays_are_those_of_the_persons_days(seconds in 1_i64..1_763_000_000, start in 0..=6_u8) {
        use chrono::{Datelike, Timelike};
        let zone: Zone = chrono_tz::America::New_York;
        let start = DayStart::new(start).unwrap();
        let moment = Timestamp::from_seconds(seconds);
        let mut collector = Collector::new(SPOTIFY, at("2026-11-20T00:00:00Z"), zone, start);
        let Row::Play(play) = play("Time", "Pink Floyd", 0) else { unreachable!() };
        prop_assert_eq!(collector.take(Row::Play(Play { at: Some(moment), ..play })), Ok(()));
        let items = collector.finish().items;
        let slots: Vec<_> = items[0].times.slots().collect();
        let weekday = civil_date(moment, zone, start).weekday().num_days_from_monday();
        let hour = moment.to_datetime().with_timezone(&zone).hour();
        prop_assert_eq!(slots, [(u8::try_from(weekday).unwrap(), u8::try_from(hour).unwrap(), 1)]);
    }
}
