//! The built-in catalogue: large enough, without doubles, with years that can be right and tags that are known.

use std::collections::{BTreeMap, BTreeSet};

use bondhu_domain::catalogue::{CatalogueEntry, entries, labels_of, search_url};
use bondhu_domain::tastes::{Facet, Label, TasteKind, name_key};

fn all() -> impl Iterator<Item = &'static CatalogueEntry> {
    TasteKind::ALL.iter().flat_map(|kind| entries(*kind))
}

#[test]
fn it_is_as_large_as_promised() {
    assert!(entries(TasteKind::Music).len() >= 300);
    assert!(entries(TasteKind::Video).len() >= 80);
    assert!(entries(TasteKind::Games).len() >= 80);
}

#[test]
fn many_genres_have_several_entries() {
    let mut counts: BTreeMap<Label, usize> = BTreeMap::new();
    for entry in entries(TasteKind::Music) {
        entry.labels.iter().for_each(|label| *counts.entry(*label).or_default() += 1);
    }
    assert!(counts.values().filter(|count| **count >= 5).count() >= 35, "{counts:?}");
    let families: BTreeSet<_> = counts.keys().map(|label| label.family()).collect();
    assert!(families.contains("indian") && families.contains("bengali"));
    for name in [
        "hindi film",
        "ghazal",
        "qawwali",
        "rabindrasangeet",
        "nazrul geeti",
        "baul",
        "bangla rock",
        "hindustani classical",
        "hindi indie",
        "punjabi",
        "tamil",
    ] {
        let label = Label::named(TasteKind::Music, name).unwrap();
        assert!(counts.get(&label).is_some_and(|count| *count >= 5), "{name}: {:?}", counts.get(&label));
    }
}

/// Tables are read by code that panics on an unknown genre, tag or field, so every file must be read here.
#[test]
fn every_entry_has_what_it_needs() {
    for entry in all() {
        assert!(!entry.title.trim().is_empty() && entry.title.trim() == entry.title, "{entry:?}");
        assert!(
            !entry.labels.is_empty() && entry.labels.iter().all(|label| label.kind() == entry.kind),
            "{entry:?}"
        );
        assert!((1..=3).contains(&entry.moods.len()), "{entry:?}");
        assert!((0.0..=1.0).contains(&entry.energy), "{entry:?}");
        assert_eq!(entry.by.is_none(), entry.kind == TasteKind::Video, "{entry:?}");
        let distinct: BTreeSet<_> = entry.labels.iter().collect();
        assert_eq!(distinct.len(), entry.labels.len(), "{entry:?}");
    }
}

#[test]
fn years_can_be_right() {
    for entry in all() {
        let years = match entry.kind {
            TasteKind::Music => 1600..=2026,
            TasteKind::Video => 0..=0,
            TasteKind::Games => 1958..=2026,
        };
        assert!(entry.year.is_none_or(|year| years.contains(&year)), "{entry:?}");
    }
    // Recorded music is younger than recording; what is older is of the concert hall.
    for entry in entries(TasteKind::Music).iter().filter(|entry| entry.year.is_some_and(|year| year < 1900)) {
        assert_eq!(entry.labels[0].name(), "classical", "{entry:?}");
    }
}

#[test]
fn nothing_is_in_it_twice() {
    let mut seen = BTreeSet::new();
    for entry in all() {
        assert!(seen.insert((entry.kind, name_key(entry.title), entry.by.map(name_key))), "{entry:?}");
    }
    // The same work under two spellings of an artist's name would be a double too.
    let titles = entries(TasteKind::Games).iter().map(|entry| name_key(entry.title));
    assert_eq!(titles.collect::<BTreeSet<_>>().len(), entries(TasteKind::Games).len());
}

#[test]
fn languages_are_language_tags() {
    for entry in all() {
        let tag = entry.language.unwrap_or("en");
        assert!((2..=3).contains(&tag.len()) && tag.bytes().all(|it| it.is_ascii_lowercase()), "{entry:?}");
    }
}

#[test]
fn links_are_built_for_all_and_hold_no_raw_sign() {
    for entry in all() {
        let url = search_url(entry.kind, entry.title, entry.by);
        let (_, query) = url.split_once('=').unwrap();
        assert!(url.starts_with("https://") && !query.is_empty(), "{url}");
        assert!(query.bytes().all(|it| it.is_ascii_alphanumeric() || b"-._~%".contains(&it)), "{url}");
    }
}

#[test]
fn genres_of_artists_and_works_are_known_without_a_provider() {
    let names = |facet, name: &str, by| {
        labels_of(TasteKind::Music, facet, name, by).iter().map(|label| label.name()).collect::<Vec<_>>()
    };
    assert_eq!(names(Facet::Artist, "nusrat fateh ali khan", None)[0], "qawwali");
    assert_eq!(names(Facet::Artist, "Metallica", None), ["metal"]);
    assert_eq!(names(Facet::Track, "Kesariya", Some("ARIJIT SINGH")), ["hindi film"]);
    // An unknown work of a known artist has the genres of the artist.
    assert_eq!(names(Facet::Track, "Some new song", Some("Metallica")), ["metal"]);
    assert!(names(Facet::Track, "Kesariya", None).is_empty());
    assert_eq!(labels_of(TasteKind::Games, Facet::Game, "celeste", None)[0].name(), "platformer");
    assert!(labels_of(TasteKind::Games, Facet::Game, "Metallica", None).is_empty());
}
