//! Genres of music and games and categories of video: one name for each, whatever a provider, a file or a person calls
//! it.
//!
//! The tables are data files of own making. A genre of music that the published weights know
//! (Anderson et al. 2021) says under which name; all others, every Indian and Bengali one among them, exist and weigh
//! nothing for personality.

use std::collections::HashMap;
use std::fmt;
use std::sync::OnceLock;

use super::names::{name_key, words};
use super::{MoodTag, TasteKind};

/// A genre or a category. Its order and number can change with the tables; only its name is stored.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label {
    kind: TasteKind,
    index: u16,
}

impl Label {
    /// Every label of a kind, in the order of its table.
    pub fn all(kind: TasteKind) -> impl Iterator<Item = Self> {
        let count = u16::try_from(table(kind).rows.len()).unwrap_or(u16::MAX);
        (0..count).map(move |index| Self { kind, index })
    }

    /// The label with exactly this canonical name.
    pub fn named(kind: TasteKind, name: &str) -> Option<Self> {
        Self::all(kind).find(|label| label.name() == name)
    }

    /// The label that a free text means: an alias as a whole or, failing that, the longest run of its words that is one,
    /// the later of equals (`melodic death metal` → death metal, `canadian indie folk` → indie folk).
    pub fn find(kind: TasteKind, text: &str) -> Option<Self> {
        /// Longer texts are no genres.
        const MOST_WORDS: usize = 12;
        let mut words = words(text);
        words.truncate(MOST_WORDS);
        let aliases = &table(kind).aliases;
        let index = (1..=words.len()).rev().find_map(|length| {
            words.windows(length).rev().find_map(|run| aliases.get(&run.concat()).copied())
        })?;
        Some(Self { kind, index })
    }

    /// The category of video of a `YouTube` category number (`snippet.categoryId`).
    pub fn of_youtube_category(number: u16) -> Option<Self> {
        let kind = TasteKind::Video;
        let index = *table(kind).aliases.get(&name_key(&format!("youtube {number}")))?;
        Some(Self { kind, index })
    }

    /// The label of a `YouTube` topic, the address of a Wikipedia page such as `https://en.wikipedia.org/wiki/Pop_music`.
    pub fn of_youtube_topic(kind: TasteKind, address: &str) -> Option<Self> {
        let (_, page) = address.rsplit_once("/wiki/")?;
        Self::find(kind, &page.replace('_', " "))
    }

    /// Its place in the table of its kind, for tables of numbers.
    pub(crate) fn place(self) -> usize {
        self.index.into()
    }

    /// What it is a label of.
    pub const fn kind(self) -> TasteKind {
        self.kind
    }

    /// Its canonical name, English, lower case.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The wider family, for grouping: `rock`, `indian`, `bengali`.
    pub fn family(self) -> &'static str {
        self.row().family
    }

    /// The name under which the published weights (Anderson et al. 2021) know this genre; `None` weighs 0.
    pub fn measured_as(self) -> Option<&'static str> {
        self.row().measured_as
    }

    /// How it usually feels; empty when that is not known.
    pub fn moods(self) -> &'static [MoodTag] {
        &self.row().moods
    }

    /// Its usual energy, 0 to 1; `None` when not known.
    pub fn energy(self) -> Option<f64> {
        self.row().energy
    }

    fn row(self) -> &'static Row {
        &table(self.kind).rows[usize::from(self.index)]
    }
}

impl fmt::Display for Label {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl fmt::Debug for Label {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.kind, self.name())
    }
}

struct Row {
    name: &'static str,
    family: &'static str,
    measured_as: Option<&'static str>,
    energy: Option<f64>,
    moods: Vec<MoodTag>,
}

struct Table {
    rows: Vec<Row>,
    /// By the key of the alias, see [`name_key`].
    aliases: HashMap<String, u16>,
}

fn table(kind: TasteKind) -> &'static Table {
    static MUSIC: OnceLock<Table> = OnceLock::new();
    static VIDEO: OnceLock<Table> = OnceLock::new();
    static GAMES: OnceLock<Table> = OnceLock::new();
    match kind {
        TasteKind::Music => MUSIC.get_or_init(|| read(include_str!("data/music_genres.tsv"))),
        TasteKind::Video => VIDEO.get_or_init(|| read(include_str!("data/video_categories.tsv"))),
        TasteKind::Games => GAMES.get_or_init(|| read(include_str!("data/game_genres.tsv"))),
    }
}

fn read(text: &'static str) -> Table {
    let (mut rows, mut aliases) = (Vec::new(), HashMap::new());
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let fields: Vec<&'static str> = line.split('\t').collect();
        let [name, family, measured_as, energy, moods, others] = fields[..] else {
            panic!("a label has six fields: {line}");
        };
        let index = u16::try_from(rows.len()).expect("fewer labels than numbers");
        for alias in std::iter::once(name).chain(others.split(',')).filter(|it| !it.is_empty()) {
            let earlier = aliases.insert(name_key(alias), index);
            assert!(earlier.is_none_or(|it| it == index), "{alias} names two labels");
        }
        rows.push(Row {
            name,
            family,
            measured_as: (measured_as != "-").then_some(measured_as),
            energy: energy_step(energy),
            moods: mood_tags(moods),
        });
    }
    Table { rows, aliases }
}

/// An energy of 1 to 5 as 0 to 1; `-` for unknown.
pub(crate) fn energy_step(text: &str) -> Option<f64> {
    if text == "-" {
        return None;
    }
    let step: u8 = text.parse().expect("an energy is a number");
    assert!((1..=5).contains(&step), "an energy is 1 to 5");
    Some(f64::from(step - 1) / 4.0)
}

/// Mood tags separated by commas.
pub(crate) fn mood_tags(text: &str) -> Vec<MoodTag> {
    let tag = |name: &str| MoodTag::parse(name).unwrap_or_else(|| panic!("unknown mood tag {name}"));
    text.split(',').filter(|name| !name.is_empty()).map(tag).collect()
}
