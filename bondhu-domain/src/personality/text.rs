//! What a person's way of writing says about their traits, which is little: words that hardly anybody chooses on purpose.
//!
//! Words are counted by category (own lists, `data/english.tsv` and `data/hinglish.tsv`). The predictor for a trait is the
//! mean over its categories of sign·z, z being the rate of the category against the rates of `data/rates.tsv` and the sign
//! that of the correlation in `data/weights.tsv` (Yarkoni 2010). One observation takes at least 1,000 new words and seven
//! days. Other languages than these two are not counted, and nothing that was written is kept: only the counts are.

mod table;

use std::time::Duration;

use super::evidence::{Evidence, Source};
use super::traits::{Trait, TraitMap};
use crate::timestamp::Timestamp;
use table::{CATEGORIES, Language, ROWS, Table};

/// The fewest new words for an observation.
pub const NEEDED_WORDS: u64 = 1_000;
/// The shortest time between two observations.
pub const NEEDED_TIME: Duration = Duration::from_hours(7 * 24);

/// The farthest from 0 that the rate of one category counts, in standard deviations.
const FARTHEST: f64 = 3.0;

/// Whether an observation is due, by the words since the last one and its time.
pub fn observation_due(new_words: u64, last: Option<Timestamp>, now: Timestamp) -> bool {
    new_words >= NEEDED_WORDS && last.is_none_or(|last| now.since(last) >= NEEDED_TIME)
}

/// The words of some messages, counted.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct WordTally {
    english: Counts,
    hinglish: Counts,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Counts {
    words: u64,
    of: [u64; CATEGORIES],
}

impl Default for Counts {
    fn default() -> Self {
        Self { words: 0, of: [0; CATEGORIES] }
    }
}

impl WordTally {
    /// Counts a message, in the language of which it has more known words. One without any counts for nothing.
    pub fn read(&mut self, message: &str) {
        let table = Table::get();
        let message = message.to_lowercase().replace('’', "'");
        let words = || {
            message
                .split(|it: char| !it.is_alphabetic() && it != '\'' && !is_mark(it))
                .map(|word| word.trim_matches('\''))
                .filter(|word| !word.is_empty())
        };
        let known = |language| words().filter(|word| table.knows(language, word)).count();
        let (english, hinglish) = (known(Language::English), known(Language::Hinglish));
        let (language, counts) = if hinglish > english {
            (Language::Hinglish, &mut self.hinglish)
        } else if english > 0 {
            (Language::English, &mut self.english)
        } else {
            return;
        };
        for word in words() {
            counts.words += 1;
            for category in table.categories(language, word) {
                counts.of[usize::from(*category)] += 1;
            }
        }
    }

    /// How many words were counted.
    pub fn words(&self) -> u64 {
        self.english.words + self.hinglish.words
    }

    /// The predictor for a trait, in standard deviations; `None` when nothing was counted.
    pub fn predictor(&self, of: Trait) -> Option<f64> {
        let all = number(self.words());
        let table = Table::get();
        let share = |language, counts: &Counts| {
            let z = ROWS.with(of).filter(|row| table.has(language, row.category)).map(|row| {
                let rate = number(counts.of[usize::from(row.category)]) * 1_000.0 / number(counts.words);
                row.sign * ((rate - row.mean) / row.sd).clamp(-FARTHEST, FARTHEST)
            });
            let (sum, n) = z.fold((0.0, 0.0), |(sum, n), z| (sum + z, n + 1.0));
            if counts.words == 0 || n == 0.0 { 0.0 } else { sum / n * number(counts.words) / all }
        };
        (all > 0.0)
            .then(|| share(Language::English, &self.english) + share(Language::Hinglish, &self.hinglish))
    }

    /// What the words are evidence of.
    pub fn evidence(&self) -> TraitMap<Option<Evidence>> {
        let weight = number(self.words());
        TraitMap::from_fn(|of| Evidence::passive(Source::Text, of, self.predictor(of)?, weight))
    }
}

/// A vowel sign or another mark of an Indic script, which is part of its word.
fn is_mark(it: char) -> bool {
    matches!(it, '\u{900}'..='\u{9ff}')
}

#[expect(clippy::cast_precision_loss, reason = "nobody writes 2^53 words")]
fn number(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests;
