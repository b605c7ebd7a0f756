//! The catalogue's files, read once.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::CatalogueEntry;
use crate::tastes::{Label, TasteKind, energy_step, mood_tags, name_key};

/// The entries of a kind with what is looked up in them, by [`name_key`].
pub(super) struct Catalogue {
    pub(super) entries: Vec<CatalogueEntry>,
    /// The labels of a maker's works, the most frequent first, at most three.
    pub(super) makers: HashMap<String, Vec<Label>>,
    /// The works of a title: the key of the maker with the place of the entry.
    pub(super) works: HashMap<String, Vec<(Option<String>, usize)>>,
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
    let (mut works, mut counts) = (HashMap::new(), HashMap::new());
    for (place, entry) in entries.iter().enumerate() {
        let works: &mut Vec<_> = works.entry(name_key(entry.title)).or_default();
        works.push((entry.by.map(name_key), place));
        // "A, B" is a work of both.
        for maker in entry.by.iter().flat_map(|by| by.split(", ").chain([*by])) {
            let counts: &mut HashMap<Label, u32> = counts.entry(name_key(maker)).or_default();
            entry.labels.iter().for_each(|label| *counts.entry(*label).or_default() += 1);
        }
    }
    let makers = counts.into_iter().map(|(maker, counts)| (maker, most_frequent(counts))).collect();
    Catalogue { entries, makers, works }
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
