//! Moods, insights and safety events.

use std::collections::BTreeMap;

use async_trait::async_trait;
use bondhu_domain::ids::{MessageId, UserId};
use bondhu_domain::messages::{Message, Sender};
use bondhu_domain::mood_series::{MoodDay, ScoredMessage};
use bondhu_domain::moods::Mood;
use bondhu_domain::safety::{Flag, Tier};
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::insights::{InsightRepo, StoredInsight};
use bondhu_ports::moods::{MessageMood, MoodRepo, StoredCheckIn};
use bondhu_ports::safety_events::{SafetyCount, SafetyEvent, SafetyEventKind, SafetyEventRepo};
use bondhu_ports::store::StoreError;
use chrono::NaiveDate;

use super::tables::{Tables, conflict};
use super::unit_of_work::MemoryUnitOfWork;

/// The rows of these repositories.
#[derive(Clone, Default)]
pub(super) struct CareTables {
    pub mood_dates: BTreeMap<MessageId, NaiveDate>,
    pub mood_days: BTreeMap<(UserId, NaiveDate), MoodDay>,
    pub check_ins: Vec<(UserId, StoredCheckIn)>,
    pub insights: BTreeMap<UserId, StoredInsight>,
    pub safety_events: Vec<(UserId, SafetyEvent)>,
}

impl CareTables {
    pub fn delete_user(&mut self, user: UserId) {
        self.mood_days.retain(|(owner, _), _| *owner != user);
        self.check_ins.retain(|(owner, _)| *owner != user);
        self.insights.remove(&user);
        self.safety_events.retain(|(owner, _)| *owner != user);
    }
}

fn scored(message: &Message) -> Option<ScoredMessage> {
    let mood = Mood::parse(message.mood.as_deref()?)?;
    Some(ScoredMessage { at: message.created_at, score: message.sentiment_score?, mood })
}

fn scored_if(
    tables: &Tables,
    user: UserId,
    fits: impl Fn(&Message, NaiveDate) -> bool,
) -> Vec<ScoredMessage> {
    let own = tables.messages.values().filter(|it| it.user_id == user);
    let fitting = own.filter(|it| tables.care.mood_dates.get(&it.id).is_some_and(|date| fits(it, *date)));
    let mut found: Vec<_> = fitting.filter_map(scored).collect();
    found.sort_by_key(|it| it.at);
    found
}

#[async_trait]
impl MoodRepo for MemoryUnitOfWork {
    async fn score_message(
        &mut self,
        user: UserId,
        message: MessageId,
        mood: &MessageMood,
    ) -> Result<bool, StoreError> {
        let tables = self.write()?;
        let own = |it: &&mut Message| it.user_id == user && it.sender == Sender::User;
        let Some(stored) = tables.messages.get_mut(&message).filter(own) else { return Ok(false) };
        stored.mood = Some(mood.mood.as_str().to_owned());
        stored.sentiment_score = Some(mood.score);
        tables.care.mood_dates.insert(message, mood.date);
        Ok(true)
    }

    async fn scored_between(
        &mut self,
        user: UserId,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<ScoredMessage>, StoreError> {
        let within = |it: &Message, _| it.created_at >= from && it.created_at < until;
        Ok(scored_if(self.read()?, user, within))
    }

    async fn scored_on(&mut self, user: UserId, date: NaiveDate) -> Result<Vec<ScoredMessage>, StoreError> {
        Ok(scored_if(self.read()?, user, |_, on| on == date))
    }

    async fn save_day(&mut self, user: UserId, day: &MoodDay) -> Result<(), StoreError> {
        let tables = self.write()?;
        tables.require_user(user)?;
        tables.care.mood_days.insert((user, day.date), *day);
        Ok(())
    }

    async fn days(&mut self, user: UserId) -> Result<Vec<MoodDay>, StoreError> {
        let days = self.read()?.care.mood_days.iter().filter(|((owner, _), _)| *owner == user);
        Ok(days.map(|(_, day)| *day).collect())
    }

    async fn check_in(&mut self, user: UserId, check_in: &StoredCheckIn) -> Result<(), StoreError> {
        let tables = self.write()?;
        tables.require_user(user)?;
        tables.care.check_ins.push((user, check_in.clone()));
        Ok(())
    }

    async fn check_ins(&mut self, user: UserId) -> Result<Vec<StoredCheckIn>, StoreError> {
        let own = self.read()?.care.check_ins.iter().filter(|(owner, _)| *owner == user);
        let mut found: Vec<_> = own.map(|(_, it)| it.clone()).collect();
        found.sort_by_key(|it| it.at);
        Ok(found)
    }
}

#[async_trait]
impl InsightRepo for MemoryUnitOfWork {
    async fn latest(&mut self, user: UserId) -> Result<Option<StoredInsight>, StoreError> {
        Ok(self.read()?.care.insights.get(&user).copied())
    }

    async fn save(&mut self, user: UserId, insight: &StoredInsight) -> Result<(), StoreError> {
        let tables = self.write()?;
        tables.require_user(user)?;
        tables.care.insights.insert(user, *insight);
        Ok(())
    }

    async fn active_since(
        &mut self,
        since: Timestamp,
        after: Option<UserId>,
        limit: u32,
    ) -> Result<Vec<UserId>, StoreError> {
        let tables = self.read()?;
        let is_active = |user: &UserId| {
            let mut own = tables.messages.values().filter(|it| it.user_id == *user);
            own.any(|it| it.sender == Sender::User && it.created_at >= since)
        };
        let people = tables.accounts.keys().copied().filter(|user| after.is_none_or(|after| *user > after));
        Ok(people.filter(is_active).take(limit as usize).collect())
    }
}

#[async_trait]
impl SafetyEventRepo for MemoryUnitOfWork {
    async fn insert(&mut self, user: UserId, event: &SafetyEvent) -> Result<(), StoreError> {
        let tables = self.write()?;
        tables.require_user(user)?;
        if let SafetyEventKind::Detected { message, .. } = &event.kind {
            if !tables.messages.contains_key(message) {
                return Err(conflict("no such message"));
            }
            if detected(tables, *message).is_some() {
                return Ok(());
            }
        }
        tables.care.safety_events.push((user, event.clone()));
        Ok(())
    }

    async fn since(&mut self, user: UserId, since: Timestamp) -> Result<Vec<SafetyEvent>, StoreError> {
        let own = self.read()?.care.safety_events.iter().filter(|(owner, _)| *owner == user);
        let mut found: Vec<_> = own.map(|(_, it)| it.clone()).filter(|it| it.at >= since).collect();
        found.sort_by_key(|it| it.at);
        Ok(found)
    }

    async fn of_message(
        &mut self,
        user: UserId,
        message: MessageId,
    ) -> Result<Option<(Tier, Vec<Flag>)>, StoreError> {
        let found = detected(self.read()?, message).filter(|(owner, ..)| *owner == user);
        Ok(found.map(|(_, tier, flags)| (tier, flags)))
    }

    async fn counts(&mut self, from: Timestamp, until: Timestamp) -> Result<Vec<SafetyCount>, StoreError> {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for (_, event) in &self.read()?.care.safety_events {
            if let SafetyEventKind::Detected { tier, flags, .. } = &event.kind
                && (from..until).contains(&event.at)
            {
                let tier = (*tier > Tier::None).then(|| format!("tier_{}", tier.number()));
                for name in tier.into_iter().chain(flags.iter().map(|flag| flag.as_str().to_owned())) {
                    *counts.entry(name).or_default() += 1;
                }
            }
        }
        Ok(counts.into_iter().map(|(name, count)| SafetyCount { name, count }).collect())
    }
}

fn detected(tables: &Tables, id: MessageId) -> Option<(UserId, Tier, Vec<Flag>)> {
    tables.care.safety_events.iter().find_map(|(user, event)| match &event.kind {
        SafetyEventKind::Detected { message, tier, flags } if *message == id => {
            Some((*user, *tier, flags.clone()))
        }
        SafetyEventKind::Detected { .. } | SafetyEventKind::CheckedIn => None,
    })
}
