//! Export files, good and bad.
#![cfg(feature = "imports")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use bondhu_adapters::imports::{ExportFiles, ImportLimits};
use bondhu_domain::tastes::history::Fault;
use bondhu_domain::tastes::{ExportFile, Facet, Source, TasteKind};
use bondhu_domain::users::DayStart;
use bondhu_ports::export_reader::{
    ExportError, ExportErrorKind, ExportReader, HandedIn, ImportedExport, RowFault,
};
use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn handed_in() -> HandedIn {
    let at = "2026-11-21T09:00:00Z".parse().unwrap();
    HandedIn { at, zone: "Asia/Kolkata".parse().unwrap(), day_start: DayStart::default() }
}

fn import(bytes: impl Into<Vec<u8>>) -> Result<ImportedExport, ExportError> {
    ExportFiles::default().read(&mut Cursor::new(bytes.into()), handed_in(), &mut |_| true)
}

fn kind(bytes: impl Into<Vec<u8>>) -> ExportErrorKind {
    import(bytes).unwrap_err().kind
}

fn zip(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn stream(hour: usize, track: &str) -> String {
    format!(
        r#"{{"ts":"2026-01-01T{hour:02}:00:00Z","ms_played":180000,"master_metadata_track_name":"{track}","master_metadata_album_artist_name":"Arnob","spotify_track_uri":"spotify:track:{track}","episode_name":null,"incognito_mode":false,"platform":"x"}}"#
    )
}

#[test]
fn spotify_in_an_archive_and_a_play_told_twice() {
    let one = format!("[\n{},\n{}\n]", stream(1, "A"), stream(2, "B"));
    let two = format!("[{},{}]", stream(2, "B"), stream(3, "B"));
    let bytes = zip(&[
        ("Spotify Extended Streaming History/ReadMeFirst.pdf", "%PDF"),
        ("Spotify Extended Streaming History/Streaming_History_Audio_2025_0.json", &one),
        ("Spotify Extended Streaming History/Streaming_History_Audio_2026_1.json", &two),
        ("Spotify Account Data/Userdata.json", r#"{"username":"x"}"#),
    ]);
    let import = import(bytes).unwrap();
    assert_eq!((import.file, import.rows, import.faulty), (ExportFile::Spotify, 4, 0));
    assert_eq!((import.collected.plays, import.collected.repeated), (3, 1));
    let tracks = import.collected.items.iter().filter(|item| item.facet == Facet::Track);
    assert_eq!(
        tracks.map(|item| (item.name.as_str(), item.plays)).collect::<Vec<_>>(),
        [("B", Some(2)), ("A", Some(1))]
    );
}

#[test]
fn every_format_bare() {
    let account = r#"[{"endTime":"2026-01-01 10:00","artistName":"Arnob","trackName":"A","msPlayed":60000}]"#;
    let youtube = r#"[{"header":"YouTube Music","title":"Watched Song","titleUrl":"https://www.youtube.com/watch?v=abc","subtitles":[{"name":"Arnob - Topic","url":"https://www.youtube.com/channel/UC1"}],"time":"2026-01-01T10:00:00Z","products":["YouTube"]},
        {"header":"YouTube","title":"Watched an ad","titleUrl":"https://www.youtube.com/watch?v=ad","details":[{"name":"From Google Ads"}],"time":"2026-01-01T10:00:00Z"}]"#;
    let listens = "{\"listened_at\":1700000000,\"track_metadata\":{\"track_name\":\"A\",\"artist_name\":\"Arnob\",\"mbid_mapping\":null,\"additional_info\":{\"duration_ms\":200000}}}\n{\"listened_at\":1700000300,\"track_metadata\":{\"track_name\":\"B\",\"artist_name\":\"Arnob\"}}\n";
    for (text, file, plays) in [
        (account, ExportFile::Spotify, 1),
        (youtube, ExportFile::Youtube, 1),
        (listens, ExportFile::Listenbrainz, 2),
        (&format!("\u{feff}{account}"), ExportFile::Spotify, 1),
    ] {
        let import = import(text).unwrap();
        assert_eq!((import.file, import.collected.plays, import.faulty), (file, plays, 0), "{text}");
    }
    let steam = r#"{"response":{"game_count":2,"games":[{"appid":730,"name":"CS2","playtime_forever":90},{"appid":1},7]}}"#;
    let import = import(steam).unwrap();
    assert_eq!((import.file, import.items.len(), import.rows, import.faulty), (ExportFile::Steam, 1, 3, 2));
    assert_eq!(import.items[0].source, Source::Import(ExportFile::Steam));
}

#[test]
fn subscriptions_of_takeout() {
    let table = "Channel Id,Channel Url,Channel Title\nUC1,http://www.youtube.com/channel/UC1,\"Cooking, \"\"fast\"\"\"\n\
                 UC2,http://www.youtube.com/channel/UC2,Arnob - Topic\nUC3,x\n";
    let import =
        import(zip(&[("Takeout/YouTube and YouTube Music/subscriptions/subscriptions.csv", table)])).unwrap();
    let told: Vec<_> = import.items.iter().map(|item| (item.kind, item.facet, item.name.as_str())).collect();
    assert_eq!(
        told,
        [(TasteKind::Video, Facet::Channel, "Cooking, \"fast\""), (TasteKind::Music, Facet::Artist, "Arnob")]
    );
    assert_eq!((import.file, import.faulty, import.faults[0].line), (ExportFile::Youtube, 1, 4));
}

#[test]
fn a_bad_row_is_told_with_its_line_and_the_rest_is_kept() {
    let text = format!(
        "[\n{},\n{{\"ts\": 5}},\n{},\n{},\n{}",
        stream(1, "A"),
        stream(2, "B").replace("2026-01-01T02", "yesterday"),
        stream(3, "C").replace("180000", "-1"),
        stream(4, "D"),
    );
    let import = import(text).unwrap();
    assert_eq!((import.collected.plays, import.faulty, import.rows), (2, 3, 5));
    let bare = |line, fault| RowFault { entry: None, line, fault };
    assert_eq!(import.faults, [bare(3, None), bare(4, Some(Fault::Time)), bare(5, Some(Fault::Length))]);
}

#[test]
fn what_is_no_export_is_told_apart() {
    use ExportErrorKind as Kind;
    assert_eq!(kind(""), Kind::UnknownFormat);
    assert_eq!(kind("hello"), Kind::UnknownFormat);
    assert_eq!(kind(r#"[{"a":1},2]"#), Kind::UnknownFormat);
    assert_eq!(kind(b"\x89PNG\r\n".to_vec()), Kind::UnknownFormat);
    assert_eq!(kind("<html><body>Watched"), Kind::Unsupported);
    let page = zip(&[("Takeout/YouTube/history/watch-history.html", "<html>")]);
    assert_eq!(kind(page), Kind::Unsupported, "Takeout offers JSON too");
    assert_eq!(kind(zip(&[("a.txt", "hello")])), Kind::UnknownFormat);
    let mut cut = zip(&[("watch-history.json", "[]")]);
    cut.truncate(cut.len() / 2);
    assert_eq!(kind(cut), Kind::Refused);
}

#[test]
fn bombs_and_paths_are_refused() {
    use ExportErrorKind as Kind;
    let limits = ImportLimits { unpacked_bytes: 1 << 20, ..ImportLimits::default() };
    let bomb = zip(&[("a.json", &format!("[{}", " ".repeat(2 << 20)))]);
    assert!(bomb.len() < 1 << 14);
    let read = |bytes: Vec<u8>, limits| {
        let reader = ExportFiles::new(limits);
        reader.read(&mut Cursor::new(bytes), handed_in(), &mut |_| true).unwrap_err().kind
    };
    assert_eq!(read(bomb, limits), Kind::TooLarge);
    let halves = " ".repeat(600 << 10);
    let shared = zip(&[("a.json", &format!("[{halves}]")), ("b.json", &format!("[{halves}]"))]);
    assert_eq!(read(shared, limits), Kind::TooLarge, "the limit is of all entries together");
    let few = ImportLimits { entries: 1, ..ImportLimits::default() };
    assert_eq!(read(zip(&[("a.json", "[]"), ("b.json", "[]")]), few), Kind::TooLarge);
    let small = ImportLimits { file_bytes: 10, ..ImportLimits::default() };
    assert_eq!(read(b"[ 1, 2, 3, 4 ]".to_vec(), small), Kind::TooLarge);
    assert_eq!(kind(zip(&[("../../etc/watch-history.json", "[]")])), Kind::Refused);
}

#[test]
fn whoever_asked_can_stop_it() {
    let mut text = "[".to_owned();
    for number in 0..2_500 {
        write!(text, "{},", stream(1, &format!("T{number}"))).unwrap();
    }
    let mut told = Vec::new();
    let read = ExportFiles::default().read(&mut Cursor::new(text.into_bytes()), handed_in(), &mut |rows| {
        told.push(rows);
        rows < 2_000
    });
    assert_eq!(read.unwrap_err().kind, ExportErrorKind::Cancelled);
    assert_eq!(told, [1_000, 2_000]);
}

/// Pieces of which files that look right are made.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("[".to_owned()),
        Just("]".to_owned()),
        Just(",".to_owned()),
        Just("\n".to_owned()),
        Just("\"".to_owned()),
        Just("{\"ts\":".to_owned()),
        Just("\u{feff}".to_owned()),
        Just(stream(1, "A")),
        Just(r#"{"response":{"games":[{"appid":-1,"name":"\ud800"}]}}"#.to_owned()),
        Just(
            r#"{"header":"YouTube","title":"Watched","titleUrl":"https://www.youtube.com/watch?v="}"#
                .to_owned()
        ),
        ".{0,8}",
    ]
}

proptest! {
    #[test]
    fn no_file_whatever_breaks_the_reader(pieces in prop::collection::vec(piece(), 0..20), bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let text = pieces.concat();
        for file in [text.clone().into_bytes(), bytes.clone(), zip(&[("a.json", &text), ("b.csv", &text)])] {
            if let Ok(import) = import(file) {
                prop_assert!(import.faulty <= import.rows);
                prop_assert!(u64::from(import.collected.plays) <= import.rows);
            }
        }
        // An archive with a few bytes changed.
        let mut archive = zip(&[("watch-history.json", &text)]);
        for (at, byte) in bytes.iter().enumerate().take(4) {
            let place = (usize::from(*byte) * 7 + at * 31) % archive.len();
            archive[place] ^= byte;
        }
        drop(import(archive));
    }
}
