//! `YouTube`'s Data API v3: what a person follows, liked and keeps. Every page costs one unit of the app's 10,000 a day;
//! searching, which has 100 calls a day, is never used.

mod auth;
mod config;
mod error;
mod wire;

use async_trait::async_trait;
use bondhu_domain::tastes::Provider;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::provider_error::ProviderError;
use bondhu_ports::taste_page::{Cursor, TastePage};
use bondhu_ports::token::Token;
use bondhu_ports::video_provider::{VideoListing, VideoProvider};
use reqwest::Client;
use url::Url;

pub use self::config::{InvalidYoutube, YoutubeConfig};
use self::wire::{Listed, Playlist, Subscription, Video};
use crate::http_client::http_client;
use crate::oauth::OauthClient;
use crate::vendor_api::{Position, VendorApi, address};

/// `YouTube`, for one registered app.
pub struct Youtube {
    api: VendorApi,
    oauth: OauthClient,
    client: Client,
    revocation: Url,
}

impl Youtube {
    /// `YouTube` for this app.
    pub fn new(config: &YoutubeConfig) -> Result<Self, InvalidYoutube> {
        let client = http_client(config.timeout).map_err(InvalidYoutube::Client)?;
        let api = VendorApi::new(client.clone(), &config.api, error::explain)?;
        let oauth = auth::client(client.clone(), config)?;
        Ok(Self { api, oauth, client, revocation: address(&config.revocation)? })
    }

    async fn list<T: Listed>(
        &self,
        path: &str,
        query: &[(&str, &str)],
        call: Call<'_>,
    ) -> Result<TastePage, ProviderError> {
        let here = Position::of(call.cursor)?;
        let size = Position::PAGE.to_string();
        let mut query = [query, &[("maxResults", size.as_str())]].concat();
        if !here.at().is_empty() {
            query.push(("pageToken", here.at()));
        }
        let answer: wire::Page<T> = self.api.get(path, &query, Some(call.access), call.now).await?;
        let mut page = TastePage {
            // A page can be empty and not the last.
            next: here.next(answer.next_page_token.as_deref())?,
            total: answer.info.and_then(|info| info.total_results),
            ..TastePage::default()
        };
        for entry in answer.items.into_iter().flatten() {
            match entry.and_then(|entry| entry.told(call.now)) {
                Some(item) => page.items.push(item),
                None => page.skipped += 1,
            }
        }
        Ok(page)
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
impl VideoProvider for Youtube {
    fn provider(&self) -> Provider {
        Provider::Youtube
    }

    fn can(&self, listing: VideoListing) -> bool {
        VideoListing::ALL.contains(&listing)
    }

    async fn page(
        &self,
        access: &Token,
        listing: VideoListing,
        cursor: Option<&Cursor>,
        now: Timestamp,
    ) -> Result<TastePage, ProviderError> {
        let call = Call { access, cursor, now };
        match listing {
            VideoListing::Subscriptions => {
                // By relevance, which is the default, entries are repeated and lost from page to page.
                let query = [("part", "snippet,contentDetails"), ("mine", "true"), ("order", "alphabetical")];
                self.list::<Subscription>("subscriptions", &query, call).await
            }
            VideoListing::Liked => {
                let query = [("part", "snippet,contentDetails,topicDetails"), ("myRating", "like")];
                self.list::<Video>("videos", &query, call).await
            }
            VideoListing::Playlists => {
                let query = [("part", "snippet,contentDetails"), ("mine", "true")];
                self.list::<Playlist>("playlists", &query, call).await
            }
        }
    }
}
