//! Storing a reply with all that follows from it, once.

use bondhu_domain::ids::MessageId;
use bondhu_domain::messages::{Message, Sender, next_instant};
use bondhu_domain::sentiment::Reading;
use bondhu_ports::cache::CacheGroup;
use bondhu_ports::live_events::LiveEvent;
use bondhu_ports::randomness::RandomnessExt;
use bondhu_ports::safety_events::{SafetyEvent, SafetyEventKind};
use bondhu_ports::store::{Scope, StoreErrorKind};
use bondhu_ports::turn_feed::Turn;

use super::groundwork::Groundwork;
use super::{App, AppError, Spoken};

impl App {
    /// Stores what is said, the sentiment of what it answers, and follow-up work, in one commit. Where another process was
    /// quicker, its reply is the one.
    pub(super) async fn store_reply(
        &self,
        ground: Groundwork,
        spoken: Spoken,
        reading: Option<&Reading>,
    ) -> Result<Turn, AppError> {
        let due = ground.older_talk_due();
        let Groundwork { account, message: asked, care, .. } = ground;
        let user = asked.user_id;
        let storing = async {
            let mut work = self.store.begin(Scope::Person(user)).await?;
            if let Some(existing) = work.messages().reply_to(user, asked.id).await? {
                let based_on = self.still_known(&mut *work, &existing).await?;
                return Ok((asked.clone(), existing, based_on, false));
            }
            let created_at = next_instant(work.messages().newest_at(user).await?, self.clock.now());
            let reply = Message {
                id: MessageId::new(created_at, self.random.entropy()),
                user_id: user,
                session_id: asked.session_id,
                sender: Sender::Ai,
                text: spoken.text,
                mood: None,
                sentiment_score: None,
                has_personality_context: spoken.has_personality_context,
                safety_tier: 0,
                off_the_record: asked.off_the_record,
                in_reply_to: Some(asked.id),
                authorship: Some(spoken.authorship),
                reactions: Vec::new(),
                created_at,
            };
            match work.messages().insert(&reply).await {
                Ok(()) => {}
                // The account was deleted while the model was thinking.
                Err(error) if error.kind() == StoreErrorKind::Conflict => return Err(AppError::NotFound),
                Err(error) => return Err(error.into()),
            }
            if let Some(reading) = reading {
                self.note_mood(&mut *work, &account, &asked, reading, created_at).await?;
            }
            if care.check_in_due {
                let event = SafetyEvent { kind: SafetyEventKind::CheckedIn, at: created_at };
                work.safety_events().insert(user, &event).await?;
            }
            if due {
                self.enqueue_older_talk(&mut *work, user).await?;
            }
            let asked = work.messages().find(user, asked.id).await?.ok_or(AppError::NotFound)?;
            work.commit().await?;
            Ok((asked, reply, spoken.used, true))
        };
        let (user_message, reply, context_used, new) =
            self.changing(user, &CacheGroup::CHAT, storing).await?;
        if new {
            self.live.publish(user, LiveEvent::Message(Box::new(reply.clone()))).await;
        }
        Ok(Turn { user_message, reply, safety: care.shown, context_used })
    }
}
