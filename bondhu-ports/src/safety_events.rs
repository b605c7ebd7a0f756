//! When a message gave reason for care, and when the person was asked how they are. Never what was said.

use async_trait::async_trait;
use bondhu_domain::ids::{MessageId, UserId};
use bondhu_domain::safety::{Flag, Tier};
use bondhu_domain::timestamp::Timestamp;

use crate::store::StoreError;

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SafetyEventKind {
    /// A message gave reason for care, and help was shown.
    Detected {
        /// The message.
        message: MessageId,
        /// Its tier.
        tier: Tier,
        /// Its flags, sorted.
        flags: Vec<Flag>,
    },
    /// The person was asked how they are.
    CheckedIn,
}

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SafetyEvent {
    /// What happened.
    pub kind: SafetyEventKind,
    /// When.
    pub at: Timestamp,
}

/// How many messages of a year had a tier or a flag, over everybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SafetyCount {
    /// `tier_1` to `tier_3`, or a flag's name.
    pub name: String,
    /// How many.
    pub count: u64,
}

/// Repository of safety events.
#[async_trait]
pub trait SafetyEventRepo: Send {
    /// Adds an event. A second detection for one message changes nothing.
    async fn insert(&mut self, user: UserId, event: &SafetyEvent) -> Result<(), StoreError>;

    /// A person's events at or after `since`, oldest first.
    async fn since(&mut self, user: UserId, since: Timestamp) -> Result<Vec<SafetyEvent>, StoreError>;

    /// What was detected in a message; `None` when nothing was.
    async fn of_message(
        &mut self,
        user: UserId,
        message: MessageId,
    ) -> Result<Option<(Tier, Vec<Flag>)>, StoreError>;

    /// How often each tier and flag was detected, over everybody, from `from` to before `until`; sorted by name.
    async fn counts(&mut self, from: Timestamp, until: Timestamp) -> Result<Vec<SafetyCount>, StoreError>;
}
