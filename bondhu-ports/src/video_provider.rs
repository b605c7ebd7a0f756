//! Providers that tell what videos a person likes.

use async_trait::async_trait;
use bondhu_domain::tastes::Provider;
use bondhu_domain::timestamp::Timestamp;

use crate::provider_error::ProviderError;
use crate::taste_page::{Cursor, TastePage};
use crate::token::Token;

/// Something that a video provider can list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VideoListing {
    /// Channels that the person follows.
    Subscriptions,
    /// Videos that the person liked. One of music is an item of music.
    Liked,
    /// Lists that the person keeps.
    Playlists,
}

impl VideoListing {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Subscriptions, Self::Liked, Self::Playlists];
}

/// A provider of video.
#[async_trait]
pub trait VideoProvider: Send + Sync {
    /// Which.
    fn provider(&self) -> Provider;

    /// Whether it has this listing. Does not change.
    fn can(&self, listing: VideoListing) -> bool;

    /// A page of a listing for the account whose token this is, read at `now`: the first, or that of a cursor. Following
    /// the cursors ends, however the provider pages: a listing is cut after 20,000 entries, and one that gives a cursor
    /// twice in a row is `Malformed`. A cursor that is not good any more is `Restart`.
    async fn page(
        &self,
        access: &Token,
        listing: VideoListing,
        cursor: Option<&Cursor>,
        now: Timestamp,
    ) -> Result<TastePage, ProviderError>;
}
