//! Spotify's JSON. Everything can be missing or null, entries of lists too.

use bondhu_domain::tastes::history::Play;
use bondhu_domain::tastes::{Facet, Label, Provider, Source, TasteItem, TasteKind};
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::taste_page::TastePage;
use serde::Deserialize;

use crate::vendor_api::{name_of, told_item};

const SOURCE: Source = Source::Account(Provider::Spotify);

#[derive(Deserialize)]
pub(super) struct Me {
    pub(super) account_id: Option<String>,
    pub(super) display_name: Option<String>,
}

#[derive(Deserialize)]
#[serde(bound = "T: serde::de::DeserializeOwned")]
pub(super) struct Page<T> {
    pub(super) items: Option<Vec<Option<T>>>,
    /// An address of which only the presence counts.
    pub(super) next: Option<String>,
    pub(super) total: Option<u64>,
    pub(super) cursors: Option<Cursors>,
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self { items: None, next: None, total: None, cursors: None }
    }
}

#[derive(Deserialize)]
pub(super) struct Cursors {
    pub(super) after: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Followed {
    pub(super) artists: Option<Page<Artists>>,
}

/// An entry of a listing.
pub(super) trait Listed: serde::de::DeserializeOwned {
    /// What it tells; `None` for something that is no music or is gone.
    fn told(self, now: Timestamp) -> Option<Told>;
}

pub(super) enum Told {
    Item(TasteItem),
    Play(Play<'static>),
}

/// The entries of a page; those that tell nothing are counted.
pub(super) fn page_of<T: Listed>(entries: Vec<Option<T>>, now: Timestamp) -> TastePage {
    let mut page = TastePage::default();
    for entry in entries {
        match entry.and_then(|entry| entry.told(now)) {
            Some(Told::Item(item)) => page.items.push(item),
            Some(Told::Play(play)) => page.plays.push(play),
            None => page.skipped += 1,
        }
    }
    page
}

#[derive(Deserialize)]
pub(super) struct Artists {
    id: Option<String>,
    name: Option<String>,
    /// A bonus: apps in development mode do not get it.
    genres: Option<Vec<Option<String>>>,
}

impl Listed for Artists {
    fn told(self, now: Timestamp) -> Option<Told> {
        let mut item = item(Facet::Artist, self.name, self.id, now)?;
        for genre in self.genres.into_iter().flatten().flatten() {
            item.labels.extend(Label::find(TasteKind::Music, &genre).filter(|it| !item.labels.contains(it)));
        }
        Some(Told::Item(item))
    }
}

#[derive(Deserialize)]
pub(super) struct Tracks {
    id: Option<String>,
    name: Option<String>,
    /// `track`, or `episode` for a podcast.
    r#type: Option<String>,
    artists: Option<Vec<Option<Artists>>>,
}

impl Tracks {
    fn into_item(self, now: Timestamp) -> Option<TasteItem> {
        if self.r#type.as_deref().is_some_and(|kind| kind != "track") {
            return None;
        }
        let by = first_name(self.artists);
        Some(TasteItem { by, ..item(Facet::Track, self.name, self.id, now)? })
    }
}

impl Listed for Tracks {
    fn told(self, now: Timestamp) -> Option<Told> {
        self.into_item(now).map(Told::Item)
    }
}

/// A track that the person keeps.
#[derive(Deserialize)]
pub(super) struct Saved {
    track: Option<Tracks>,
}

impl Listed for Saved {
    fn told(self, now: Timestamp) -> Option<Told> {
        self.track?.told(now)
    }
}

/// A play.
#[derive(Deserialize)]
pub(super) struct Recent {
    track: Option<Tracks>,
    played_at: Option<String>,
}

impl Listed for Recent {
    fn told(self, _: Timestamp) -> Option<Told> {
        let track = self.track.filter(|it| it.r#type.as_deref().is_none_or(|kind| kind == "track"))?;
        let by_id = track.artists.iter().flatten().flatten().next().and_then(|artist| artist.id.clone());
        Some(Told::Play(Play {
            kind: TasteKind::Music,
            facet: Facet::Track,
            name: name_of(&track.name?)?.into(),
            by: first_name(track.artists).map(Into::into),
            provider_id: track.id.map(Into::into),
            by_id: by_id.map(Into::into),
            // A play without its time could not be told from the same play read before.
            at: Some(self.played_at?.parse().ok()?),
            played_ms: None,
        }))
    }
}

/// An album that the person keeps.
#[derive(Deserialize)]
pub(super) struct Albums {
    album: Option<Album>,
}

#[derive(Deserialize)]
struct Album {
    id: Option<String>,
    name: Option<String>,
    artists: Option<Vec<Option<Artists>>>,
}

impl Listed for Albums {
    fn told(self, now: Timestamp) -> Option<Told> {
        let album = self.album?;
        let by = first_name(album.artists);
        Some(Told::Item(TasteItem { by, ..item(Facet::Album, album.name, album.id, now)? }))
    }
}

#[derive(Deserialize)]
pub(super) struct Playlists {
    id: Option<String>,
    name: Option<String>,
}

impl Listed for Playlists {
    fn told(self, now: Timestamp) -> Option<Told> {
        item(Facet::Playlist, self.name, self.id, now).map(Told::Item)
    }
}

fn item(facet: Facet, name: Option<String>, id: Option<String>, now: Timestamp) -> Option<TasteItem> {
    told_item(TasteKind::Music, facet, &name?, id, SOURCE, now)
}

fn first_name(artists: Option<Vec<Option<Artists>>>) -> Option<String> {
    name_of(artists?.into_iter().flatten().next()?.name.as_deref()?)
}
