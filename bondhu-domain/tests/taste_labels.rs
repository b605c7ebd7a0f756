//! Genres and categories: what free texts come to, and which of them the published weights may speak about.

use std::collections::BTreeSet;

use bondhu_domain::tastes::{Label, TasteKind};

fn music(text: &str) -> Option<&'static str> {
    Label::find(TasteKind::Music, text).map(Label::name)
}

#[test]
fn spellings_come_to_one_name() {
    for (text, name) in [
        ("Hip Hop", "hip-hop"),
        ("RAP", "hip-hop"),
        ("R&B", "r&b"),
        ("rnb", "r&b"),
        ("K-Pop", "k-pop"),
        ("kpop", "k-pop"),
        ("Lo-Fi", "chill"),
        ("Drum & Bass", "electronic"),
        ("Bollywood", "hindi film"),
        ("modern bollywood", "hindi film"),
        ("classic bollywood", "classic hindi film"),
        ("desi hip hop", "desi hip-hop"),
        ("Rabindra Sangeet", "rabindrasangeet"),
        ("রবীন্দ্রসঙ্গীত", "rabindrasangeet"),
        ("বাউল", "baul"),
        ("bangladeshi rock", "bangla rock"),
        ("Indian Classical", "hindustani classical"),
        ("melodic death metal", "death metal"),
        ("canadian indie folk", "indie folk"),
        ("permanent wave rock", "rock"),
    ] {
        assert_eq!(music(text), Some(name), "{text}");
    }
}

#[test]
fn parts_of_words_and_unknown_texts_are_nothing() {
    for text in ["", "   ", "popcorn", "rocket science", "trapeze", "???", &"x ".repeat(10_000)] {
        assert_eq!(music(text), None, "{text:.20}");
    }
}

#[test]
fn every_name_finds_itself() {
    for kind in TasteKind::ALL {
        for label in Label::all(*kind) {
            assert_eq!(Label::find(*kind, label.name()), Some(label));
            assert_eq!(Label::named(*kind, label.name()), Some(label));
        }
    }
}

#[test]
fn the_vendors_categories_are_known() {
    for (number, name) in
        [(10, "music"), (20, "gaming"), (17, "sports"), (27, "education"), (15, "animals"), (23, "comedy")]
    {
        assert_eq!(Label::of_youtube_category(number).map(Label::name), Some(name), "{number}");
    }
    assert_eq!(Label::of_youtube_category(999), None);
    let topic = |kind, page: &str| {
        Label::of_youtube_topic(kind, &format!("https://en.wikipedia.org/wiki/{page}")).map(Label::name)
    };
    assert_eq!(topic(TasteKind::Music, "Hip_hop_music"), Some("hip-hop"));
    assert_eq!(topic(TasteKind::Music, "Music_of_Latin_America"), Some("latin"));
    assert_eq!(topic(TasteKind::Video, "Role-playing_video_game"), Some("gaming"));
    assert_eq!(topic(TasteKind::Video, "Lifestyle_(sociology)"), Some("vlogs"));
    assert_eq!(Label::of_youtube_topic(TasteKind::Music, "https://example.org/Pop_music"), None);
}

#[test]
fn indian_and_bengali_genres_weigh_nothing() {
    let local: Vec<_> = Label::all(TasteKind::Music)
        .filter(|label| ["indian", "bengali"].contains(&label.family()))
        .collect();
    assert!(local.len() >= 20);
    assert!(local.iter().all(|label| label.measured_as().is_none()), "{local:?}");
    for kind in [TasteKind::Video, TasteKind::Games] {
        assert!(Label::all(kind).all(|label| label.measured_as().is_none()));
    }
}

/// The genres of Anderson et al. 2021 that the weights are published for; no other name may appear, none may be missing.
#[test]
fn measured_names_are_those_of_the_published_table() {
    let published: BTreeSet<_> = [
        "pop",
        "hip-hop",
        "r&b",
        "rock",
        "alternative",
        "indie",
        "emo",
        "punk",
        "metal",
        "death metal",
        "jazz",
        "soul",
        "funk",
        "blues",
        "classical",
        "folk",
        "atmospheric",
        "chill",
        "electro",
        "deep house",
        "house",
        "country",
        "latin",
        "reggaeton",
        "soundtrack",
        "k-pop",
        "j-pop",
        "christian",
    ]
    .into();
    let named: BTreeSet<_> = Label::all(TasteKind::Music).filter_map(Label::measured_as).collect();
    assert_eq!(named, published);
}
