//! Spotify's Web API, as apps in development mode find it since February 2026: without genres, recommendations and
//! audio features.

mod auth;
mod config;
mod error;
mod wire;

use async_trait::async_trait;
use bondhu_domain::tastes::Provider;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::music_provider::{MusicListing, MusicProvider, Period};
use bondhu_ports::provider_error::ProviderError;
use bondhu_ports::taste_page::{Cursor, TastePage};
use bondhu_ports::token::Token;

pub use self::config::{InvalidSpotify, SpotifyConfig};
use self::wire::{Albums, Artists, Followed, Listed, Playlists, Recent, Saved, Tracks, page_of};
use crate::http_client::http_client;
use crate::oauth::OauthClient;
use crate::vendor_api::{Position, VendorApi};

/// Spotify, for one registered app.
pub struct Spotify {
    api: VendorApi,
    oauth: OauthClient,
}

impl Spotify {
    /// Spotify for this app.
    pub fn new(config: &SpotifyConfig) -> Result<Self, InvalidSpotify> {
        let client = http_client(config.timeout).map_err(InvalidSpotify::Client)?;
        let api = VendorApi::new(client.clone(), &config.api, error::explain)?;
        Ok(Self { api, oauth: auth::client(client, config)? })
    }

    async fn offset_page<T: Listed>(
        &self,
        path: &str,
        more: &[(&str, &str)],
        call: Call<'_>,
    ) -> Result<TastePage, ProviderError> {
        let here = Position::of(call.cursor)?;
        let (limit, offset) = (Position::PAGE.to_string(), here.offset().to_string());
        let mut query = vec![("limit", limit.as_str()), ("offset", offset.as_str())];
        query.extend(more);
        let page: wire::Page<T> = self.api.get(path, &query, Some(call.access), call.now).await?;
        // The address that the answer gives is not followed: the offset is counted here.
        let more = page.next.is_some() && page.items.as_ref().is_some_and(|items| !items.is_empty());
        let next = (here.offset() + Position::PAGE).to_string();
        let next = here.next(more.then_some(&next))?;
        Ok(TastePage { next, total: page.total, ..page_of(page.items.unwrap_or_default(), call.now) })
    }

    async fn recent(&self, call: Call<'_>) -> Result<TastePage, ProviderError> {
        let limit = Position::PAGE.to_string();
        let query = [("limit", limit.as_str())];
        // Spotify remembers about the last 50 plays: there is one page.
        let page: wire::Page<Recent> =
            self.api.get("me/player/recently-played", &query, Some(call.access), call.now).await?;
        Ok(page_of(page.items.unwrap_or_default(), call.now))
    }

    async fn followed(&self, call: Call<'_>) -> Result<TastePage, ProviderError> {
        let here = Position::of(call.cursor)?;
        let limit = Position::PAGE.to_string();
        let mut query = vec![("type", "artist"), ("limit", limit.as_str())];
        if !here.at().is_empty() {
            query.push(("after", here.at()));
        }
        let answer: Followed = self.api.get("me/following", &query, Some(call.access), call.now).await?;
        let page = answer.artists.unwrap_or_default();
        let next = here.next(page.cursors.and_then(|cursors| cursors.after).as_deref())?;
        Ok(TastePage { next, total: page.total, ..page_of(page.items.unwrap_or_default(), call.now) })
    }
}

/// What every call has.
#[derive(Clone, Copy)]
struct Call<'a> {
    access: &'a Token,
    cursor: Option<&'a Cursor>,
    now: Timestamp,
}

#[async_trait]
impl MusicProvider for Spotify {
    fn provider(&self) -> Provider {
        Provider::Spotify
    }

    fn can(&self, listing: MusicListing) -> bool {
        MusicListing::ALL.contains(&listing)
    }

    async fn page(
        &self,
        access: &Token,
        listing: MusicListing,
        cursor: Option<&Cursor>,
        now: Timestamp,
    ) -> Result<TastePage, ProviderError> {
        let call = Call { access, cursor, now };
        match listing {
            MusicListing::TopArtists(period) => {
                self.offset_page::<Artists>("me/top/artists", &[("time_range", range(period))], call).await
            }
            MusicListing::TopTracks(period) => {
                self.offset_page::<Tracks>("me/top/tracks", &[("time_range", range(period))], call).await
            }
            MusicListing::RecentPlays => self.recent(call).await,
            MusicListing::SavedTracks => self.offset_page::<Saved>("me/tracks", &[], call).await,
            MusicListing::SavedAlbums => self.offset_page::<Albums>("me/albums", &[], call).await,
            MusicListing::FollowedArtists => self.followed(call).await,
            MusicListing::Playlists => self.offset_page::<Playlists>("me/playlists", &[], call).await,
        }
    }
}

const fn range(period: Period) -> &'static str {
    match period {
        Period::Short => "short_term",
        Period::Medium => "medium_term",
        Period::Long => "long_term",
    }
}
