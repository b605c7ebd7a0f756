//! Providers that tell what music a person likes.

use async_trait::async_trait;
use bondhu_domain::tastes::Provider;
use bondhu_domain::timestamp::Timestamp;

use crate::provider_error::ProviderError;
use crate::taste_page::{Cursor, TastePage};
use crate::token::Token;

/// Something that a music provider can list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MusicListing {
    /// The artists played most.
    TopArtists(Period),
    /// The tracks played most.
    TopTracks(Period),
    /// The last plays, each with its time.
    RecentPlays,
    /// Tracks that the person keeps.
    SavedTracks,
    /// Albums that the person keeps.
    SavedAlbums,
    /// Artists that the person follows.
    FollowedArtists,
    /// Lists that the person keeps.
    Playlists,
}

/// Of which time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Period {
    /// About four weeks.
    Short,
    /// About half a year.
    Medium,
    /// About a year.
    Long,
}

impl MusicListing {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::TopArtists(Period::Short),
        Self::TopArtists(Period::Medium),
        Self::TopArtists(Period::Long),
        Self::TopTracks(Period::Short),
        Self::TopTracks(Period::Medium),
        Self::TopTracks(Period::Long),
        Self::RecentPlays,
        Self::SavedTracks,
        Self::SavedAlbums,
        Self::FollowedArtists,
        Self::Playlists,
    ];
}

/// A provider of music.
#[async_trait]
pub trait MusicProvider: Send + Sync {
    /// Which.
    fn provider(&self) -> Provider;

    /// Whether it has this listing. Does not change.
    fn can(&self, listing: MusicListing) -> bool;

    /// A page of a listing for the account whose token this is, read at `now`: the first, or that of a cursor. A listing
    /// that it has not is `Unsupported`, and so is one that the provider has closed to the app. Following the cursors
    /// ends, however the provider pages: a listing is cut after 20,000 entries, and one that gives a cursor twice in a row
    /// is `Malformed`.
    async fn page(
        &self,
        access: &Token,
        listing: MusicListing,
        cursor: Option<&Cursor>,
        now: Timestamp,
    ) -> Result<TastePage, ProviderError>;
}
