//! The table `message_reactions`.

use async_trait::async_trait;
use bondhu_domain::ids::{MessageId, UserId};
use bondhu_domain::messages::Emoji;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::reactions::ReactionRepo;
use bondhu_ports::store::StoreError;
use sqlx::query;

use super::column::instant;
use super::unit_of_work::PostgresUnitOfWork;

#[async_trait]
impl ReactionRepo for PostgresUnitOfWork {
    async fn put(
        &mut self,
        user: UserId,
        message: MessageId,
        emoji: &Emoji,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let insert = query(
            "INSERT INTO message_reactions (user_id, message_id, emoji, created_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (message_id, emoji) DO NOTHING",
        )
        .bind(user.as_uuid())
        .bind(message.as_uuid())
        .bind(emoji.as_str())
        .bind(instant(at));
        self.execute(insert).await.map(drop)
    }

    async fn remove(&mut self, user: UserId, message: MessageId, emoji: &Emoji) -> Result<(), StoreError> {
        let delete =
            query("DELETE FROM message_reactions WHERE user_id = $1 AND message_id = $2 AND emoji = $3")
                .bind(user.as_uuid())
                .bind(message.as_uuid())
                .bind(emoji.as_str());
        self.remove(delete).await.map(drop)
    }
}
