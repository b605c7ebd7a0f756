//! What is known of a person, for the next prompt, and what a stored reply was based on.

use bondhu_domain::facts::phrase;
use bondhu_domain::ids::{FactId, MessageId};
use bondhu_domain::messages::Message;
use bondhu_domain::prompt::{ContextItem, ContextKind, PromptContext};
use bondhu_domain::safety::Tier;
use bondhu_domain::summaries::OlderTalk;
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::User;
use bondhu_ports::store::UnitOfWork;

use super::personality_context::Manner;
use super::{App, AppError};

impl App {
    /// What a model is told of a person who just wrote `newest` while `tier` is in force, and whose messages from
    /// `shown_from` on it is shown. Of somebody who may be under 18 there is no mood and no personality.
    pub(super) async fn context_for(
        &self,
        work: &mut dyn UnitOfWork,
        person: &User,
        newest: &Message,
        tier: Tier,
        shown_from: Timestamp,
    ) -> Result<PromptContext, AppError> {
        let Manner { personality, insight } = self.manner(work, person, tier, newest.created_at).await?;
        Ok(PromptContext {
            has_personality_context: personality.has_personality_context(),
            guidance: personality.guidance,
            style: insight.map(|it| it.flags.communication_style),
            needs_support: insight.is_some_and(|it| it.flags.needs_support),
            mood: insight.map(|it| it.dominant_mood),
            items: self.recalled(work, person, newest, shown_from).await?,
        })
    }

    /// What a reply was based on, as far as it is still there: what a person deleted is not told here either.
    pub(super) async fn still_known(
        &self,
        work: &mut dyn UnitOfWork,
        reply: &Message,
    ) -> Result<Vec<ContextItem>, AppError> {
        let person = reply.user_id;
        let mut items = Vec::with_capacity(reply.based_on().len());
        for reference in reply.based_on() {
            let text = match reference.kind {
                ContextKind::Message => match reference.id.parse::<MessageId>() {
                    Ok(id) => work.messages().find(person, id).await?.map(|it| it.text),
                    Err(_) => None,
                },
                ContextKind::Summary => {
                    let older = work.summaries().older_talk(person).await?.map(|it| older_talk_item(&it));
                    older.filter(|it| it.id == reference.id).map(|it| it.text)
                }
                ContextKind::Fact => match reference.id.parse::<FactId>() {
                    Ok(id) => work.facts().find(person, id).await?.map(|it| phrase(&it)),
                    Err(_) => None,
                },
                // Nothing of this kind is kept.
                ContextKind::Taste => None,
            };
            if let Some(text) = text {
                items.push(ContextItem { kind: reference.kind, id: reference.id.clone(), text });
            }
        }
        Ok(items)
    }
}

/// The summary of older talk as a part of a prompt.
pub(super) fn older_talk_item(older: &OlderTalk) -> ContextItem {
    ContextItem { kind: ContextKind::Summary, id: older.through.to_string(), text: older.text.clone() }
}
