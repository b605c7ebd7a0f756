//! How the sentiment of messages is read.

use std::time::Duration;

use super::kinds::{Lasting, OneOf};
use super::section::section;

section! {
    /// How the feeling of messages is read. Safety never depends on it.
    pub struct Sentiment: "sentiment" {
        /// `lexicon` reads by word lists; `lexicon+llm` also asks the model of `llm.chain` and weighs both.
        analyzer: AnalyzerChoice = OneOf(&[
            ("lexicon", AnalyzerChoice::Lexicon),
            ("lexicon+llm", AnalyzerChoice::LexiconWithModel),
        ]), "lexicon";
        /// How long the model may take before the word lists decide alone.
        timeout: Duration = Lasting(Duration::from_millis(10), Duration::from_mins(1)), "5s";
    }
}

/// Who reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnalyzerChoice {
    /// The word lists.
    Lexicon,
    /// The word lists and a model.
    LexiconWithModel,
}
