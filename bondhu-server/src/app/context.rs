//! What is known of a person, for the next prompt, and what a stored reply was based on.

use bondhu_domain::facts::phrase;
use bondhu_domain::ids::{FactId, MessageId, UserId};
use bondhu_domain::messages::Message;
use bondhu_domain::prompt::{ContextItem, ContextKind, ContextRef, PromptContext};
use bondhu_domain::safety::Allowances;
use bondhu_domain::summaries::OlderTalk;
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::User;
use bondhu_ports::store::UnitOfWork;

use super::{App, AppError};

impl App {
    /// What a model is told of a person who just wrote `newest` and whose messages from `shown_from` on it is shown. Of somebody who may be under 18 there is no mood.
    pub(super) async fn context_for(
        &self,
        work: &mut dyn UnitOfWork,
        person: &User,
        newest: &Message,
        shown_from: Timestamp,
    ) -> Result<PromptContext, AppError> {
        let now = newest.created_at;
        let mut context = PromptContext {
            items: self.recalled(work, person, newest, shown_from).await?,
            ..PromptContext::default()
        };
        if Allowances::new(person.may_be_minor(now)).mood_series
            && let Some(stored) = work.insights().latest(person.id).await?
            && now.since(stored.insight.analyzed_at) < bondhu_domain::insights::WINDOW
        {
            let flags = stored.insight.flags;
            context.style = Some(flags.communication_style);
            context.needs_support = flags.needs_support;
            context.mood = Some(stored.insight.dominant_mood);
        }
        Ok(context)
    }

    /// What a reply was based on, as far as it is still there: what a person deleted is not told here either.
    pub(super) async fn still_known(
        &self,
        work: &mut dyn UnitOfWork,
        user: UserId,
        used: &[ContextRef],
    ) -> Result<Vec<ContextItem>, AppError> {
        let mut items = Vec::with_capacity(used.len());
        for reference in used {
            let text = match reference.kind {
                ContextKind::Message => match reference.id.parse::<MessageId>() {
                    Ok(id) => work.messages().find(user, id).await?.map(|it| it.text),
                    Err(_) => None,
                },
                ContextKind::Summary => {
                    let older = work.summaries().older_talk(user).await?.map(|it| older_talk_item(&it));
                    older.filter(|it| it.id == reference.id).map(|it| it.text)
                }
                ContextKind::Fact => match reference.id.parse::<FactId>() {
                    Ok(id) => work.facts().find(user, id).await?.map(|it| phrase(&it)),
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
