//! Where a clause begins that the person says as their own, and what takes that away.

use std::ops::Range;

use super::lists::is_in;
use super::tokens::{Sentence, Token};

/// Phrases before the beginning of what is said.
const OPENINGS: &[&[&str]] = &[
    &["by", "the", "way"],
    &["you", "know"],
    &["you", "know", "what"],
    &["to", "be", "honest"],
    &["guess", "what"],
    &["for", "the", "record"],
    &["good", "news"],
    &["big", "news"],
    &["let", "me", "tell", "you"],
    &["did", "i", "tell", "you"],
    &["thank", "you"],
    &["in", "fact"],
];

/// The places in `sentence` where a rule may begin; none if it asks or quotes. `days` are the places that name days, which
/// may stand before a clause ("next Friday I …").
pub(super) fn beginnings(sentence: &Sentence, days: &[Range<usize>]) -> Vec<usize> {
    let tokens = &sentence.tokens;
    if sentence.asks || tokens.iter().any(|token| is_in("not_own", &token.low)) || asks_unmarked(tokens) {
        return Vec::new();
    }
    let real = real_until(tokens);
    let mut found = Vec::new();
    for start in 0..real {
        let begins = start == 0 || tokens[start - 1].low == "," || is_in("joins", &tokens[start - 1].low);
        if !begins {
            continue;
        }
        let mut at = start;
        loop {
            if !found.contains(&at) && at < real {
                found.push(at);
            }
            match skip(&tokens[at..], at, days) {
                0 => break,
                length => at += length,
            }
        }
    }
    found.sort_unstable();
    found
}

/// The number of tokens from which on a sentence is not said as a fact; all of it when nothing takes it away.
pub(super) fn real_until(tokens: &[Token]) -> usize {
    tokens.iter().position(|token| is_in("unreal", &token.low)).unwrap_or(tokens.len())
}

/// Whether a clause ends before the token at `at`.
pub(super) fn ends(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_none_or(|token| {
        let low = token.low.as_str();
        low == "," || is_in("joins", low) || is_in("tails", low)
    })
}

fn skip(rest: &[Token], at: usize, days: &[Range<usize>]) -> usize {
    if let Some(day) = days.iter().find(|day| day.start == at) {
        return day.len();
    }
    let opening = OPENINGS
        .iter()
        .filter(|words| {
            words.len() <= rest.len() && words.iter().zip(rest).all(|(word, token)| *word == token.low)
        })
        .map(|words| words.len())
        .max();
    match (opening, rest.first()) {
        (Some(length), _) => length,
        (None, Some(first)) if first.low == "," || is_in("fillers", &first.low) => 1,
        (None, _) => 0,
    }
}

fn asks_unmarked(tokens: &[Token]) -> bool {
    let first = tokens.iter().find(|token| token.low != "," && !is_in("fillers", &token.low));
    let opening = tokens.windows(4).next().is_some_and(|four| {
        ["did", "i", "tell", "you"].iter().zip(four).all(|(word, token)| *word == token.low)
    });
    !opening && first.is_some_and(|token| is_in("asking", &token.low))
}
