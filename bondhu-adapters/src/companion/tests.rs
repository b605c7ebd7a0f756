//! What the companion says as a whole.

mod safety;

use bondhu_domain::users::Language;
use bondhu_ports::chat_model::Role;
use proptest::prelude::*;

use super::intents::Intent;
use super::templates::{Part, all_lines};
use super::{Prompted, reply};

const SEEDS: std::ops::Range<u64> = 0..24;

fn answer(newest: &str, earlier: &[(Role, &str)], seed: u64) -> String {
    reply(&Prompted { newest, earlier, language: Language::English, name: None }, seed)
}

fn answers(newest: &str) -> Vec<String> {
    SEEDS.map(|seed| answer(newest, &[], seed)).collect()
}

/// A chat of the given lines, with the companion's replies.
fn chat(lines: &[&str], seed: u64) -> Vec<(Role, String)> {
    let mut told: Vec<(Role, String)> = Vec::new();
    for line in lines {
        let earlier: Vec<(Role, &str)> = told.iter().map(|(role, text)| (*role, text.as_str())).collect();
        let text = answer(line, &earlier, seed);
        told.push((Role::User, (*line).to_owned()));
        told.push((Role::Assistant, text));
    }
    told
}

fn replies(lines: &[&str], seed: u64) -> Vec<String> {
    chat(lines, seed).into_iter().filter(|(role, _)| *role == Role::Assistant).map(|(_, text)| text).collect()
}

const TWENTY: &[&str] = &[
    "hi",
    "I'm so tired of my exams",
    "my physics paper is on Monday",
    "yes",
    "I can't sleep because of it",
    "my dad keeps asking about marks",
    "no",
    "He compares me with my cousin",
    "it makes me angry",
    "idk",
    "maybe I should talk to him",
    "what should I do",
    "ok",
    "my friend Rina said the same",
    "We went out for biryani yesterday",
    "it was great",
    "are you a real person?",
    "hmm",
    "I passed the mock test!",
    "thanks, bye",
];

#[test]
fn the_same_seed_gives_the_same_reply_and_others_vary() {
    assert_eq!(answer("I had a strange day", &[], 7), answer("I had a strange day", &[], 7));
    for text in
        ["I had a strange day", "hello", "I feel so lonely", "bahut akela lag raha hai", "ami khub klanto"]
    {
        let mut different = answers(text);
        different.sort();
        different.dedup();
        assert!(different.len() >= 3, "{text}: {different:?}");
    }
}

#[test]
fn nothing_is_said_twice_in_twenty_turns() {
    for seed in SEEDS {
        let said = replies(TWENTY, seed);
        let mut sentences: Vec<&str> =
            said.iter().flat_map(|text| text.split_inclusive(['.', '?', '!'])).map(str::trim).collect();
        let all = sentences.len();
        sentences.sort_unstable();
        let twice: Vec<&str> =
            sentences.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        sentences.dedup();
        assert_eq!(sentences.len(), all, "seed {seed}: {twice:?}");
    }
    // Even for somebody who says only one word, whole replies do not come back within twenty turns.
    let said = replies(&["ok"; 20], 3);
    assert!((1..20).all(|at| !said[..at].contains(&said[at])), "{said:#?}");
}

#[test]
fn what_was_said_earlier_is_taken_up_and_not_invented() {
    let earlier = [(Role::User, "my exams start soon"), (Role::Assistant, "Okay.")];
    let said: Vec<String> = SEEDS.map(|seed| answer("hmm", &earlier, seed)).collect();
    assert!(said.iter().any(|text| text.contains("your exams")), "{said:?}");
    assert!(answers("hmm").iter().all(|text| !text.contains("Earlier you") && !text.contains("exams")));
}

#[test]
fn the_persons_words_are_given_back() {
    let said = answers("I am tired of my exams");
    assert!(
        said.iter()
            .any(|text| text.contains("you're tired of your exams")
                || text.contains("You're tired of your exams")),
        "{said:?}"
    );
    for text in ["I am a failure", "I hate myself", "I'm ugly"] {
        for said in answers(text) {
            let lower = said.to_lowercase();
            assert!(
                !["failure", "you hate", "ugly"].iter().any(|word| lower.contains(word)),
                "{text}: {said}"
            );
        }
    }
}

#[test]
fn replies_come_in_the_persons_language() {
    let script = |text: &str, range: std::ops::RangeInclusive<char>| text.chars().any(|c| range.contains(&c));
    for said in answers("मन नहीं लग रहा") {
        assert!(script(&said, '\u{900}'..='\u{97f}'), "{said}");
    }
    for said in answers("আমার মন খারাপ") {
        assert!(script(&said, '\u{980}'..='\u{9ff}'), "{said}");
    }
    for text in ["bahut tension ho rahi hai yaar", "ami khub klanto"] {
        for said in answers(text) {
            assert!(said.is_ascii() && !said.contains(" you"), "{text}: {said}");
        }
    }
    for said in answers("мне очень грустно") {
        assert!(said.contains("English") && said.contains("Bangla"), "{said}");
    }
    let hindi = Prompted { newest: "👍", earlier: &[], language: Language::Hindi, name: None };
    assert!(script(&reply(&hindi, 1), '\u{900}'..='\u{97f}'));
}

#[test]
fn a_name_is_used_only_when_it_is_one() {
    let greet = |name| -> Vec<String> {
        SEEDS
            .map(|seed| {
                reply(&Prompted { newest: "hello", earlier: &[], language: Language::English, name }, seed)
            })
            .collect()
    };
    assert!(greet(Some("Mitu")).iter().any(|text| text.contains("Mitu")));
    let long = "x".repeat(60);
    for name in [None, Some(""), Some("<b>"), Some(long.as_str())] {
        assert!(greet(name).iter().all(|text| !text.contains('{')
            && !text.contains("<b>")
            && !text.contains("xx")
            && !text.contains(" ,")));
    }
}

#[test]
fn lines_are_short_enough() {
    for (voice, intent, part, line) in all_lines() {
        let most = if part == Part::Whole { 600 } else { 280 };
        assert!(
            line.chars().count() <= most,
            "{voice:?} {intent:?} {part:?}: {} {line}",
            line.chars().count()
        );
    }
}

#[test]
fn odd_messages_get_a_reply() {
    let long = "word ".repeat(1_000);
    let zalgo = format!("a{}", "\u{301}".repeat(4_000));
    for text in [
        "",
        " ",
        "...",
        "?",
        "😭😭😭",
        "🎉",
        "1234",
        "\u{202e}abc",
        "\0",
        "aaaaaaaaaaaa",
        &long,
        &zalgo,
        "👨‍👩‍👧‍👦",
        "()[]{}",
    ] {
        for said in answers(text) {
            assert!(!said.is_empty() && said.chars().count() <= 700, "{text:?}: {said}");
        }
    }
}

proptest! {
    #[test]
    fn any_text_gets_a_bounded_reply(newest in ".{0,400}", before in ".{0,80}", name in proptest::option::of(".{0,60}"), seed: u64) {
        let earlier = [(Role::User, before.as_str()), (Role::Assistant, before.as_str())];
        for language in Language::ALL {
            let request = Prompted { newest: &newest, earlier: &earlier, language, name: name.as_deref() };
            let said = reply(&request, seed);
            prop_assert!(!said.trim().is_empty());
            prop_assert!(said.chars().count() <= 700);
            prop_assert_eq!(said, reply(&request, seed));
        }
    }

    #[test]
    fn any_words_get_a_bounded_reply(
        words in proptest::collection::vec(prop_oneof!["[a-z]{1,8}", Just("I am".to_owned()), Just("my exams".to_owned()), Just("sad".to_owned()), Just("নেই".to_owned())], 0..60),
        seed: u64,
    ) {
        let said = answer(&words.join(" "), &[], seed);
        prop_assert!(!said.is_empty() && said.chars().count() <= 700);
    }
}
#[test]
fn a_talk_of_twelve_turns_is_followed() {
    let turns: &[(&str, &[Intent])] = &[
        ("hey", &[Intent::Greeting]),
        ("not so good, my girlfriend broke up with me", &[Intent::Breakup]),
        ("we were together for three years", &[Intent::Echo]),
        ("I feel so empty without her", &[Intent::Numb]),
        ("she said I work too much", &[Intent::Work]),
        ("am I talking to a person?", &[Intent::Human]),
        ("what should I do?", &[Intent::Advice]),
        ("I could call my sister", &[Intent::Family, Intent::Echo]),
        ("yes", &[Intent::Affirm]),
        ("she is always so calm", &[Intent::General]),
        ("thank you", &[Intent::Thanks]),
        ("good night", &[Intent::Farewell]),
    ];
    let lines: Vec<&str> = turns.iter().map(|(text, _)| *text).collect();
    for seed in SEEDS {
        for (said, (text, expected)) in replies(&lines, seed).iter().zip(turns) {
            let from = |line: &str| {
                let longest =
                    line.split(['{', '}']).step_by(2).max_by_key(|piece| piece.len()).unwrap_or_default();
                said.contains(longest.trim())
            };
            let matched =
                all_lines().iter().any(|(_, intent, _, line)| expected.contains(intent) && from(line));
            assert!(matched, "seed {seed}, {text}: {said}");
        }
    }
}
