//! The turns of a conversation, ready to be searched.

use std::collections::HashMap;
use std::time::Duration;

use super::words::words;
use super::{Turn, context};
use crate::timestamp::Timestamp;

/// A pause after which a new visit begins.
const NEW_VISIT: Duration = Duration::from_hours(2);
/// What a word of a sentence that asks counts: it is what the other one will tell of.
const ASKED: f32 = 0.6;

/// Turns in the order they were said. 10,000 turns take a few megabytes.
#[derive(Clone, Debug, Default)]
pub struct Index {
    pub(super) numbers: HashMap<String, u32>,
    /// Per stem: the turns it is in, ascending.
    pub(super) postings: Vec<Vec<Posting>>,
    pub(super) turns: Vec<Place>,
    /// Of each turn, its length in stems. Apart from the rest, because a search reads nothing else of most turns.
    pub(super) lengths: Vec<f32>,
    /// Of each turn, its visit; ascending.
    pub(super) visits: Vec<u32>,
    /// Names in lower case; the number of each is in [`Place::speaker`].
    pub(super) speakers: Vec<String>,
    pub(super) words: f64,
    pub(super) newest: Option<Timestamp>,
    visit: u32,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Posting {
    pub turn: u32,
    pub count: f32,
}

/// What is known of a turn beside its words.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub speaker: u32,
    pub at: Option<Timestamp>,
    /// Whether it names a time or a number.
    pub says: context::Says,
}

impl Index {
    /// An index of `turns`, which are in the order they were said.
    pub fn new<'a>(turns: impl IntoIterator<Item = Turn<'a>>) -> Self {
        let mut index = Self::default();
        turns.into_iter().for_each(|turn| index.push(&turn));
        index
    }

    /// An index of `turns` that are not neighbours: what is said in one tells nothing of the others.
    pub fn apart<'a>(turns: impl IntoIterator<Item = Turn<'a>>) -> Self {
        let mut index = Self::default();
        for turn in turns {
            index.visit += 1;
            index.newest = None;
            index.push(&turn);
        }
        index
    }

    /// Adds what was said after everything else.
    pub fn push(&mut self, turn: &Turn<'_>) {
        let words = words(turn.text);
        let number = u32::try_from(self.turns.len()).unwrap_or(u32::MAX);
        let mut counts: HashMap<u32, f32> = HashMap::new();
        let mut length = 0.0;
        for word in &words {
            let Some(stem) = &word.stem else { continue };
            let weight = if word.asked { ASKED } else { 1.0 };
            length += 1.0;
            *counts.entry(self.number(stem)).or_default() += weight;
        }
        let mut stems: Vec<(u32, f32)> = counts.into_iter().collect();
        stems.sort_unstable_by_key(|(stem, _)| *stem);
        for (stem, count) in &stems {
            self.postings[*stem as usize].push(Posting { turn: number, count: *count });
        }
        let place = Place { speaker: self.speaker(turn.speaker), at: turn.at, says: context::says(&words) };
        self.words += f64::from(length);
        let visit = self.visit(turn.at);
        self.visits.push(visit);
        self.lengths.push(length);
        self.turns.push(place);
    }

    /// How many turns there are.
    pub const fn len(&self) -> usize {
        self.turns.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.turns.is_empty()
    }

    fn number(&mut self, stem: &str) -> u32 {
        if let Some(number) = self.numbers.get(stem) {
            return *number;
        }
        let number = u32::try_from(self.postings.len()).unwrap_or(u32::MAX);
        self.numbers.insert(stem.to_owned(), number);
        self.postings.push(Vec::new());
        number
    }

    fn speaker(&mut self, name: &str) -> u32 {
        let name = name.trim().to_lowercase();
        let at = self.speakers.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.speakers.push(name);
            self.speakers.len() - 1
        });
        u32::try_from(at).unwrap_or(u32::MAX)
    }

    fn visit(&mut self, at: Option<Timestamp>) -> u32 {
        if let (Some(at), Some(newest)) = (at, self.newest)
            && at.since(newest).max(newest.since(at)) > NEW_VISIT
        {
            self.visit += 1;
        }
        self.newest = at.or(self.newest);
        self.visit
    }
}
