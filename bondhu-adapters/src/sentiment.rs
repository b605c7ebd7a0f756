//! Sentiment of messages: by the word lists of the domain, or by those and a model.

pub mod lexicon;
pub mod with_model;
