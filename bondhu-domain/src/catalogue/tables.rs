//! The catalogue's files, read once.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use super::CatalogueEntry;
use crate::tastes::{Label, TasteKind, energy_step, mood_tags, name_key};

/// The entries of a kind with what is looked up in them, by [`name_key`].
pub(super) struct Catalogue {
    pub(super) entries: Vec<CatalogueEntry>,
    /// The labels of a maker's works, the most frequent first, at most three.
    pub(super) makers: HashMap<String, Vec<Label>>,
    /// The place of a work by its title and maker.
    pub(super) works: HashMap<(String, Option<String>), usize>,
    /// The labels of a title, whoever made it.
    pub(super) titles: HashMap<String, Vec<Label>>,
    /// The titles rated for adults.
    pub(super) adults: HashSet<String>,
}

pub(super) fn catalogue(kind: TasteKind) -> &'static Catalogue {
    static MUSIC: OnceLock<Catalogue> = OnceLock::new();
    static VIDEO: OnceLock<Catalogue> = OnceLock::new();
    static GAMES: OnceLock<Catalogue> = OnceLock::new();
    match kind {
        TasteKind::Music => MUSIC.get_or_init(|| read(kind, include_str!("data/music.tsv"))),
        TasteKind::Video => VIDEO.get_or_init(|| read(kind, include_str!("data/video.tsv"))),
        TasteKind::Games => GAMES.get_or_init(|| read(kind, include_str!("data/games.tsv"))),
    }
}

fn read(kind: TasteKind, text: &'static str) -> Catalogue {
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let entries: Vec<_> = lines.map(|line| entry(kind, line)).collect();
    let (mut works, mut titles, mut counts) = (HashMap::new(), HashMap::new(), HashMap::new());
    for (place, entry) in entries.iter().enumerate() {
        let earlier = works.insert((name_key(entry.title), entry.by.map(name_key)), place);
        assert!(earlier.is_none(), "twice in the catalogue: {} by {:?}", entry.title, entry.by);
        titles.entry(name_key(entry.title)).or_insert_with(|| entry.labels.clone());
        // "A, B" is a work of both.
        for maker in entry.by.iter().flat_map(|by| by.split(", ").chain([*by])) {
            let counts: &mut HashMap<Label, u32> = counts.entry(name_key(maker)).or_default();
            entry.labels.iter().for_each(|label| *counts.entry(*label).or_default() += 1);
        }
    }
    let makers = counts.into_iter().map(|(maker, counts)| (maker, most_frequent(counts))).collect();
    let adults =
        entries.iter().filter(|entry| entry.adults_only).map(|entry| name_key(entry.title)).collect();
    Catalogue { entries, makers, works, titles, adults }
}

fn most_frequent(counts: HashMap<Label, u32>) -> Vec<Label> {
    let mut labels: Vec<_> = counts.into_iter().collect();
    labels.sort_unstable_by_key(|(label, count)| (std::cmp::Reverse(*count), *label));
    labels.into_iter().take(3).map(|(label, _)| label).collect()
}

/// maker, title, year, language, labels, moods, energy; `-` for none; then `adults` or nothing.
fn entry(kind: TasteKind, line: &'static str) -> CatalogueEntry {
    let fields: Vec<&'static str> = line.split('\t').collect();
    let [by, title, year, language, labels, moods, energy, ref rating @ ..] = fields[..] else {
        panic!("an entry has seven fields: {line}");
    };
    assert!(matches!(rating, [] | ["adults"]), "unknown rating: {line}");
    let known = |field: &'static str| (field != "-").then_some(field);
    let label =
        |name: &str| Label::named(kind, name).unwrap_or_else(|| panic!("unknown label {name}: {line}"));
    CatalogueEntry {
        kind,
        title,
        by: known(by),
        year: known(year).map(|year| year.parse().expect("a year")),
        language: known(language),
        labels: labels.split(',').map(label).collect(),
        moods: mood_tags(moods),
        energy: energy_step(energy).expect("every entry has an energy"),
        adults_only: !rating.is_empty(),
    }
}
