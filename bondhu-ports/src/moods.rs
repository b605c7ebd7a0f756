//! The mood of a person's messages and days, and what they said of it themselves.

use async_trait::async_trait;
use bondhu_domain::ids::{MessageId, UserId};
use bondhu_domain::mood_check_ins::CheckIn;
use bondhu_domain::mood_series::{MoodDay, ScoredMessage};
use bondhu_domain::moods::Mood;
use bondhu_domain::timestamp::Timestamp;
use chrono::NaiveDate;

use crate::store::StoreError;

/// The mood of one message.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MessageMood {
    /// The label.
    pub mood: Mood,
    /// The sentiment, 0 to 1, two decimals.
    pub score: f64,
    /// The civil day to which the message belongs, decided when it was scored and never again.
    pub date: NaiveDate,
}

/// A check-in with its time and note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCheckIn {
    /// What the person said.
    pub check_in: CheckIn,
    /// What they added.
    pub note: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// Repository of moods.
#[async_trait]
pub trait MoodRepo: Send {
    /// Gives a person's own message its mood, which [`crate::messages::MessageRepo`] then returns with it. False when
    /// there is no such message of the person, or it is a reply.
    async fn score_message(
        &mut self,
        user: UserId,
        message: MessageId,
        mood: &MessageMood,
    ) -> Result<bool, StoreError>;

    /// The person's scored messages stored from `from` to before `until`, oldest first.
    async fn scored_between(
        &mut self,
        user: UserId,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<ScoredMessage>, StoreError>;

    /// The person's scored messages of one civil day, oldest first.
    async fn scored_on(&mut self, user: UserId, date: NaiveDate) -> Result<Vec<ScoredMessage>, StoreError>;

    /// Adds a day or replaces what is known of it.
    async fn save_day(&mut self, user: UserId, day: &MoodDay) -> Result<(), StoreError>;

    /// A person's days with a mood, oldest first.
    async fn days(&mut self, user: UserId) -> Result<Vec<MoodDay>, StoreError>;

    /// Adds a check-in.
    async fn check_in(&mut self, user: UserId, check_in: &StoredCheckIn) -> Result<(), StoreError>;

    /// A person's check-ins, oldest first.
    async fn check_ins(&mut self, user: UserId) -> Result<Vec<StoredCheckIn>, StoreError>;
}
