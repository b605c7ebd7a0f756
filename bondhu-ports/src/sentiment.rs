//! Reading the sentiment of a message. Never asked about safety.

use async_trait::async_trait;
use bondhu_domain::sentiment::Reading;

/// Reads the sentiment of messages.
#[async_trait]
pub trait SentimentAnalyzer: Send + Sync {
    /// The reading of a text, or `None` when nothing in it can be scored. Never fails: what a model cannot tell, the
    /// word lists do.
    async fn analyze(&self, text: &str) -> Option<Reading>;
}
