//! Emoji on messages.

use bondhu_domain::ids::{MessageId, UserId};
use bondhu_domain::messages::Emoji;
use bondhu_ports::cache::CacheGroup;
use bondhu_ports::live_events::LiveEvent;
use bondhu_ports::store::Scope;

use super::{App, AppError};

impl App {
    /// Puts an emoji on a message of the person's chat, or takes it off. Doing so twice is the same as once.
    pub async fn react(
        &self,
        user: UserId,
        message: MessageId,
        emoji: &str,
        present: bool,
    ) -> Result<(), AppError> {
        let emoji = Emoji::new(emoji).map_err(|error| AppError::field("emoji", "invalid", error))?;
        let reacting = async {
            let mut work = self.store.begin(Scope::Person(user)).await?;
            work.messages().find(user, message).await?.ok_or(AppError::NotFound)?;
            if present {
                work.reactions().put(user, message, &emoji, self.clock.now()).await?;
            } else {
                work.reactions().remove(user, message, &emoji).await?;
            }
            let reactions =
                work.messages().find(user, message).await?.map(|it| it.reactions).unwrap_or_default();
            work.commit().await?;
            Ok(reactions)
        };
        let reactions = self.changing(user, &CacheGroup::CHAT, reacting).await?;
        self.live.publish(user, LiveEvent::Reaction { message_id: message, reactions }).await;
        Ok(())
    }
}
