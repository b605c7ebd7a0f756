//! What somebody searches for.

use super::index::Condition;
use super::normalise::normalise;
use super::words::{is_english, stem, tokens};
use crate::recall::telling_words;

/// The longest query in characters (Unicode scalar values) after trimming.
pub const MAX_QUERY_CHARS: usize = 200;

/// So many words of a text are looked for when one of them is enough.
const MOST_WORDS: usize = 30;

/// From so many characters on a term also matches a part of a word.
pub(super) const PART_CHARS: usize = 3;

/// What somebody searches for: 1 to 200 characters of plain text with at least one term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    text: String,
    terms: Vec<Term>,
    /// One of the terms is enough.
    any: bool,
}

/// One term: what stands between white space, normalised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    pub text: String,
    /// Whether it may be a part of a word.
    pub part: bool,
    /// Its stem, if it is a word of English letters.
    pub stem: Option<String>,
}

/// Why a text cannot be searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidQuery {
    /// Nothing that can be seen.
    #[error("there is nothing to search for")]
    Empty,
    /// More than [`MAX_QUERY_CHARS`].
    #[error("a search has at most 200 characters")]
    TooLong,
}

impl Query {
    /// Trims `text` and takes it apart.
    pub fn parse(text: &str) -> Result<Self, InvalidQuery> {
        let text = text.trim();
        if text.chars().nth(MAX_QUERY_CHARS).is_some() {
            return Err(InvalidQuery::TooLong);
        }
        let mut terms: Vec<Term> = Vec::new();
        for word in normalise(text).split_whitespace() {
            if !terms.iter().any(|term| term.text == word) {
                terms.push(Term::new(word));
            }
        }
        if terms.is_empty() {
            return Err(InvalidQuery::Empty);
        }
        Ok(Self { text: text.to_owned(), terms, any: false })
    }

    /// A query whose one condition is that a message has one of the words of `text` in any form, or one that is related to
    /// them, of the first 30 at most. Words that say little are passed by. `None` when there is no word left.
    pub fn of_any(text: &str) -> Option<Self> {
        let mut words = telling_words(text);
        words.truncate(MOST_WORDS);
        let terms: Vec<Term> = words.iter().map(|word| Term::new(word)).collect();
        (!terms.is_empty()).then(|| Self { text: words.join(" "), terms, any: true })
    }

    /// The trimmed text, as it was typed.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What an index of [`index_tokens`](super::index_tokens) must hold of every message that matches: all conditions.
    /// A message that meets them may still not match.
    pub fn conditions(&self) -> Vec<Condition> {
        let all = self.terms.iter().map(Condition::of);
        if self.any {
            vec![Condition { any: all.flat_map(|condition| condition.any).collect() }]
        } else {
            all.collect()
        }
    }

    pub(super) fn terms(&self) -> &[Term] {
        &self.terms
    }
}

impl Term {
    fn new(word: &str) -> Self {
        Self {
            text: word.to_owned(),
            part: word.chars().nth(PART_CHARS - 1).is_some(),
            stem: is_english(word).then(|| stem(word).into_owned()),
        }
    }

    pub(super) fn tokens(&self) -> impl Iterator<Item = &str> {
        tokens(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_of_a_query() {
        for empty in ["", " \n\t", "\u{200b}\u{fe0f}", "\0"] {
            assert_eq!(Query::parse(empty), Err(InvalidQuery::Empty), "{empty:?}");
        }
        assert_eq!(Query::parse(&"ক".repeat(201)), Err(InvalidQuery::TooLong));
        let longest = format!("  {} ", "ক".repeat(200));
        assert_eq!(Query::parse(&longest).unwrap().as_str().chars().count(), 200);
    }

    #[test]
    fn terms_are_what_stands_between_white_space() {
        let query = Query::parse(" NOT \"exam\"  not a* ").unwrap();
        let terms: Vec<_> = query.terms().iter().map(|term| term.text.as_str()).collect();
        assert_eq!(terms, ["not", "\"exam\"", "a*"]);
        assert_eq!(query.as_str(), "NOT \"exam\"  not a*");
    }
}
