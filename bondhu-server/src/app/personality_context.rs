//! What is known of how to be with a person: told to the model in every prompt, and shown to the person.

use std::time::Duration;

use bondhu_domain::facts::Fact;
use bondhu_domain::ids::UserId;
use bondhu_domain::insights::{Insight, WINDOW};
use bondhu_domain::personality::context::Known;
use bondhu_domain::personality::mood_state::{self, MoodState};
use bondhu_domain::personality::{PersonalityContext, TraitMap};
use bondhu_domain::safety::{Allowances, Tier};
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::{Language, User};
use bondhu_ports::cache::{Bytes, CacheGroup, EntryKey};
use bondhu_ports::store::{Scope, UnitOfWork};

use super::personality::require_personality;
use super::{Answer, App, AppError};

/// The context of a person as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct ContextRecord {
    /// How to be with them.
    pub personality: PersonalityContext,
    /// The language they read.
    pub language: Language,
    /// What they told of themselves, as far as it holds, the newest first.
    pub facts: Vec<Fact>,
    /// When it was put together.
    pub generated_at: Timestamp,
}

/// What is read for a context.
pub(super) struct Manner {
    /// How to be with the person.
    pub personality: PersonalityContext,
    /// The insight of the last 24 hours.
    pub insight: Option<Insight>,
}

impl App {
    /// A person's context. `encode` gives the form in which it is cached.
    pub async fn personality_context(
        &self,
        user: UserId,
        encode: impl Fn(&ContextRecord) -> Bytes + Send,
    ) -> Result<Answer<ContextRecord>, AppError> {
        let key = EntryKey { group: CacheGroup::Context, person: user, field: "now".to_owned() };
        self.read_through(key, self.load_context(user), encode).await
    }

    async fn load_context(&self, user: UserId) -> Result<(ContextRecord, Duration), AppError> {
        let now = self.clock.now();
        let mut work = self.store.begin_read(Scope::Person(user)).await?;
        let account = work.users().find(user).await?.ok_or(AppError::Unauthenticated)?;
        require_personality(&account, now)?;
        let now = self.now_in_chat(&mut *work, user).await?;
        let safety = self.safety_state(&mut *work, user, now).await?;
        let manner = self.manner(&mut *work, &account, safety.tier_at(now), now).await?;
        let mut facts = work.facts().all(user).await?;
        facts.retain(|fact| fact.holds_at(now));
        facts.sort_by_key(|fact| std::cmp::Reverse((fact.said_at, fact.id)));
        let ends = [
            // An insight ends with its day, a tier and a fact after their times.
            manner.insight.map(|it| it.analyzed_at + WINDOW),
            safety.ends_at(),
            facts.iter().filter_map(|it| it.valid_to).min(),
        ];
        let ends = ends.into_iter().flatten().filter(|end| *end > now).min();
        let ttl = self.policy.context_ttl;
        let holds_for = ends.map_or(ttl, |end| end.since(now).min(ttl));
        let Manner { personality, .. } = manner;
        let record = ContextRecord { personality, language: account.language, facts, generated_at: now };
        Ok((record, holds_for))
    }

    /// How to be with a person at `now`, while `tier` is in force. Of somebody who may be under 18 nothing is known.
    pub(super) async fn manner(
        &self,
        work: &mut dyn UnitOfWork,
        account: &User,
        tier: Tier,
        now: Timestamp,
    ) -> Result<Manner, AppError> {
        let user = account.id;
        let allowed = Allowances::new(account.may_be_minor(now));
        let traits =
            if allowed.personality { work.personality().traits(user).await? } else { TraitMap::default() };
        let (mut insight, mut mood) = (None, None);
        if allowed.mood_series {
            let latest = work.insights().latest(user).await?.map(|it| it.insight);
            insight = latest.filter(|it| now.since(it.analyzed_at) < WINDOW);
            let from = now - mood_state::WINDOW;
            mood = MoodState::of(&work.moods().scored_between(user, from, now.next()).await?, now);
        }
        let flags = insight.map(|it| it.flags);
        let personality = PersonalityContext::of(&Known { traits: &traits, flags, mood, tier, now });
        Ok(Manner { personality, insight })
    }
}
