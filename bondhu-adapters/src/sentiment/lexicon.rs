//! The word lists alone.

use async_trait::async_trait;
use bondhu_domain::sentiment::{Analyzer, Reading};
use bondhu_ports::sentiment::SentimentAnalyzer;

/// Reads by the word lists of the domain. Needs nothing and takes microseconds.
#[derive(Clone, Copy, Debug, Default)]
pub struct LexiconAnalyzer;

#[async_trait]
impl SentimentAnalyzer for LexiconAnalyzer {
    async fn analyze(&self, text: &str) -> Option<Reading> {
        Analyzer::shared().score(text)
    }
}
