//! Where a clause begins that the person says as their own, and what takes that away.

use std::ops::Range;

use super::tokens::{Sentence, Token};

/// Words that join clauses; the next one begins behind them.
const JOINS: &[&str] = &[
    "and", "but", "so", "because", "cause", "cuz", "coz", "cos", "bcoz", "also", "plus", "then", "since",
    "though", "although", "while", "as", "lekin", "par", "magar", "aur", "kyunki", "isliye", "toh", "bt",
    "coz",
];

/// Words before the beginning of what is said.
const FILLERS: &[&str] = &[
    "so",
    "well",
    "actually",
    "btw",
    "hey",
    "yeah",
    "yes",
    "yep",
    "yup",
    "haan",
    "han",
    "ha",
    "arre",
    "are",
    "arey",
    "yaar",
    "bhai",
    "no",
    "nope",
    "nah",
    "ok",
    "okay",
    "oh",
    "just",
    "now",
    "tbh",
    "fyi",
    "honestly",
    "basically",
    "anyway",
    "anyways",
    "also",
    "and",
    "but",
    "ah",
    "um",
    "uh",
    "hmm",
    "haha",
    "lol",
    "omg",
    "wow",
    "bro",
    "dude",
    "man",
    "listen",
    "see",
    "look",
    "look,",
    "guess",
    "sorry",
    "thanks",
    "thank",
    "update",
    "finally",
    "currently",
    "toh",
    "waise",
    "achha",
    "acha",
    "accha",
    "ab",
];

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

/// From here on nothing in the sentence is said as a fact.
const UNREAL: &[&str] = &[
    "if",
    "agar",
    "suppose",
    "supposing",
    "imagine",
    "wish",
    "wished",
    "maybe",
    "perhaps",
    "might",
    "would",
    "could",
    "should",
    "unless",
    "kaash",
    "kash",
    "shayad",
    "pretend",
    "pretending",
    "pretended",
    "thinks",
    "thought",
    "told",
    "tells",
    "asked",
    "dreamt",
    "dreamed",
    "hypothetically",
    "whether",
    "hope",
    "hoping",
    "assume",
    "assuming",
    "claims",
];

/// Anywhere in the sentence, these say that the words are not the person's own or not meant.
const NOT_OWN: &[&str] = &[
    "said",
    "says",
    "saying",
    "quote",
    "quoted",
    "lyrics",
    "lyric",
    "joking",
    "kidding",
    "jk",
    "jokes",
    "sarcasm",
    "roleplay",
    "character",
    "bola",
    "boli",
    "bolti",
    "bolta",
    "kehta",
    "kehti",
    "mazak",
    "fictional",
];

/// Words with which a question begins even when its mark was forgotten.
const ASKING: &[&str] = &[
    "do", "does", "did", "is", "am", "was", "were", "can", "could", "should", "would", "will", "shall",
    "what", "why", "how", "where", "when", "who", "which", "whose", "kya", "kyun", "kaise", "kab", "kahan",
];

/// The places in `sentence` where a rule may begin; none if it asks or quotes. `days` are the places that name days, which
/// may stand before a clause ("next Friday I …").
pub(super) fn beginnings(sentence: &Sentence, days: &[Range<usize>]) -> Vec<usize> {
    let tokens = &sentence.tokens;
    if sentence.asks
        || tokens.iter().any(|token| NOT_OWN.contains(&token.low.as_str()))
        || asks_unmarked(tokens)
    {
        return Vec::new();
    }
    let real = real_until(tokens);
    let mut found = Vec::new();
    for start in 0..real {
        let begins =
            start == 0 || tokens[start - 1].low == "," || JOINS.contains(&tokens[start - 1].low.as_str());
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
    tokens.iter().position(|token| UNREAL.contains(&token.low.as_str())).unwrap_or(tokens.len())
}

/// Whether a clause ends before the token at `at`.
pub(super) fn ends(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_none_or(|token| {
        let low = token.low.as_str();
        low == "," || JOINS.contains(&low) || TAILS.contains(&low)
    })
}

/// Words that may follow what a clause says without belonging to it.
pub(super) const TAILS: &[&str] = &[
    "now",
    "btw",
    "lol",
    "haha",
    "hehe",
    "yaar",
    "bro",
    "dude",
    "man",
    "too",
    "tbh",
    "ngl",
    "honestly",
    "anymore",
    "nowadays",
    "these",
    "right",
    "please",
    "pls",
    "thanks",
    "since",
    "who",
    "which",
    "if",
    "when",
    "actually",
    "though",
    "lately",
    "currently",
    "again",
    "already",
    "bhai",
    "okay",
    "ok",
    "hi",
    "hello",
    "nice",
    "ji",
    "finally",
    "here",
];

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
        (None, Some(first)) if first.low == "," || FILLERS.contains(&first.low.as_str()) => 1,
        (None, _) => 0,
    }
}

fn asks_unmarked(tokens: &[Token]) -> bool {
    let first = tokens.iter().find(|token| token.low != "," && !FILLERS.contains(&token.low.as_str()));
    let opening = tokens.windows(4).next().is_some_and(|four| {
        ["did", "i", "tell", "you"].iter().zip(four).all(|(word, token)| *word == token.low)
    });
    !opening && first.is_some_and(|token| ASKING.contains(&token.low.as_str()))
}
