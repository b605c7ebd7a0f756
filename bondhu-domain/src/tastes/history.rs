//! What a row of a listening, watching or playing history means.
//!
//! Readers of files and adapters of providers decode their rows into the structs here, whose fields are all optional as
//! in the vendors' formats; [`Row`] says what came of each. A [`Collector`] makes items of them. Reading files, their
//! sizes and their formats are not decided here.

mod collector;
mod listenbrainz;
mod spotify;
mod steam;
mod youtube;

use std::borrow::Cow;

use super::{Facet, TasteKind};
use crate::timestamp::Timestamp;

pub use collector::{Collected, Collector, MAX_ITEMS};
pub use listenbrainz::Listen;
pub use spotify::{AccountStream, Stream};
pub use steam::OwnedGame;
pub use youtube::Watch;

/// The shortest time that counts as a play, in milliseconds: 30 seconds, as Spotify counts its own streams.
pub const SHORTEST_PLAY_MS: i64 = 30_000;

/// The longest time that one row can tell, in milliseconds: a day. More is a mistake of the file.
pub const LONGEST_PLAY_MS: i64 = 86_400_000;

/// What a row came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Row<'a> {
    /// Something was played.
    Play(Play<'a>),
    /// The row is in order and counts for nothing.
    Skip(Skip),
    /// The row cannot be read; the others can.
    Fault(Fault),
}

/// Something that was played, once.
#[derive(Clone, Debug, PartialEq)]
pub struct Play<'a> {
    /// What kind of taste it is of.
    pub kind: TasteKind,
    /// A track or a video.
    pub facet: Facet,
    /// Its name.
    pub name: Cow<'a, str>,
    /// Who made it.
    pub by: Option<Cow<'a, str>>,
    /// The source's own stable id of it.
    pub provider_id: Option<Cow<'a, str>>,
    /// The source's own stable id of who made it.
    pub by_id: Option<Cow<'a, str>>,
    /// When it began, where that is known.
    pub at: Option<Timestamp>,
    /// How long it was played, in milliseconds, where that is known.
    pub played_ms: Option<i64>,
}

/// Why a row in order counts for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Skip {
    /// Played for less than 30 seconds.
    TooShort,
    /// A podcast or an audiobook, which are no music.
    NotMusic,
    /// Played in a private session: the person did not want it remembered.
    Private,
    /// An advertisement.
    Advertisement,
    /// A search, a post, a visit: nothing was watched.
    NotAPlay,
    /// The provider no longer says what it was.
    Removed,
}

/// Why a row cannot be read. Its place in the file is known to the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum Fault {
    /// There is no name in it.
    #[error("the row names nothing")]
    NoName,
    /// Its time is none.
    #[error("the row's time cannot be read")]
    Time,
    /// Its length is negative or longer than a day.
    #[error("the row's length is not possible")]
    Length,
}

impl Fault {
    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoName => "no_name",
            Self::Time => "time",
            Self::Length => "length",
        }
    }
}

/// A text with something visible in it, trimmed.
fn visible(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// A length in milliseconds that a play can have.
fn length(ms: Option<i64>) -> Result<Option<i64>, Fault> {
    match ms {
        Some(ms) if !(0..=LONGEST_PLAY_MS).contains(&ms) => Err(Fault::Length),
        other => Ok(other),
    }
}
