//! What is known of a person, for the next prompt, and what a stored reply was based on.

use bondhu_domain::ids::{MessageId, UserId};
use bondhu_domain::prompt::{ContextItem, ContextKind, ContextRef, PromptContext};
use bondhu_domain::safety::Allowances;
use bondhu_domain::summaries::OlderTalk;
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::User;
use bondhu_ports::store::UnitOfWork;

use super::{App, AppError};

impl App {
    /// What a model is told of a person who writes at `now`. Of somebody who may be under 18 there is no mood.
    pub(super) async fn context_for(
        &self,
        work: &mut dyn UnitOfWork,
        person: &User,
        now: Timestamp,
    ) -> Result<PromptContext, AppError> {
        let mut context = PromptContext::default();
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
                // Nothing of these kinds is kept.
                ContextKind::Fact | ContextKind::Taste => None,
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
