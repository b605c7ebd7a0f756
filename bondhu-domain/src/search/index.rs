//! What an index keeps of a message, and what it must hold of one that matches.
//!
//! Tokens consist of a to z and 0 to 9 only, so that no tokenizer of any database can take them apart or fold them. The
//! first letter is the kind: `w` a word or symbol of at most two characters, `s` the stem of an English word, `t` three
//! characters that follow each other.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::normalise::normalise;
use super::query::{PART_CHARS, Term};
use super::words::{english_words, stem, tokens};

/// More trigrams of one term do not narrow a search further.
const MOST_TRIGRAMS: usize = 64;

/// One term of a query as an index sees it: at least one of the alternatives, each of which is a set of tokens that a
/// message has all of. No alternative is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The alternatives.
    pub any: Vec<Vec<String>>,
}

/// The tokens of a message: each once, in order. Not more than 3 for each character of its normal form.
pub fn index_tokens(text: &str) -> Vec<String> {
    let text = normalise(text);
    let mut all = BTreeSet::new();
    for token in tokens(&text) {
        if token.chars().count() < PART_CHARS && !token.is_empty() {
            all.insert(encoded('w', token.chars()));
        }
    }
    for (_, word) in english_words(&text) {
        all.insert(encoded('s', stem(word).chars()));
    }
    for chunk in text.split(' ') {
        all.extend(trigrams(chunk));
    }
    all.into_iter().collect()
}

/// Whether a message with these tokens, in order as [`index_tokens`] gives them, meets all conditions.
pub fn admits(conditions: &[Condition], tokens: &[String]) -> bool {
    let has = |token: &String| tokens.binary_search(token).is_ok();
    conditions.iter().all(|condition| condition.any.iter().any(|tokens| tokens.iter().all(has)))
}

impl Condition {
    pub(super) fn of(term: &Term) -> Self {
        let mut any = Vec::with_capacity(2);
        if let Some(stem) = &term.stem {
            any.push(vec![encoded('s', stem.chars())]);
        }
        any.push(if term.part {
            covering(trigrams(&term.text).collect())
        } else {
            term.tokens().map(|token| encoded('w', token.chars())).collect()
        });
        Self { any }
    }
}

/// As few of consecutive trigrams as still hold every character: each third and the last.
fn covering(trigrams: Vec<String>) -> Vec<String> {
    let last = trigrams.len().saturating_sub(1);
    let mut few = BTreeSet::new();
    for (place, trigram) in trigrams.into_iter().enumerate() {
        if (place % PART_CHARS == 0 && few.len() < MOST_TRIGRAMS) || place == last {
            few.insert(trigram);
        }
    }
    few.into_iter().collect()
}

fn trigrams(chunk: &str) -> impl Iterator<Item = String> {
    let (second, third) = (chunk.chars().skip(1), chunk.chars().skip(2));
    chunk.chars().zip(second).zip(third).map(|((a, b), c)| encoded('t', [a, b, c].into_iter()))
}

/// Letters a to y and digits stand for themselves, everything else for its number between two `z`.
fn encoded(kind: char, chars: impl Iterator<Item = char>) -> String {
    let mut token = String::with_capacity(16);
    token.push(kind);
    for c in chars {
        match c {
            'a'..='y' | '0'..='9' => token.push(c),
            other => {
                // Writing into a string cannot fail.
                let _ = write!(token, "z{:x}z", u32::from(other));
            }
        }
    }
    token
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::{Query, matches};
    use proptest::prelude::*;

    #[test]
    fn tokens_of_a_message() {
        assert_eq!(index_tokens("An EXAM 👍"), ["san", "sexam", "texa", "txam", "wan", "wz1f44dz"]);
        assert_eq!(index_tokens("zoo"), ["sz7azoo", "tz7azoo"]);
        assert_eq!(index_tokens("না"), ["wz9a8zz9bez"]);
    }

    fn texts() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            "[a-c']{1,4}",
            "[ab_%*\"^:().,+1-3-]{1,4}",
            "[আমরইক্া\u{200d}]{1,4}",
            "[हकमा्िं]{1,3}",
            "[日本語is]{1,3}",
            "(👍|🏽|❤|\u{fe0f}|\u{200d}|🇮|🇳|🔥){1,4}",
            "(run|running|runs|exam|exams|study|studies|its|is)",
            "\\PC{0,3}",
        ];
        proptest::collection::vec((piece, prop_oneof![Just(""), Just(" ")]), 0..8)
            .prop_map(|pieces| pieces.into_iter().flat_map(|(piece, gap)| [piece, gap.to_owned()]).collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        /// An index never hides a message that matches.
        #[test]
        fn whatever_matches_meets_the_conditions(text in texts(), start in 0_usize..20, length in 1_usize..8, other in texts()) {
            let part: String = text.chars().skip(start).take(length).collect();
            let tokens = index_tokens(&text);
            for query in [part, other] {
                let Ok(query) = Query::parse(&query) else { continue };
                if matches(&query, &text).is_some() {
                    prop_assert!(admits(&query.conditions(), &tokens), "{query:?} {tokens:?}");
                }
            }
        }

        #[test]
        fn tokens_are_plain_and_in_order(text in texts()) {
            let tokens = index_tokens(&text);
            prop_assert!(tokens.windows(2).all(|pair| pair[0] < pair[1]));
            let plain = |token: &String| token.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
            prop_assert!(tokens.iter().all(plain));
            prop_assert!(tokens.len() <= 3 * normalise(&text).chars().count());
        }

        #[test]
        fn different_characters_have_different_tokens(a in "\\PC{1,4}", b in "\\PC{1,4}") {
            prop_assert_eq!(a == b, encoded('w', a.chars()) == encoded('w', b.chars()));
        }
    }
}
