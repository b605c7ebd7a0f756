//! Spotify's exports: the extended streaming history and the shorter one of the account data.

use chrono::NaiveDateTime;

use super::{Fault, Play, Row, SHORTEST_PLAY_MS, Skip, length, visible};
use crate::tastes::{Facet, TasteKind};
use crate::timestamp::Timestamp;

/// A record of `Streaming_History_Audio_….json` (extended history). Fields are named as there, without the long prefix
/// of `master_metadata_`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stream<'a> {
    /// `ts`: when it stopped, RFC 3339 in UTC.
    pub ts: Option<&'a str>,
    /// `ms_played`.
    pub ms_played: Option<i64>,
    /// `master_metadata_track_name`.
    pub track_name: Option<&'a str>,
    /// `master_metadata_album_artist_name`.
    pub album_artist_name: Option<&'a str>,
    /// `spotify_track_uri`, `spotify:track:` and 22 letters and digits.
    pub spotify_track_uri: Option<&'a str>,
    /// `spotify_episode_uri`: a podcast.
    pub spotify_episode_uri: Option<&'a str>,
    /// `episode_name`: a podcast.
    pub episode_name: Option<&'a str>,
    /// `audiobook_uri`.
    pub audiobook_uri: Option<&'a str>,
    /// `incognito_mode`: a private session.
    pub incognito_mode: Option<bool>,
}

impl<'a> Stream<'a> {
    /// What the record means. It stopped at `ts` and so began `ms_played` earlier.
    pub fn read(&self) -> Row<'a> {
        if self.incognito_mode == Some(true) {
            return Row::Skip(Skip::Private);
        }
        let other = [self.spotify_episode_uri, self.episode_name, self.audiobook_uri];
        if visible(self.track_name).is_none() && other.into_iter().any(|it| visible(it).is_some()) {
            return Row::Skip(Skip::NotMusic);
        }
        let stopped = match visible(self.ts).map(str::parse::<Timestamp>) {
            None => None,
            Some(Ok(at)) => Some(at),
            Some(Err(_)) => return Row::Fault(Fault::Time),
        };
        play(self.track_name, self.album_artist_name, self.spotify_track_uri, stopped, self.ms_played)
    }
}

/// A record of `StreamingHistory_music_….json` (account data), which has fewer fields.
#[derive(Clone, Copy, Debug, Default)]
pub struct AccountStream<'a> {
    /// `endTime`: when it stopped, `2026-11-21 07:45` in UTC.
    pub end_time: Option<&'a str>,
    /// `artistName`.
    pub artist_name: Option<&'a str>,
    /// `trackName`.
    pub track_name: Option<&'a str>,
    /// `msPlayed`.
    pub ms_played: Option<i64>,
}

impl<'a> AccountStream<'a> {
    /// What the record means.
    pub fn read(&self) -> Row<'a> {
        let stopped =
            match visible(self.end_time).map(|it| NaiveDateTime::parse_from_str(it, "%Y-%m-%d %H:%M")) {
                None => None,
                Some(Ok(at)) => Some(at.and_utc().into()),
                Some(Err(_)) => return Row::Fault(Fault::Time),
            };
        play(self.track_name, self.artist_name, None, stopped, self.ms_played)
    }
}

fn play<'a>(
    track: Option<&'a str>,
    artist: Option<&'a str>,
    uri: Option<&'a str>,
    stopped: Option<Timestamp>,
    ms_played: Option<i64>,
) -> Row<'a> {
    let ms_played = match length(ms_played) {
        Ok(ms) => ms,
        Err(fault) => return Row::Fault(fault),
    };
    let Some(name) = visible(track) else {
        // Since 2011 tracks have vanished from the catalogue; their rows keep the time and lose the names.
        return if visible(uri).is_some() { Row::Skip(Skip::Removed) } else { Row::Fault(Fault::NoName) };
    };
    // A length that is not told proves no play.
    if ms_played.is_none_or(|ms| ms < SHORTEST_PLAY_MS) {
        return Row::Skip(Skip::TooShort);
    }
    let played = std::time::Duration::from_millis(ms_played.unwrap_or(0).unsigned_abs());
    Row::Play(Play {
        kind: TasteKind::Music,
        facet: Facet::Track,
        name: name.into(),
        by: visible(artist).map(Into::into),
        provider_id: visible(uri).and_then(|uri| uri.strip_prefix("spotify:track:")).map(Into::into),
        by_id: None,
        at: stopped.map(|at| at - played),
        played_ms: ms_played,
    })
}
