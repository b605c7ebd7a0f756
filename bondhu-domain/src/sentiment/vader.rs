//! VADER (Hutto & Gilbert 2014), the way the reference 3.3.2 computes it, without an allocation per word.
//!
//! The crate `vader-parity` is the measure: what it answers is answered here to the bit, which tests hold over the
//! reference table and over any text. Letters whose case follows from Unicode tables (Latin beyond ASCII, Greek,
//! Cyrillic, …) are left to it altogether; ASCII, Indic scripts, emoji and usual punctuation are read here.

use vader_parity::{SentimentIntensityAnalyzer, SentimentScores};

mod scores;
mod table;
mod tokens;
mod valence;

/// The base. Reading the tables takes some milliseconds.
pub struct Vader {
    reference: SentimentIntensityAnalyzer,
    table: table::VaderTable,
}

impl Default for Vader {
    fn default() -> Self {
        Self::new()
    }
}

impl Vader {
    /// Reads the tables that are built into the program.
    pub fn new() -> Self {
        Self { reference: SentimentIntensityAnalyzer::new(), table: table::VaderTable::read() }
    }

    /// The four scores of the reference for `text`: three shares to 3 decimals and the compound (−1 to 1) to 4.
    pub fn polarity_scores(&self, text: &str) -> SentimentScores {
        match tokens::Tokens::of(&self.table, text) {
            Some(tokens) => scores::scores(valence::valences(&tokens), &tokens),
            None => self.reference.polarity_scores(text),
        }
    }

    /// The compound of one word that stands alone (without emoji or spaces): what [`Vader::polarity_scores`] gives for it.
    pub(crate) fn word(&self, word: &str) -> f64 {
        self.polarity_scores(word).compound
    }
}
