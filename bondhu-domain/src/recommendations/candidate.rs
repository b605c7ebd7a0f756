//! What can be recommended.

use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

use crate::catalogue::{self, CatalogueEntry};
use crate::tastes::wire::wire_enum;
use crate::tastes::{Feeling, Label, MoodTag, TasteItem, TasteKind, name_key};
use crate::timestamp::Timestamp;

/// The id of a work, the same wherever it comes from: 128 bits of its kind, title and maker in the spelling-blind form
/// of [`name_key`]; of a game its kind and title alone, as no library tells who made it. Its text is 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemId(u128);

/// A text that is no id of a work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not 32 hexadecimal digits")]
pub struct InvalidItemId;

impl ItemId {
    /// The id of a work.
    pub fn of(kind: TasteKind, title: &str, by: Option<&str>) -> Self {
        Self::by_key(kind, &name_key(title), by.map(name_key).as_deref())
    }

    fn by_key(kind: TasteKind, title: &str, by: Option<&str>) -> Self {
        let maker = match kind {
            TasteKind::Music | TasteKind::Video => by.unwrap_or_default(),
            TasteKind::Games => "",
        };
        Self(fnv_1a(&[kind.as_str(), title, maker]))
    }

    pub(super) const fn bits(self) -> u128 {
        self.0
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:032x}", self.0)
    }
}

impl FromStr for ItemId {
    type Err = InvalidItemId;
    fn from_str(text: &str) -> Result<Self, InvalidItemId> {
        let digits = text.len() == 32 && text.bytes().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'));
        let id = digits.then(|| u128::from_str_radix(text, 16).ok()).flatten();
        id.map(Self).ok_or(InvalidItemId)
    }
}

/// FNV-1a of 128 bits over the parts, each closed by a byte that no UTF-8 text holds. Fast, and not against an
/// adversary: whoever makes two works collide spoils a list of their own.
fn fnv_1a(parts: &[&str]) -> u128 {
    let ended = parts.iter().flat_map(|part| part.bytes().chain([0xff]));
    ended.fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
    })
}

wire_enum! {
    /// Where a candidate comes from.
    Origin {
        /// The person's own library.
        Library = "library",
        /// What a provider returned for them and they do not know yet.
        Provider = "provider",
        /// The built-in catalogue.
        Catalogue = "catalogue",
    }
}

/// Something that can be recommended.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Its id.
    pub id: ItemId,
    /// What kind of taste it is for.
    pub kind: TasteKind,
    /// Its title.
    pub title: String,
    /// Its artist, channel or studio.
    pub by: Option<String>,
    /// Its own page, where a provider's id leads to one; see [`Self::url`].
    pub page: Option<String>,
    /// Where it comes from.
    pub origin: Origin,
    /// Its genres or categories.
    pub labels: Vec<Label>,
    /// How it feels, by its own tags or else as its genres usually do; empty when neither is known.
    pub moods: Vec<MoodTag>,
    /// The language that is heard, a BCP 47 tag, where that is known and makes a difference.
    pub language: Option<String>,
    /// Whether it is rated for adults.
    pub adults_only: bool,
    /// When the person last played it, where that is known.
    pub last_played_at: Option<Timestamp>,
    /// Whether the person owns it and never played it.
    pub untouched: bool,
    pub(super) feeling: Option<Feeling>,
    /// The id of the maker, see [`maker_id`].
    pub(super) maker: Option<u128>,
}

impl Candidate {
    /// An item of the person's library, or one that a provider returned. Genres and playlists are no works and give
    /// `None`.
    pub fn of_item(item: &TasteItem, origin: Origin) -> Option<Self> {
        use crate::tastes::Facet;
        match item.facet {
            Facet::Genre | Facet::Category | Facet::Playlist => return None,
            Facet::Artist | Facet::Track | Facet::Album | Facet::Channel | Facet::Video | Facet::Game => {}
        }
        let (name, by) = (name_key(&item.name), item.by.as_deref().map(name_key));
        let labels = if item.labels.is_empty() {
            catalogue::labels_by_key(item.kind, item.facet, &name, by.as_deref()).to_vec()
        } else {
            item.labels.clone()
        };
        let mut moods: Vec<MoodTag> = labels.iter().flat_map(|label| label.moods()).copied().collect();
        moods.sort_unstable();
        moods.dedup();
        let known: Vec<f64> = labels.iter().filter_map(|label| label.energy()).collect();
        let energy = known.iter().copied().reduce(f64::max);
        // An artist or a channel that is recommended as such is its own maker: it too is not to come three times.
        let maker = by.as_deref().unwrap_or(&name);
        Some(Self {
            id: ItemId::by_key(item.kind, &name, by.as_deref()),
            kind: item.kind,
            maker: (item.kind != TasteKind::Games || by.is_some()).then(|| fnv_1a(&[maker])),
            title: item.name.clone(),
            by: item.by.clone(),
            page: catalogue::item_page(item),
            origin,
            feeling: Feeling::of(&moods, energy),
            labels,
            moods,
            language: None,
            adults_only: catalogue::is_for_adults(item.kind, &name),
            last_played_at: item.last_played_at,
            untouched: item.is_untouched(),
        })
    }

    /// Where it can be found: its own page, or a search.
    pub fn url(&self) -> String {
        let search = || catalogue::search_url(self.kind, &self.title, self.by.as_deref());
        self.page.clone().unwrap_or_else(search)
    }

    /// An entry of the built-in catalogue.
    pub fn of_entry(entry: &CatalogueEntry) -> Self {
        Self {
            id: ItemId::of(entry.kind, entry.title, entry.by),
            kind: entry.kind,
            title: entry.title.to_owned(),
            by: entry.by.map(str::to_owned),
            page: None,
            origin: Origin::Catalogue,
            labels: entry.labels.clone(),
            moods: entry.moods.clone(),
            language: entry.language.map(str::to_owned),
            adults_only: entry.adults_only,
            last_played_at: None,
            untouched: false,
            feeling: entry.feeling(),
            maker: entry.by.map(|by| maker_id(first_maker(by))),
        }
    }
}

/// The candidates of the built-in catalogue for a kind.
pub fn catalogue_candidates(kind: TasteKind) -> &'static [Candidate] {
    static MUSIC: OnceLock<Vec<Candidate>> = OnceLock::new();
    static VIDEO: OnceLock<Vec<Candidate>> = OnceLock::new();
    static GAMES: OnceLock<Vec<Candidate>> = OnceLock::new();
    let cell = match kind {
        TasteKind::Music => &MUSIC,
        TasteKind::Video => &VIDEO,
        TasteKind::Games => &GAMES,
    };
    cell.get_or_init(|| catalogue::entries(kind).iter().map(Candidate::of_entry).collect())
}

/// What identifies an artist, channel or studio, whatever the spelling.
pub(super) fn maker_id(name: &str) -> u128 {
    fnv_1a(&[&name_key(name)])
}

/// The first of several makers, whose work it is taken to be.
fn first_maker(by: &str) -> &str {
    by.split_once(", ").map_or(by, |(first, _)| first)
}
