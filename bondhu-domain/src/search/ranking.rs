//! How well messages match, and their order.

use std::cmp::Reverse;
use std::fmt::{self, Write};
use std::str::FromStr;

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::filters::Filters;
use super::hits::{Hit, hits};
use super::normalise::normalise;
use super::query::Query;
use crate::ids::MessageId;

/// How well a message matches. The greater, the better; the first field that differs decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Score {
    /// The sum over the terms of the best kind of each: 3 the word itself, 2 another form of it, 1 a part of a word.
    pub kinds: u32,
    /// How many terms are followed by the query's next term. Before the number of hits, because a phrase tells more than
    /// repetition.
    pub adjacent: u32,
    /// How often the terms are in the text, at most 64 each.
    pub hits: u32,
}

/// A message that an index found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its id.
    pub id: MessageId,
    /// What it says.
    pub text: String,
}

/// Where a message stands in the results: a total order, in which of equally good messages the newer one is greater. Its
/// text form is a cursor: opaque, without any text of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// How well it matches.
    pub score: Score,
    /// The message.
    pub id: MessageId,
}

/// A text that is no [`Place`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a place in the results of a search")]
pub struct InvalidPlace;

/// How well a text matches, if it does.
pub fn matches(query: &Query, text: &str) -> Option<Score> {
    let text = normalise(text);
    hits(query, &text).map(|found| score(&text, &found))
}

/// The candidates that match, best first.
pub fn rank(query: &Query, candidates: &[Candidate]) -> Vec<Place> {
    let mut places: Vec<_> = candidates
        .iter()
        .filter_map(|candidate| {
            let score = matches(query, &candidate.text)?;
            Some(Place { score, id: candidate.id })
        })
        .collect();
    places.sort_unstable_by_key(|&place| Reverse(place));
    places
}

/// A name for one page of results, under which it can be kept: SHA-256 in hexadecimal, which tells nothing of the text.
pub fn fingerprint(query: &Query, filters: &Filters, limit: u32, after: Option<Place>) -> String {
    let Filters { from, to, mood, sender } = filters;
    let micros = |at: &Option<crate::timestamp::Timestamp>| at.map(crate::timestamp::Timestamp::as_micros);
    let rest = format!(
        "{:?} {:?} {mood:?} {sender:?} {limit} {:?} ",
        micros(from),
        micros(to),
        after.map(|place| place.to_string())
    );
    let digest = Sha256::new_with_prefix(rest).chain_update(query.as_str()).finalize();
    let mut name = String::with_capacity(digest.len() * 2);
    for byte in &digest {
        // Writing into a string cannot fail.
        let _ = write!(name, "{byte:02x}");
    }
    name
}

fn score(text: &str, found: &[Vec<Hit>]) -> Score {
    let kinds = found.iter().filter_map(|hits| hits.iter().map(|hit| hit.kind as u32).max()).sum();
    let adjacent = found.windows(2).filter(|pair| follow(text, &pair[0], &pair[1])).count();
    let hits: usize = found.iter().map(Vec::len).sum();
    let small = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Score { kinds, adjacent: small(adjacent), hits: small(hits) }
}

/// Whether one of `second` stands right behind one of `first`.
fn follow(text: &str, first: &[Hit], second: &[Hit]) -> bool {
    first.iter().any(|one| {
        let gap = usize::from(text[one.range.end..].starts_with(' '));
        second.iter().any(|other| other.range.start == one.range.end + gap)
    })
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Score { kinds, adjacent, hits } = self.score;
        write!(f, "{kinds:x}.{adjacent:x}.{hits:x}.{}", self.id.as_uuid().simple())
    }
}

impl FromStr for Place {
    type Err = InvalidPlace;
    fn from_str(text: &str) -> Result<Self, InvalidPlace> {
        let mut parts = text.split('.');
        let mut number = || {
            let part = parts.next().ok_or(InvalidPlace)?;
            u32::from_str_radix(part, 16).map_err(|_| InvalidPlace)
        };
        let score = Score { kinds: number()?, adjacent: number()?, hits: number()? };
        let id = parts.next().and_then(|id| Uuid::try_parse(id).ok()).ok_or(InvalidPlace)?;
        if parts.next().is_some() {
            return Err(InvalidPlace);
        }
        Ok(Self { score, id: MessageId::from_uuid(id) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The texts that match, best first; of equally good ones the later first.
    fn ranked<'t>(query: &str, texts: &[&'t str]) -> Vec<&'t str> {
        let id = |number: usize| MessageId::from_uuid(Uuid::from_u128(number as u128));
        let candidates: Vec<_> = texts
            .iter()
            .enumerate()
            .map(|(number, text)| Candidate { id: id(number), text: (*text).to_owned() })
            .collect();
        let places = rank(&Query::parse(query).unwrap(), &candidates);
        places.iter().map(|place| texts[usize::try_from(place.id.as_uuid().as_u128()).unwrap()]).collect()
    }

    #[test]
    fn the_word_then_its_forms_then_parts() {
        let texts = ["reexamine it", "many exams", "the exam", "nothing"];
        assert_eq!(ranked("exam", &texts), ["the exam", "many exams", "reexamine it"]);
    }

    #[test]
    fn phrases_then_repetition_then_recency() {
        let texts = ["exam tomorrow", "tomorrow no exam", "exam exam, tomorrow", "exam tomorrow!"];
        let best_first = ["exam tomorrow!", "exam tomorrow", "exam exam, tomorrow", "tomorrow no exam"];
        assert_eq!(ranked("exam tomorrow", &texts), best_first);
    }

    #[test]
    fn every_term_must_match() {
        assert_eq!(ranked("exam hall", &["exam", "hall", "an exam in the hall"]), ["an exam in the hall"]);
    }

    #[test]
    fn a_name_tells_no_text_and_depends_on_everything() {
        let (query, other) = (Query::parse("secret").unwrap(), Query::parse("Secret").unwrap());
        let filters = Filters::default();
        let sad = Filters { mood: Some(crate::moods::Mood::Sad), ..filters };
        let place = Place {
            score: Score { kinds: 1, adjacent: 0, hits: 1 },
            id: MessageId::from_uuid(Uuid::from_u128(7)),
        };
        let names = [
            fingerprint(&query, &filters, 20, None),
            fingerprint(&other, &filters, 20, None),
            fingerprint(&query, &sad, 20, None),
            fingerprint(&query, &filters, 21, None),
            fingerprint(&query, &filters, 20, Some(place)),
        ];
        let different: std::collections::BTreeSet<_> = names.iter().collect();
        assert_eq!(different.len(), names.len());
        assert!(names.iter().all(|name| name.len() == 64 && !name.contains("secret")));
    }

    proptest! {
        #[test]
        fn a_place_is_read_back(kinds: u32, adjacent: u32, hits: u32, id: u128) {
            let score = Score { kinds, adjacent, hits };
            let place = Place { score, id: MessageId::from_uuid(Uuid::from_u128(id)) };
            prop_assert_eq!(place.to_string().parse(), Ok(place));
        }

        #[test]
        fn other_texts_are_no_places(text in "[0-9a-f.]{0,50}") {
            if let Ok(place) = text.parse::<Place>() {
                prop_assert_eq!(place.to_string().parse(), Ok(place));
            }
        }

        #[test]
        fn a_message_matches_itself_and_its_words(text in "[a-zকখ👍%_ ]{1,80}") {
            let Ok(query) = Query::parse(&text) else { return Ok(()) };
            let score = matches(&query, &text);
            prop_assert!(score.is_some_and(|score| score.kinds as usize == 3 * query.terms().len()), "{:?}", score);
        }
    }
}
