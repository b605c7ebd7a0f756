//! What tastes are about, and what an item of taste names.

use super::wire::wire_enum;

wire_enum! {
    /// What a taste is about.
    TasteKind {
        /// Music listened to.
        Music = "music",
        /// Videos watched.
        Video = "video",
        /// Games played.
        Games = "games",
    }
}

wire_enum! {
    /// What an item of taste names.
    Facet {
        /// A musician or a band.
        Artist = "artist",
        /// A piece of music.
        Track = "track",
        /// An album.
        Album = "album",
        /// A list that the person keeps.
        Playlist = "playlist",
        /// A kind of music or game.
        Genre = "genre",
        /// A maker of videos.
        Channel = "channel",
        /// A video.
        Video = "video",
        /// A kind of video.
        Category = "category",
        /// A game.
        Game = "game",
    }
}

impl Facet {
    /// Whether an item of this facet can belong to tastes of `kind`.
    pub const fn fits(self, kind: TasteKind) -> bool {
        match self {
            Self::Artist | Self::Track | Self::Album => matches!(kind, TasteKind::Music),
            Self::Playlist => matches!(kind, TasteKind::Music | TasteKind::Video),
            Self::Genre => matches!(kind, TasteKind::Music | TasteKind::Games),
            Self::Channel | Self::Video | Self::Category => matches!(kind, TasteKind::Video),
            Self::Game => matches!(kind, TasteKind::Games),
        }
    }

    /// Whether an item of this facet is itself a genre or a category.
    pub const fn is_label(self) -> bool {
        matches!(self, Self::Genre | Self::Category)
    }
}
