//! The built-in catalogue: music, games and subjects of video that can be recommended without any account or network.
//!
//! Three data files of own making hold names, years, genres and own mood tags, no third-party text and no address: where
//! to find an entry is built by [`search_url`].

mod links;
mod tables;

use crate::tastes::{Facet, Feeling, Label, MoodTag, TasteKind, name_key};

pub use links::{item_page, search_url};

/// An entry of the catalogue.
#[derive(Clone, Debug, PartialEq)]
pub struct CatalogueEntry {
    /// What kind of taste.
    pub kind: TasteKind,
    /// The work; for video a subject to search for.
    pub title: &'static str,
    /// The artist or the studio; `None` for subjects of video.
    pub by: Option<&'static str>,
    /// The year in which it came out; `None` where it has none or that is not sure.
    pub year: Option<u16>,
    /// The language that is heard, a BCP 47 tag; `None` when there is none or it makes no difference.
    pub language: Option<&'static str>,
    /// Its genres or categories, the main one first; at least one.
    pub labels: Vec<Label>,
    /// How it feels, by our own judgement; at least one tag.
    pub moods: Vec<MoodTag>,
    /// How stirring it is, 0 to 1, by our own judgement.
    pub energy: f64,
    /// Rated for adults: not for somebody who may be under 18.
    pub adults_only: bool,
}

impl CatalogueEntry {
    /// Where it stands in the plane of feeling.
    pub fn feeling(&self) -> Option<Feeling> {
        Feeling::of(&self.moods, Some(self.energy))
    }
}

/// The entries of a kind, in the order of their file.
pub fn entries(kind: TasteKind) -> &'static [CatalogueEntry] {
    &tables::catalogue(kind).entries
}

/// Whether the catalogue knows a work whose title has this key as rated for adults.
pub(crate) fn is_for_adults(kind: TasteKind, title: &str) -> bool {
    let catalogue = tables::catalogue(kind);
    catalogue.works.get(title).is_some_and(|works| works.iter().any(|it| catalogue.entries[it.1].adults_only))
}

/// The genres or categories that the catalogue knows for a work or for its maker; empty when it knows neither.
pub fn labels_of(kind: TasteKind, facet: Facet, name: &str, by: Option<&str>) -> &'static [Label] {
    labels_by_key(kind, facet, &name_key(name), by.map(name_key).as_deref())
}

/// [`labels_of`] by the keys of the names.
pub(crate) fn labels_by_key(kind: TasteKind, facet: Facet, name: &str, by: Option<&str>) -> &'static [Label] {
    let catalogue = tables::catalogue(kind);
    let of_maker = |maker: &str| catalogue.makers.get(maker).map(Vec::as_slice);
    let of_work = || {
        let works = catalogue.works.get(name)?;
        let place = works.iter().find(|(maker, _)| maker.as_deref() == by)?.1;
        Some(catalogue.entries[place].labels.as_slice())
    };
    let found = match facet {
        Facet::Artist | Facet::Channel => of_maker(name),
        Facet::Track | Facet::Album | Facet::Video => of_work().or_else(|| of_maker(by?)),
        // No library tells who made a game.
        Facet::Game => catalogue
            .works
            .get(name)
            .and_then(|works| works.first())
            .map(|it| catalogue.entries[it.1].labels.as_slice()),
        Facet::Playlist | Facet::Genre | Facet::Category => None,
    };
    found.unwrap_or_default()
}
