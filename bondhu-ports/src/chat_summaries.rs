//! Summaries of what a person's chat was about.

use async_trait::async_trait;
use bondhu_domain::ids::UserId;
use bondhu_domain::summaries::{ChatSummary, OlderTalk, Period};

use crate::store::StoreError;

/// Repository of [`ChatSummary`]s, and of each person's one [`OlderTalk`].
#[async_trait]
pub trait ChatSummaryRepo: Send {
    /// Keeps the summary of a period, in place of an earlier one of the same period. A person who does not exist is a
    /// `Conflict`.
    async fn save(&mut self, user: UserId, summary: &ChatSummary) -> Result<(), StoreError>;

    /// A person's summaries of days or of weeks, the newest first.
    async fn list(
        &mut self,
        user: UserId,
        period: Period,
        limit: u32,
    ) -> Result<Vec<ChatSummary>, StoreError>;

    /// Keeps the summary of a person's older talk, in place of the one before. A person who does not exist, or a message
    /// that is not theirs, is a `Conflict`.
    async fn save_older_talk(&mut self, user: UserId, older: &OlderTalk) -> Result<(), StoreError>;

    /// The summary of a person's older talk.
    async fn older_talk(&mut self, user: UserId) -> Result<Option<OlderTalk>, StoreError>;
}
