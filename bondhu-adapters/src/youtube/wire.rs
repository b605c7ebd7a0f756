//! `YouTube`'s JSON. Everything can be missing.

use bondhu_domain::tastes::{Facet, Label, Provider, Source, TasteItem, TasteKind};
use bondhu_domain::timestamp::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::vendor_api::{name_of, told_item};

const SOURCE: Source = Source::Account(Provider::Youtube);
/// The number of the category of music (`videoCategories`).
const MUSIC: u16 = 10;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound = "T: DeserializeOwned")]
pub(super) struct Page<T> {
    pub(super) items: Option<Vec<Option<T>>>,
    pub(super) next_page_token: Option<String>,
    #[serde(rename = "pageInfo")]
    pub(super) info: Option<PageInfo>,
}

/// Only about right.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PageInfo {
    pub(super) total_results: Option<u64>,
}

#[derive(Deserialize)]
pub(super) struct Channel {
    pub(super) id: Option<String>,
    pub(super) snippet: Option<Snippet>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Snippet {
    pub(super) title: Option<String>,
    resource_id: Option<Resource>,
    channel_title: Option<String>,
    category_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Resource {
    channel_id: Option<String>,
}

/// An entry of a listing.
pub(super) trait Listed: DeserializeOwned {
    /// What it tells; `None` for something that is gone.
    fn told(self, now: Timestamp) -> Option<TasteItem>;
}

/// A channel that the person follows.
#[derive(Deserialize)]
pub(super) struct Subscription {
    snippet: Option<Snippet>,
}

impl Listed for Subscription {
    fn told(self, now: Timestamp) -> Option<TasteItem> {
        let snippet = self.snippet?;
        let id = snippet.resource_id.and_then(|resource| resource.channel_id);
        let title = snippet.title?;
        // The music of an artist is a channel of its own.
        match title.strip_suffix(TOPIC) {
            Some(artist) => told_item(TasteKind::Music, Facet::Artist, artist, id, SOURCE, now),
            None => told_item(TasteKind::Video, Facet::Channel, &title, id, SOURCE, now),
        }
    }
}

const TOPIC: &str = " - Topic";

/// A list that the person keeps.
#[derive(Deserialize)]
pub(super) struct Playlist {
    id: Option<String>,
    snippet: Option<Snippet>,
}

impl Listed for Playlist {
    fn told(self, now: Timestamp) -> Option<TasteItem> {
        told_item(TasteKind::Video, Facet::Playlist, &self.snippet?.title?, self.id, SOURCE, now)
    }
}

/// A video.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Video {
    id: Option<String>,
    snippet: Option<Snippet>,
    topic_details: Option<Topics>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Topics {
    /// Addresses of Wikipedia.
    topic_categories: Option<Vec<Option<String>>>,
}

impl Listed for Video {
    fn told(self, now: Timestamp) -> Option<TasteItem> {
        let snippet = self.snippet?;
        let category: Option<u16> = snippet.category_id.and_then(|number| number.parse().ok());
        let music = category == Some(MUSIC);
        let (kind, facet) =
            if music { (TasteKind::Music, Facet::Track) } else { (TasteKind::Video, Facet::Video) };
        let mut item = told_item(kind, facet, &snippet.title?, self.id, SOURCE, now)?;
        let by = snippet.channel_title.as_deref();
        item.by = by.map(|by| by.strip_suffix(TOPIC).unwrap_or(by)).and_then(name_of);
        let category = category.filter(|_| !music).and_then(Label::of_youtube_category);
        let topics = self.topic_details.and_then(|topics| topics.topic_categories);
        let topics = topics.into_iter().flatten().flatten();
        let topics = topics.filter_map(|address| Label::of_youtube_topic(kind, &address));
        for label in category.into_iter().chain(topics) {
            if !item.labels.contains(&label) {
                item.labels.push(label);
            }
        }
        Some(item)
    }
}
