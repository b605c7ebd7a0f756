//! Where the terms of a query are in a normalised text.

use std::ops::Range;

use super::query::{Query, Term};
use super::words::{boundaries, english_words, stem};

/// So many hits of one term in one message are told apart; more make it no better.
const MOST_HITS: usize = 64;

/// How a term is in a text. The better, the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A part of a word.
    Part = 1,
    /// Another form of the word.
    Stem = 2,
    /// The word itself.
    Whole = 3,
}

/// One place where a term is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub kind: Kind,
    pub range: Range<usize>,
}

/// The hits of each term, in the order of the terms and each in the order of the text. `None` when a term has none.
pub(super) fn hits(query: &Query, text: &str) -> Option<Vec<Vec<Hit>>> {
    let mut all = Vec::with_capacity(query.terms().len());
    for term in query.terms() {
        let hits = of_term(term, text);
        if hits.is_empty() {
            return None;
        }
        all.push(hits);
    }
    Some(all)
}

fn of_term(term: &Term, text: &str) -> Vec<Hit> {
    let mut hits = term.stem.as_deref().map_or_else(Vec::new, |stem| forms(&term.text, stem, text));
    let of_words = hits.len();
    let mut chunk = Chunk::default();
    let mut from = 0;
    while hits.len() < MOST_HITS
        && let Some(found) = text[from..].find(&term.text)
    {
        let range = from + found..from + found + term.text.len();
        let known =
            hits[..of_words].iter().any(|hit| hit.range.start < range.end && range.start < hit.range.end);
        let whole = !known && chunk.around(text, &range).is_word(&range);
        if whole || (term.part && !known) {
            from = range.end;
            hits.push(Hit { kind: if whole { Kind::Whole } else { Kind::Part }, range });
        } else {
            from = range.start + text[range.start..].chars().next().map_or(1, char::len_utf8);
        }
    }
    hits.sort_by_key(|hit| hit.range.start);
    hits
}

/// The words of the text that are `word` or another form of it.
fn forms(word: &str, its_stem: &str, text: &str) -> Vec<Hit> {
    // The first letter of a stem is that of its word, and spares looking for most stems.
    let initial = word.as_bytes().first();
    english_words(text)
        .filter(|(_, other)| other.as_bytes().first() == initial)
        .filter_map(|(range, other)| {
            let kind = if other == word {
                Kind::Whole
            } else if stem(other) == its_stem {
                Kind::Stem
            } else {
                return None;
            };
            Some(Hit { kind, range })
        })
        .take(MOST_HITS)
        .collect()
}

/// What stands between two spaces, with its boundaries once they are needed.
#[derive(Default)]
struct Chunk {
    range: Range<usize>,
    boundaries: Option<Vec<usize>>,
}

impl Chunk {
    fn around(&mut self, text: &str, hit: &Range<usize>) -> &Self {
        if !(self.range.start <= hit.start && hit.end <= self.range.end) {
            let start = text[..hit.start].rfind(' ').map_or(0, |space| space + 1);
            let end = text[hit.end..].find(' ').map_or(text.len(), |space| hit.end + space);
            *self = Self { range: start..end, boundaries: None };
        }
        if self.boundaries.is_none() && self.range != *hit {
            self.boundaries = Some(boundaries(&text[self.range.clone()]));
        }
        self
    }

    fn is_word(&self, hit: &Range<usize>) -> bool {
        let is_boundary = |at: usize| {
            self.boundaries.as_ref().is_some_and(|all| all.binary_search(&(at - self.range.start)).is_ok())
        };
        self.range == *hit || (is_boundary(hit.start) && is_boundary(hit.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(query: &str, text: &str) -> Option<Vec<Vec<Kind>>> {
        let found = hits(&Query::parse(query).unwrap(), text)?;
        Some(found.into_iter().map(|hits| hits.into_iter().map(|hit| hit.kind).collect()).collect())
    }

    #[test]
    fn kinds_of_hits() {
        use Kind::{Part, Stem, Whole};
        assert_eq!(
            kinds("exam", "exam exams example.exam, unexamined"),
            Some(vec![vec![Whole, Stem, Part, Whole, Part]])
        );
        assert_eq!(kinds("c+", "c++ c"), Some(vec![vec![Whole]]));
        assert_eq!(kinds("a a_a", "aa_a_a"), Some(vec![vec![Whole, Whole], vec![Part]]));
        assert_eq!(kinds("ab", "abc cab"), None);
        assert_eq!(kinds("exam hall", "exam"), None);
    }

    #[test]
    fn a_long_word_takes_no_longer_than_it_must() {
        let text = "ab1".repeat(1_600);
        assert_eq!(kinds("b1a", &text).map(|all| all[0].len()), Some(MOST_HITS));
        assert_eq!(kinds("1a", &text), None);
    }
}
