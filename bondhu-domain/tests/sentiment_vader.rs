//! The base is VADER to the last published digit.
#![expect(clippy::unwrap_used, reason = "what cannot be unwrapped here is a failed test")]

use bondhu_domain::sentiment::{Analyzer, Vader};
use proptest::prelude::*;
use vader_parity::{SentimentIntensityAnalyzer, SentimentScores};

struct Row {
    scores: [f64; 4],
    text: String,
}

fn rows() -> Vec<Row> {
    let table = include_str!("data/vader_reference.tsv");
    table
        .split('\n')
        .filter(|line| !line.starts_with("# ") && !line.is_empty())
        .map(|line| {
            let fields: Vec<&str> = line.splitn(5, '\t').collect();
            Row { scores: std::array::from_fn(|at| fields[at].parse().unwrap()), text: unescape(fields[4]) }
        })
        .collect()
}

fn unescape(text: &str) -> String {
    let mut chars = text.chars();
    let mut plain = String::new();
    while let Some(c) = chars.next() {
        plain.push(match (c, c == '\\') {
            (_, true) => match chars.next() {
                Some('t') => '\t',
                Some('n') => '\n',
                Some('r') => '\r',
                other => other.unwrap(),
            },
            (c, false) => c,
        });
    }
    plain
}

#[test]
fn all_four_scores_equal_the_reference() {
    let base = Vader::new();
    let rows = rows();
    assert!(rows.len() >= 2_000, "{} lines", rows.len());
    let differences: Vec<_> = rows
        .iter()
        .filter(|row| {
            let scores = base.polarity_scores(&row.text);
            let scores = [scores.neg, scores.neu, scores.pos, scores.compound];
            scores
                .iter()
                .zip(row.scores)
                .any(|(own, reference)| own.to_bits() << 1 != reference.to_bits() << 1)
        })
        .map(|row| &row.text)
        .collect();
    assert!(differences.is_empty(), "{differences:?}");
}

#[test]
fn the_compound_is_reported_unchanged_by_the_layer() {
    for row in rows() {
        let Some(reading) = Analyzer::shared().score(&row.text) else {
            assert_eq!(row.scores[3].to_bits() << 1, 0, "{:?} has a score but was not read", row.text);
            continue;
        };
        assert_eq!(reading.vader_compound.to_bits(), row.scores[3].to_bits(), "{:?}", row.text);
    }
}

/// The own computation and the crate that is its measure.
struct Both {
    own: Vader,
    measure: SentimentIntensityAnalyzer,
}

impl Both {
    fn shared() -> &'static Self {
        static BOTH: std::sync::OnceLock<Both> = std::sync::OnceLock::new();
        BOTH.get_or_init(|| Self { own: Vader::new(), measure: SentimentIntensityAnalyzer::new() })
    }

    fn agree(&self, text: &str) -> bool {
        let bits =
            |scores: SentimentScores| [scores.neg, scores.neu, scores.pos, scores.compound].map(f64::to_bits);
        bits(self.own.polarity_scores(text)) == bits(self.measure.polarity_scores(text))
    }
}

#[test]
fn every_character_is_read_as_by_the_measure() {
    let both = Both::shared();
    // Beyond the second plane there are neither words nor emoji.
    for c in ('\0'..='\u{1ffff}').chain(['\u{2ffff}', '\u{e0041}', char::MAX]) {
        // In a word in capitals, alone between words, and behind a word as punctuation may stand.
        let text = format!("GOOD{c} {c} bad{c}");
        assert!(both.agree(&text), "{c:?} {text:?}");
    }
}

/// Words that the rules name, words with a value, emoticons, capitals, marks.
const PIECES: [&str; 64] = [
    "good",
    "bad",
    "GREAT",
    "love",
    "hate",
    "horrible",
    "amazing",
    "VERY",
    "very",
    "so",
    "this",
    "never",
    "without",
    "doubt",
    "no",
    "No",
    "or",
    "nor",
    "least",
    "at",
    "but",
    "BUT",
    "kind",
    "of",
    "sort",
    "just",
    "enough",
    "the",
    "shit",
    "bomb",
    "ass",
    "bus",
    "stop",
    "yeah",
    "right",
    "kiss",
    "death",
    "to",
    "die",
    "for",
    "beating",
    "heart",
    "badass",
    "not",
    "isn't",
    "couldn't",
    "wasn't,",
    "don\u{2019}t",
    "hardly",
    "kinda",
    "incredibly",
    "table",
    "I",
    "ok!!!",
    "what??",
    "why????",
    ":)",
    ":-(",
    "XD",
    "\u{1f62d}",
    "\u{2764}\u{fe0f}",
    "\u{1f44d}\u{1f3fd}",
    "মন",
    "खुश",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn rows_of_words_are_scored_as_by_the_measure(
        words in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..40),
        gap in prop::sample::select(&[" ", "  ", "\t", "\n", "\u{1f}", "\u{a0}", ""][..]),
    ) {
        let text = words.join(gap);
        prop_assert!(Both::shared().agree(&text), "{text:?}");
        prop_assert!(Both::shared().agree(&words.join(" ").to_uppercase()), "{text:?}");
    }

    #[test]
    fn any_text_is_scored_as_by_the_measure(text in any::<String>(), printed in "\\PC{0,80}") {
        prop_assert!(Both::shared().agree(&text), "{text:?}");
        prop_assert!(Both::shared().agree(&printed), "{printed:?}");
    }
}
