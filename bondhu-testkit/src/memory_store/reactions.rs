//! Emoji on messages.

use async_trait::async_trait;
use bondhu_domain::ids::{MessageId, UserId};
use bondhu_domain::messages::Emoji;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::reactions::ReactionRepo;
use bondhu_ports::store::StoreError;

use super::tables::{Reaction, conflict};
use super::unit_of_work::MemoryUnitOfWork;

#[async_trait]
impl ReactionRepo for MemoryUnitOfWork {
    async fn put(
        &mut self,
        user: UserId,
        message: MessageId,
        emoji: &Emoji,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let tables = self.write()?;
        if tables.messages.get(&message).is_none_or(|known| known.user_id != user) {
            return Err(conflict("no such message of this person"));
        }
        let emoji = emoji.as_str();
        if !tables.reactions.iter().any(|known| known.message == message && known.emoji == emoji) {
            tables.reactions.push(Reaction { message, emoji, at });
        }
        Ok(())
    }

    async fn remove(&mut self, user: UserId, message: MessageId, emoji: &Emoji) -> Result<(), StoreError> {
        let tables = self.write()?;
        if tables.messages.get(&message).is_some_and(|known| known.user_id == user) {
            tables.reactions.retain(|known| known.message != message || known.emoji != emoji.as_str());
        }
        Ok(())
    }
}
