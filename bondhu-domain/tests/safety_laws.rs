//! Laws of the detector: disguises, laughter, harmless company and a longer history never lower what was found.

use bondhu_domain::safety::{Detector, Tier};
use proptest::prelude::*;

/// Messages of tier 2 or 3, in each language and script.
const SERIOUS: [&str; 16] = [
    "I want to kill myself",
    "i wanna die",
    "kms",
    "I will hang myself tonight",
    "gonna unalive myself",
    "I have 30 sleeping pills and I am going to take them all",
    "I don't want to live anymore",
    "thinking about suicide again",
    "main mar jana chahta hu",
    "aaj raat phansi laga lunga",
    "ami more jete chai",
    "kal golay dori dibo",
    "मैं मर जाना चाहता हूं",
    "আমি আত্মহত্যা করতে চাই",
    "আজ রাতে সব শেষ করে দেব",
    "please take care of my cat when I'm gone",
];

const HARMLESS: [&str; 8] = [
    "It is raining here today.",
    "I had rice for lunch!",
    "My sister plays the guitar.",
    "What is the capital of France?",
    "Aaj chai acchi thi.",
    "আজ আকাশ পরিষ্কার।",
    "I watched a movie about dogs.",
    "My friend is doing well.",
];

const LAUGHTER: [&str; 6] = ["lol", "haha", "LMAO", "😂", "hehehe", "xD"];

fn tier(text: &str) -> Tier {
    Detector::global().detect(text, &[]).tier
}

fn serious() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&SERIOUS[..])
}

#[test]
fn the_messages_are_serious() {
    for text in SERIOUS {
        assert!(tier(text) >= Tier::Ideation, "{text}");
    }
}

proptest! {
    #[test]
    fn spaces_lower_nothing(text in serious(), places in prop::collection::vec(any::<prop::sample::Index>(), 0..12)) {
        let mut letters: Vec<char> = text.chars().collect();
        for place in places {
            let at = place.index(letters.len());
            // A vowel sign without its letter is another character, not the same with a space.
            letters.insert(at, ' ');
        }
        let spaced: String = letters.into_iter().collect();
        prop_assert!(tier(&spaced) >= tier(text), "{spaced}");
    }

    #[test]
    fn repeated_letters_lower_nothing(text in serious(), place in any::<prop::sample::Index>(), times in 1..9_usize) {
        let letters: Vec<char> = text.chars().filter(|c| !c.is_ascii_digit()).collect();
        let base: String = letters.iter().collect();
        let at = place.index(letters.len());
        let mut long = letters.clone();
        for _ in 0..times {
            long.insert(at, letters[at]);
        }
        let long: String = long.into_iter().collect();
        prop_assert!(tier(&long) >= tier(&base), "{long}");
    }

    #[test]
    fn case_lowers_nothing(text in serious(), upper in prop::collection::vec(any::<bool>(), 64)) {
        let mixed: String = text
            .chars()
            .zip(upper.into_iter().cycle())
            .map(|(c, up)| if up { c.to_ascii_uppercase() } else { c })
            .collect();
        prop_assert!(tier(&mixed) >= tier(text), "{mixed}");
    }

    #[test]
    fn laughter_lowers_nothing(text in serious(), laugh in prop::sample::select(&LAUGHTER[..]), place in any::<prop::sample::Index>()) {
        let mut words: Vec<&str> = text.split(' ').collect();
        let at = place.index(words.len() + 1);
        words.insert(at, laugh);
        prop_assert!(tier(&words.join(" ")) >= tier(text), "{words:?}");
    }

    #[test]
    fn harmless_company_lowers_nothing(
        text in serious(),
        before in prop::collection::vec(prop::sample::select(&HARMLESS[..]), 0..4),
        after in prop::collection::vec(prop::sample::select(&HARMLESS[..]), 0..4),
    ) {
        let whole = format!("{} {text}. {}", before.join(" "), after.join(" "));
        prop_assert!(tier(&whole) >= tier(text), "{whole}");
    }

    #[test]
    fn a_longer_history_lowers_nothing(
        text in "\\PC{0,60}",
        early in prop::collection::vec(prop::sample::select(&SERIOUS[..]), 0..4),
        late in prop::collection::vec(prop::sample::select(&HARMLESS[..]), 0..4),
    ) {
        let short = Detector::global().detect(&text, &late);
        let long = Detector::global().detect(&text, &[early, late].concat());
        prop_assert!(long.tier >= short.tier);
        prop_assert!(short.flags.iter().all(|flag| long.flags.contains(flag)));
    }

    #[test]
    fn any_text_is_assessed_the_same_way_twice(text in any::<String>(), earlier in any::<String>()) {
        let history = [earlier.as_str()];
        prop_assert_eq!(Detector::global().detect(&text, &history), Detector::global().detect(&text, &history));
    }
}

#[test]
fn odd_texts_take_bounded_time_and_no_panic() {
    let texts = [
        "😭".repeat(5_000),
        "a".repeat(5_000),
        "kill ".repeat(1_000),
        "want to ".repeat(700),
        "\u{202e}\u{200b}".repeat(2_500),
        "1".repeat(5_000),
        "i ".repeat(2_500),
        "ক্".repeat(2_500),
        String::new(),
        "\0\u{1}\u{7f}".into(),
        "क़".repeat(2_000),
        "👩\u{200d}👩\u{200d}👧".repeat(600),
    ];
    for text in texts {
        Detector::global().detect(&text, &[&text]);
    }
}

#[test]
fn disguises_are_seen_through() {
    for text in [
        "k i l l  m y s e l f",
        "k.i.l.l m-y-s-e-l-f",
        "K1LL MY53LF",
        "ki11 myself",
        "k*ll myself",
        "ｋｉｌｌ ｍｙｓｅｌｆ",
        "𝓀𝒾𝓁𝓁 𝓂𝓎𝓈𝑒𝓁𝒻",
        "kіll mуsеlf",
        "ki\u{200b}ll my\u{200d}self",
        "kïll mÿself",
        "killlll   myyyyself",
        "killmyself",
        "iwanttodie",
        "I am $uicid@l",
        "Κιll myself",
    ] {
        assert!(tier(text) >= Tier::Distress, "{text}");
    }
}

/// Found by the fuzz target: the next sentence began with the last letter of a word that excuses ("cut cost", "s"), and so
/// took away what the first one said.
#[test]
fn the_letters_of_the_next_sentence_excuse_nothing() {
    let alone = "I need to cut";
    assert_eq!(tier(alone), Tier::Ideation);
    assert_eq!(tier("I need to cut. Costs are high this quarter."), Tier::Ideation);
    assert_eq!(tier("I need to cut cost\ns this quarter"), Tier::Ideation);
    assert_eq!(tier("I need to cut costs this quarter"), Tier::None);
}

/// Found by the fuzz target: what only the linear model recognised, now a rule does, was thinned out by a second sentence.
#[test]
fn harmless_company_does_not_thin_out_what_no_rule_names() {
    let text = "chirotore ghumate chai";
    assert_eq!(tier(text), Tier::Ideation);
    for company in HARMLESS {
        assert_eq!(tier(&format!("{company} {text}. {company}")), Tier::Ideation, "{company}");
    }
}
