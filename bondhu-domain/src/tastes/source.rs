//! Where an item of taste comes from.

use std::fmt;

use super::TasteKind;
use super::wire::wire_enum;

wire_enum! {
    /// A provider whose account a person can connect.
    Provider {
        /// Spotify.
        Spotify = "spotify",
        /// `YouTube`, for video and for music by topic.
        Youtube = "youtube",
        /// Steam.
        Steam = "steam",
    }
}

wire_enum! {
    /// A service whose export file a person can hand in.
    ExportFile {
        /// Spotify's streaming history, plain or extended.
        Spotify = "spotify",
        /// The watch history of Google Takeout.
        Youtube = "youtube",
        /// A list of owned games in the shape of Steam's Web API.
        Steam = "steam",
        /// The listens of `ListenBrainz`.
        Listenbrainz = "listenbrainz",
    }
}

/// Where an item of taste comes from. Everything derived from one source can be left out and purged by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// A connected account.
    Account(Provider),
    /// An export file that the person handed in.
    Import(ExportFile),
    /// The person's own words.
    Typed,
}

impl Source {
    /// Every source, typed ones last.
    pub const ALL: [Self; 8] = [
        Self::Account(Provider::Spotify),
        Self::Account(Provider::Youtube),
        Self::Account(Provider::Steam),
        Self::Import(ExportFile::Spotify),
        Self::Import(ExportFile::Youtube),
        Self::Import(ExportFile::Steam),
        Self::Import(ExportFile::Listenbrainz),
        Self::Typed,
    ];

    /// The name on the wire and in storage: `spotify`, `import:spotify`, `typed`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Account(provider) => provider.as_str(),
            Self::Import(ExportFile::Spotify) => "import:spotify",
            Self::Import(ExportFile::Youtube) => "import:youtube",
            Self::Import(ExportFile::Steam) => "import:steam",
            Self::Import(ExportFile::Listenbrainz) => "import:listenbrainz",
            Self::Typed => "typed",
        }
    }

    /// The source with that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == name)
    }

    /// Whether this source can tell anything about tastes of `kind`.
    pub const fn tells_of(self, kind: TasteKind) -> bool {
        match self {
            Self::Account(Provider::Spotify)
            | Self::Import(ExportFile::Spotify | ExportFile::Listenbrainz) => {
                matches!(kind, TasteKind::Music)
            }
            Self::Account(Provider::Youtube) | Self::Import(ExportFile::Youtube) => {
                matches!(kind, TasteKind::Music | TasteKind::Video)
            }
            Self::Account(Provider::Steam) | Self::Import(ExportFile::Steam) => {
                matches!(kind, TasteKind::Games)
            }
            Self::Typed => true,
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
