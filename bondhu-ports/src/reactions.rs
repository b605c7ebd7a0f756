//! A person's emoji on messages.

use async_trait::async_trait;
use bondhu_domain::ids::{MessageId, UserId};
use bondhu_domain::messages::Emoji;
use bondhu_domain::timestamp::Timestamp;

use crate::store::StoreError;

/// Repository of reactions.
#[async_trait]
pub trait ReactionRepo: Send {
    /// Puts an emoji on a message. One that is there already stays once, with its first time.
    async fn put(
        &mut self,
        user: UserId,
        message: MessageId,
        emoji: &Emoji,
        at: Timestamp,
    ) -> Result<(), StoreError>;

    /// Takes an emoji off a message. One that is not there changes nothing.
    async fn remove(&mut self, user: UserId, message: MessageId, emoji: &Emoji) -> Result<(), StoreError>;
}
