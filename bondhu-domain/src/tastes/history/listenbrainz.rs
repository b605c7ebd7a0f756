//! `ListenBrainz`: a listen of its export or its API.

use super::{Fault, Play, Row, SHORTEST_PLAY_MS, Skip, length, visible};
use crate::tastes::{Facet, TasteKind};
use crate::timestamp::Timestamp;

/// A listen.
#[derive(Clone, Copy, Debug, Default)]
pub struct Listen<'a> {
    /// `listened_at`: when it began, in seconds since 1970.
    pub listened_at: Option<i64>,
    /// `track_metadata.track_name`.
    pub track_name: Option<&'a str>,
    /// `track_metadata.artist_name`.
    pub artist_name: Option<&'a str>,
    /// `track_metadata.mbid_mapping.recording_mbid` or `…additional_info.recording_mbid`.
    pub recording_mbid: Option<&'a str>,
    /// `track_metadata.mbid_mapping.artist_mbids[0]`.
    pub artist_mbid: Option<&'a str>,
    /// `track_metadata.additional_info.duration_played`, in seconds.
    pub duration_played: Option<i64>,
    /// `track_metadata.additional_info.duration_ms`: the length of the track.
    pub duration_ms: Option<i64>,
}

impl<'a> Listen<'a> {
    /// What the listen means. `ListenBrainz` takes a listen after half of the track or 4 minutes of it, so one without
    /// a played time counts; how long it was is then not known.
    pub fn read(&self) -> Row<'a> {
        let (Some(name), Some(artist)) = (visible(self.track_name), visible(self.artist_name)) else {
            return Row::Fault(Fault::NoName);
        };
        let at = match self.listened_at {
            None => None,
            // A playing-now notice has no time; one before the service and its predecessors is a mistake.
            Some(seconds) if seconds > 0 => Some(Timestamp::from_seconds(seconds)),
            Some(_) => return Row::Fault(Fault::Time),
        };
        let played = match length(self.duration_played.map(|seconds| seconds.saturating_mul(1_000))) {
            Ok(played) => played,
            Err(fault) => return Row::Fault(fault),
        };
        // A track that is shorter than 30 seconds and was heard to its end is a listen all the same.
        let whole = self.duration_ms.is_some_and(|all| all > 0 && all < SHORTEST_PLAY_MS);
        if played.is_some_and(|ms| ms < SHORTEST_PLAY_MS) && !whole {
            return Row::Skip(Skip::TooShort);
        }
        Row::Play(Play {
            kind: TasteKind::Music,
            facet: Facet::Track,
            name: name.into(),
            by: Some(artist.into()),
            provider_id: visible(self.recording_mbid).map(Into::into),
            by_id: visible(self.artist_mbid).map(Into::into),
            at,
            played_ms: played,
        })
    }
}
