//! What people told about themselves: learnt from their messages, shown, put right, forgotten, and recalled.

use std::time::Duration;

use bondhu_domain::facts::{Change, Claim, Fact, FactValue, extract, is_single, remember, same_value};
use bondhu_domain::ids::{FactId, UserId};
use bondhu_domain::memories::memories;
use bondhu_domain::messages::{Message, Sender};
use bondhu_domain::prompt::ContextItem;
use bondhu_domain::search::{Filters, Query};
use bondhu_domain::summaries::OlderTalk;
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::User;
use bondhu_ports::cache::CacheGroup;
use bondhu_ports::randomness::RandomnessExt;
use bondhu_ports::store::{Scope, UnitOfWork};

use super::{App, AppError};

/// Among so many earlier messages, the newest that have a word in common, is looked for what answers.
const MOST_CANDIDATES: u32 = 200;

impl App {
    /// A person's facts that hold now, the newest first; with those that ended when `ended` is set.
    pub async fn facts(&self, user: UserId, ended: bool) -> Result<Vec<Fact>, AppError> {
        let mut work = self.store.begin_read(Scope::Person(user)).await?;
        let now = self.now_in_chat(&mut *work, user).await?;
        let mut facts = work.facts().all(user).await?;
        facts.retain(|fact| ended || fact.holds_at(now));
        facts.sort_by_key(|fact| std::cmp::Reverse((fact.said_at, fact.id)));
        Ok(facts)
    }

    /// Puts a fact right. What was known before is gone, with everything derived from it.
    pub async fn edit_fact(&self, user: UserId, id: FactId, value: &str) -> Result<Fact, AppError> {
        let value = FactValue::new(value).map_err(|error| AppError::field("value", "invalid", error))?;
        let editing = async {
            let mut work = self.store.begin(Scope::Person(user)).await?;
            let now = self.now_in_chat(&mut *work, user).await?;
            let known = work.facts().find(user, id).await?.ok_or(AppError::NotFound)?;
            let twice = work.facts().all(user).await?.into_iter().any(|fact| {
                let here = fact.id != id && (&fact.subject, fact.slot) == (&known.subject, known.slot);
                here && fact.holds_at(now) && same_value(fact.slot, &fact.value, value.as_str())
            });
            if twice && !is_single(&known.subject, known.slot) {
                return Err(AppError::Conflict("this is remembered already"));
            }
            let fact = Fact { value: value.into_string(), confidence: 1.0, edited_at: Some(now), ..known };
            work.facts().save(user, &fact).await?;
            self.forget_derived(&mut *work, user).await?;
            work.commit().await?;
            Ok(fact)
        };
        self.changing(user, &CacheGroup::PERSONALITY, editing).await
    }

    /// Forgets a fact with everything derived from it.
    pub async fn forget_fact(&self, user: UserId, id: FactId) -> Result<(), AppError> {
        let forgetting = async {
            let mut work = self.store.begin(Scope::Person(user)).await?;
            if !work.facts().delete(user, id).await? {
                return Err(AppError::NotFound);
            }
            self.forget_derived(&mut *work, user).await?;
            work.commit().await?;
            Ok(())
        };
        self.changing(user, &CacheGroup::PERSONALITY, forgetting).await
    }

    /// Learns what a message tells, in the unit of work that stores it: so it is learnt once, in the order of the chat.
    pub(super) async fn learn_facts(
        &self,
        work: &mut dyn UnitOfWork,
        person: &User,
        message: &Message,
    ) -> Result<(), AppError> {
        let claims: Vec<Claim> = extract(message, person.timezone);
        if claims.is_empty() {
            return Ok(());
        }
        let known = work.facts().all(person.id).await?;
        // Ids of one message's facts sort in the order of its words.
        let mut at = message.created_at;
        let new_id = || {
            at = at.next();
            FactId::new(at, self.random.entropy())
        };
        let mut ended = false;
        for change in remember(&known, &claims, new_id) {
            match change {
                Change::Add(fact) => work.facts().insert(person.id, &fact).await?,
                Change::Close { id, valid_to } => {
                    ended = true;
                    if let Some(fact) = work.facts().find(person.id, id).await? {
                        let fact = Fact { valid_to: Some(valid_to), ..fact };
                        work.facts().save(person.id, &fact).await?;
                    }
                }
            }
        }
        if ended {
            self.forget_derived(work, person.id).await?;
        }
        Ok(())
    }

    /// What is remembered for the answer to `newest`; of what was said, only what came before `shown_from`, since the model
    /// is shown the rest anyway.
    pub(super) async fn recalled(
        &self,
        work: &mut dyn UnitOfWork,
        person: &User,
        newest: &Message,
        shown_from: Timestamp,
    ) -> Result<Vec<ContextItem>, AppError> {
        let facts = work.facts().all(person.id).await?;
        let said = match Query::of_any(&newest.text) {
            Some(query) => {
                let to = Some(shown_from - Duration::from_micros(1));
                let filters = Filters { sender: Some(Sender::User), to, ..Filters::default() };
                let candidates =
                    work.message_search().candidates(person.id, &query, &filters, MOST_CANDIDATES).await?;
                let ids: Vec<_> = candidates.iter().map(|it| it.id).collect();
                work.message_search().found(person.id, &ids).await?
            }
            None => Vec::new(),
        };
        Ok(memories(newest, &facts, &said, person.timezone, self.policy.memory_tokens))
    }

    /// Now, or the instant of the person's newest message when the clock stands still or was set back: what was just said
    /// holds, whatever the clock says.
    pub(super) async fn now_in_chat(
        &self,
        work: &mut dyn UnitOfWork,
        user: UserId,
    ) -> Result<Timestamp, AppError> {
        let now = self.clock.now();
        Ok(work.messages().newest_at(user).await?.map_or(now, |newest| newest.max(now)))
    }

    /// The summary of older talk may tell what is no longer so: it is empty until a job has made it anew.
    async fn forget_derived(&self, work: &mut dyn UnitOfWork, user: UserId) -> Result<(), AppError> {
        if let Some(older) = work.summaries().older_talk(user).await? {
            let empty = OlderTalk { text: String::new(), ..older };
            work.summaries().save_older_talk(user, &empty).await?;
            self.enqueue_older_talk(work, user).await?;
        }
        Ok(())
    }
}
