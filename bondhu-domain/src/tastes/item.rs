//! One thing that a person likes, with where that is known from.

use super::{Facet, Label, Source, TasteKind, TimeTable, clean};
use crate::catalogue;
use crate::timestamp::Timestamp;

/// One thing that a person likes. What a source does not tell is `None`, never 0.
#[derive(Clone, Debug, PartialEq)]
pub struct TasteItem {
    /// What kind of taste.
    pub kind: TasteKind,
    /// What it names.
    pub facet: Facet,
    /// Its name, 1 to [`super::MAX_NAME`] characters.
    pub name: String,
    /// Who made it: the artist of a track, the channel of a video.
    pub by: Option<String>,
    /// The source's own stable id, where it has one.
    pub provider_id: Option<String>,
    /// How often it was played.
    pub plays: Option<u32>,
    /// How long it was played in all, in minutes, 0 or more.
    pub minutes: Option<f64>,
    /// Its genres or categories as the source tells them; see [`Self::known_labels`].
    pub labels: Vec<Label>,
    /// Where it comes from.
    pub source: Source,
    /// When the source told it.
    pub fetched_at: Timestamp,
    /// When it was last played.
    pub last_played_at: Option<Timestamp>,
    /// At which hours and weekdays it was played.
    pub times: TimeTable,
}

/// Why a typed taste was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTaste {
    /// No visible character, or more than [`super::MAX_NAME`].
    #[error("a taste has a name of 1 to 200 characters")]
    Name,
    /// A channel among games, an artist among videos.
    #[error("not a kind of item that these tastes have")]
    Facet,
}

impl TasteItem {
    /// An item of which nothing but its name is known.
    pub fn bare(kind: TasteKind, facet: Facet, name: String, source: Source, fetched_at: Timestamp) -> Self {
        let labels = if facet.is_label() { Label::find(kind, &name) } else { None };
        Self {
            kind,
            facet,
            name,
            by: None,
            provider_id: None,
            plays: None,
            minutes: None,
            labels: labels.into_iter().collect(),
            source,
            fetched_at,
            last_played_at: None,
            times: TimeTable::default(),
        }
    }

    /// An item in the person's own words. A genre or category that no table knows is kept as it was typed.
    pub fn typed(kind: TasteKind, facet: Facet, name: &str, at: Timestamp) -> Result<Self, InvalidTaste> {
        if !facet.fits(kind) {
            return Err(InvalidTaste::Facet);
        }
        if name.trim().chars().nth(super::MAX_NAME).is_some() {
            return Err(InvalidTaste::Name);
        }
        let name = clean(name).ok_or(InvalidTaste::Name)?;
        Ok(Self::bare(kind, facet, name, Source::Typed, at))
    }

    /// Its genres or categories: the source's own or else those of the built-in catalogue for this work or its maker.
    pub fn known_labels(&self) -> &[Label] {
        if self.labels.is_empty() && !self.facet.is_label() {
            catalogue::labels_of(self.kind, self.facet, &self.name, self.by.as_deref())
        } else {
            &self.labels
        }
    }

    /// Whether the source says that it was never played, as Steam does of games that are owned only.
    pub fn is_untouched(&self) -> bool {
        match (self.plays, self.minutes) {
            (None, None) => false,
            (plays, minutes) => plays.unwrap_or(0) == 0 && minutes.unwrap_or(0.0) <= 0.0,
        }
    }
}

/// Removes all that came from `source` and says how many items that were.
pub fn purge(items: &mut Vec<TasteItem>, source: Source) -> usize {
    let before = items.len();
    items.retain(|item| item.source != source);
    before - items.len()
}
