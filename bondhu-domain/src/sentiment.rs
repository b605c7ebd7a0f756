//! How a message feels: VADER, exactly, and an own layer over it for emoji, Gen-Z English, Hindi and Bangla.
//!
//! ```
//! use bondhu_domain::sentiment::Analyzer;
//!
//! let analyzer = Analyzer::new();
//! assert!(analyzer.score("yaar bahut maza aaya").unwrap().valence > 0.3);
//! assert!(analyzer.score("মন ভালো নেই").unwrap().valence < -0.3);
//! assert!(analyzer.score("?!").is_none());
//! ```

use std::sync::OnceLock;

use vader_parity::SentimentScores;

use crate::moods::MoodCues;

mod layer;
mod lexicon;
mod mask;
mod reading;
pub(crate) mod spelling;
mod table;
pub(crate) mod tokens;
mod vader;
mod words;

pub(crate) use lexicon::plain_emoji;
pub(crate) use table::Table;
pub(crate) use words::Words;

pub use reading::{ModelReading, Parts, Reading, combine};
pub use vader::Vader;

/// The tables, read once. Scoring needs no lock and two analyzers always agree.
pub struct Analyzer {
    base: Vader,
    lexicon: lexicon::Lexicon,
    moods: MoodCues,
}

impl Default for Analyzer {
    fn default() -> Self {
        Self::new()
    }
}

impl Analyzer {
    /// Reads the tables that are built into the program; takes some milliseconds.
    pub fn new() -> Self {
        let base = Vader::new();
        let lexicon = lexicon::Lexicon::read(|text| base.polarity_scores(text).compound);
        Self { base, lexicon, moods: MoodCues::read() }
    }

    /// The analyzer that the whole process shares.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Analyzer> = OnceLock::new();
        SHARED.get_or_init(Self::new)
    }

    /// Scores one message of any length in time linear in it. `None` when it has no word in Latin, Bangla or Devanagari
    /// script, no emoji and no emoticon: such a message was not scored, which is not the same as neutral.
    pub fn score(&self, message: &str) -> Option<Reading> {
        let whole = self.base.polarity_scores(message);
        let words = words::Words::of(message);
        let found = layer::read(&self.lexicon, &words, |word| reading::sum_behind(self.base.word(word)));
        if !found.readable && whole.compound == 0.0 {
            return None;
        }
        let text = found.masked.as_deref().unwrap_or(message);
        let rest = if found.masked.is_some() { self.base.polarity_scores(text) } else { whole };
        let layer = emphasised(found.evidence.iter().sum(), rest.compound, message);
        let valence = if found.evidence.is_empty() {
            rest.compound
        } else {
            reading::normalise(reading::sum_behind(rest.compound) + layer)
        };
        let valence = self.whatever_the_case(valence, layer, rest, text);
        let count = text.split_whitespace().count();
        let (positive, negative) =
            found.evidence.iter().fold((rest.pos, rest.neg), |(positive, negative), value| {
                // The base tells shares of the words, the layer tells sums: a word of mean strength is one share.
                let share = value.abs() / 2.0 / f64::from(u32::try_from(count.max(1)).unwrap_or(u32::MAX));
                if *value > 0.0 { (positive + share, negative) } else { (positive, negative + share) }
            });
        let sd = reading::deviation(cues(found.evidence.len(), count, rest.neu), positive, negative);
        Some(Reading {
            valence,
            sd,
            vader_compound: whole.compound,
            mood: self.moods.label(&words, valence),
            parts: Parts {
                base: rest.compound,
                layer: reading::normalise(layer),
                found: found.evidence.len(),
                lexicon: ModelReading { valence, sd },
                model: None,
            },
        })
    }

    /// VADER makes words in capitals stronger, so a message with both kinds of feeling could change sides by its case
    /// alone. The side is that of the same message in lower case.
    fn whatever_the_case(&self, valence: f64, layer: f64, rest: SentimentScores, text: &str) -> f64 {
        let up = rest.pos > 0.0 || layer > 0.0;
        let down = rest.neg > 0.0 || layer < 0.0;
        let one_sided = up != down && rest.compound.abs() > 0.1;
        if one_sided || !(up || down) || !text.split_whitespace().any(shouted) {
            return valence;
        }
        let quiet = self.base.polarity_scores(&text.to_lowercase()).compound;
        let quiet = if layer == 0.0 { quiet } else { reading::normalise(reading::sum_behind(quiet) + layer) };
        let side = |value: f64| (value > 0.0, value < 0.0);
        if side(quiet) == side(valence) { valence } else { quiet }
    }
}

fn shouted(word: &str) -> bool {
    word.len() > 1 && word.chars().any(char::is_uppercase) && !word.chars().any(char::is_lowercase)
}

/// Exclamation marks strengthen what the layer found as they do in VADER (.292 each, at most 4), unless the base has
/// already counted them.
fn emphasised(layer: f64, base: f64, message: &str) -> f64 {
    if layer == 0.0 || base != 0.0 {
        return layer;
    }
    let marks = message.bytes().filter(|byte| *byte == b'!').take(4).fold(0.0, |sum, _| sum + 0.292);
    layer + marks * layer.signum()
}

/// How many cues stand behind a score. The base tells only the neutral share of its words; a sentiment word weighs
/// about 2.9 neutral ones there, from which their number is estimated.
fn cues(found: usize, words: usize, neutral: f64) -> f64 {
    let count = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    let loaded = if words == 0 { 0.0 } else { (1.0 - neutral).max(0.0) };
    let share = loaded / 2.9f64.mul_add(neutral, loaded).max(f64::EPSILON);
    count(words).mul_add(share, count(found))
}
