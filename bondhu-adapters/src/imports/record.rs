//! A record of any of the formats. Which one is told by the fields that it has.

use std::borrow::Cow;

use bondhu_domain::tastes::ExportFile;
use bondhu_domain::tastes::history::{AccountStream, Listen, OwnedGame, Row, Stream, Watch};
use serde::Deserialize;

type Text<'a> = Option<Cow<'a, str>>;

/// The fields of all formats, under their own names.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Record<'a> {
    // Spotify, extended.
    #[serde(borrow)]
    ts: Text<'a>,
    ms_played: Option<i64>,
    #[serde(borrow)]
    master_metadata_track_name: Text<'a>,
    #[serde(borrow)]
    master_metadata_album_artist_name: Text<'a>,
    #[serde(borrow)]
    spotify_track_uri: Text<'a>,
    #[serde(borrow)]
    spotify_episode_uri: Text<'a>,
    #[serde(borrow)]
    episode_name: Text<'a>,
    #[serde(borrow)]
    audiobook_uri: Text<'a>,
    incognito_mode: Option<bool>,
    // Spotify, account data.
    #[serde(borrow, rename = "endTime")]
    end_time: Text<'a>,
    #[serde(borrow, rename = "artistName")]
    artist_name: Text<'a>,
    #[serde(borrow, rename = "trackName")]
    track_name: Text<'a>,
    #[serde(rename = "msPlayed")]
    ms_played_of_account: Option<i64>,
    // YouTube.
    #[serde(borrow)]
    header: Text<'a>,
    #[serde(borrow)]
    title: Text<'a>,
    #[serde(borrow, rename = "titleUrl")]
    title_url: Text<'a>,
    #[serde(borrow)]
    subtitles: Option<Vec<Link<'a>>>,
    #[serde(borrow)]
    details: Option<Vec<Link<'a>>>,
    #[serde(borrow)]
    time: Text<'a>,
    // ListenBrainz.
    listened_at: Option<i64>,
    #[serde(borrow)]
    track_metadata: Option<Track<'a>>,
    // Steam.
    response: Option<Library>,
}

#[derive(Deserialize)]
struct Link<'a> {
    #[serde(borrow, default)]
    name: Text<'a>,
    #[serde(borrow, default)]
    url: Text<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Track<'a> {
    #[serde(borrow, rename = "track_name")]
    name: Text<'a>,
    #[serde(borrow, rename = "artist_name")]
    artist: Text<'a>,
    #[serde(borrow)]
    mbid_mapping: Option<Mapping<'a>>,
    #[serde(borrow)]
    additional_info: Option<Additional<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Mapping<'a> {
    #[serde(borrow)]
    recording_mbid: Text<'a>,
    #[serde(borrow)]
    artist_mbids: Option<Vec<Cow<'a, str>>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Additional<'a> {
    #[serde(borrow)]
    recording_mbid: Text<'a>,
    duration_played: Option<i64>,
    duration_ms: Option<i64>,
}

/// Steam's whole list.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Library {
    games: Option<Vec<serde_json::Value>>,
}

impl Library {
    /// The games, good and bad.
    pub(super) fn games(&self) -> impl Iterator<Item = OwnedGame<'_>> {
        self.games.iter().flatten().map(|game| OwnedGame {
            appid: game["appid"].as_u64(),
            name: game["name"].as_str(),
            playtime_forever: game["playtime_forever"].as_i64(),
            rtime_last_played: game["rtime_last_played"].as_i64(),
        })
    }
}

/// What a record is.
pub(super) enum Meaning<'a> {
    /// A play or something that is none.
    Row(ExportFile, Row<'a>),
    /// All games.
    Library(&'a Library),
    /// Nothing of a format that is known.
    Unknown,
}

impl Record<'_> {
    pub(super) fn meaning(&self) -> Meaning<'_> {
        if let Some(library) = &self.response {
            Meaning::Library(library)
        } else if let Some(track) = &self.track_metadata {
            Meaning::Row(ExportFile::Listenbrainz, self.listen(track).read())
        } else if self.ts.is_some() || self.ms_played.is_some() {
            Meaning::Row(ExportFile::Spotify, self.stream().read())
        } else if self.end_time.is_some() || self.ms_played_of_account.is_some() {
            let stream = AccountStream {
                end_time: self.end_time.as_deref(),
                artist_name: self.artist_name.as_deref(),
                track_name: self.track_name.as_deref(),
                ms_played: self.ms_played_of_account,
            };
            Meaning::Row(ExportFile::Spotify, stream.read())
        } else if self.header.is_some() || self.title_url.is_some() {
            Meaning::Row(ExportFile::Youtube, self.watch().read())
        } else {
            Meaning::Unknown
        }
    }

    fn stream(&self) -> Stream<'_> {
        Stream {
            ts: self.ts.as_deref(),
            ms_played: self.ms_played,
            track_name: self.master_metadata_track_name.as_deref(),
            album_artist_name: self.master_metadata_album_artist_name.as_deref(),
            spotify_track_uri: self.spotify_track_uri.as_deref(),
            spotify_episode_uri: self.spotify_episode_uri.as_deref(),
            episode_name: self.episode_name.as_deref(),
            audiobook_uri: self.audiobook_uri.as_deref(),
            incognito_mode: self.incognito_mode,
        }
    }

    fn watch(&self) -> Watch<'_> {
        let channel = self.subtitles.iter().flatten().next();
        let ads =
            |link: &Link<'_>| link.name.as_deref().is_some_and(|name| name.starts_with("From Google Ads"));
        Watch {
            header: self.header.as_deref(),
            title: self.title.as_deref(),
            title_url: self.title_url.as_deref(),
            channel: channel.and_then(|link| link.name.as_deref()),
            channel_url: channel.and_then(|link| link.url.as_deref()),
            time: self.time.as_deref(),
            from_ads: self.details.iter().flatten().any(ads),
        }
    }

    fn listen<'a>(&self, track: &'a Track<'_>) -> Listen<'a> {
        let mapping = track.mbid_mapping.as_ref();
        let additional = track.additional_info.as_ref();
        let mapped = mapping.and_then(|mapping| mapping.recording_mbid.as_deref());
        let own = additional.and_then(|additional| additional.recording_mbid.as_deref());
        Listen {
            listened_at: self.listened_at,
            track_name: track.name.as_deref(),
            artist_name: track.artist.as_deref(),
            recording_mbid: mapped.or(own),
            artist_mbid: mapping
                .and_then(|mapping| mapping.artist_mbids.as_deref()?.first().map(AsRef::as_ref)),
            duration_played: additional.and_then(|additional| additional.duration_played),
            duration_ms: additional.and_then(|additional| additional.duration_ms),
        }
    }
}
