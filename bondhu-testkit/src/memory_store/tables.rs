//! Everything that is stored, as one value that a unit of work copies when it first writes.

use std::collections::BTreeMap;

use bondhu_domain::achievements::Achievement;
use bondhu_domain::facts::Fact;
use bondhu_domain::ids::{FactId, MessageId, SessionId, TaskId, UserId};
use bondhu_domain::messages::Message;
use bondhu_domain::sessions::Session;
use bondhu_domain::stats::Counters;
use bondhu_domain::streaks::ActivityDay;
use bondhu_domain::summaries::{ChatSummary, OlderTalk, Period};
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::tokens::TokenHash;
use bondhu_domain::users::User;
use bondhu_ports::auth_tokens::AuthToken;
use bondhu_ports::idempotency::IdempotencyRecord;
use bondhu_ports::job_outbox::Job;
use bondhu_ports::job_queue::TaskStatus;
use bondhu_ports::store::{StoreError, StoreErrorKind};
use bondhu_ports::users::ExternalId;
use chrono::NaiveDate;

use super::care::CareTables;
use super::personality::PersonalityTables;

/// A person with what lets them in.
#[derive(Clone)]
pub(super) struct Account {
    pub user: User,
    pub password_hash: Option<String>,
    pub external: Option<ExternalId>,
}

/// A reaction; its place in the list of its message is that of its first time.
#[derive(Clone)]
pub(super) struct Reaction {
    pub message: MessageId,
    pub emoji: &'static str,
    pub at: Timestamp,
}

/// A job and what became of it.
#[derive(Clone)]
pub(super) struct Task {
    pub job: Job,
    pub status: TaskStatus,
    pub failures: u32,
}

/// All rows.
#[derive(Clone, Default)]
pub(super) struct Tables {
    pub accounts: BTreeMap<UserId, Account>,
    pub tokens: BTreeMap<TokenHash, AuthToken>,
    pub sessions: BTreeMap<SessionId, Session>,
    pub messages: BTreeMap<MessageId, Message>,
    pub reactions: Vec<Reaction>,
    pub days: BTreeMap<(UserId, NaiveDate), ActivityDay>,
    pub counters: BTreeMap<UserId, Counters>,
    pub achievements: Vec<(UserId, Achievement, Timestamp)>,
    pub answers: BTreeMap<(UserId, String), IdempotencyRecord>,
    pub summaries: BTreeMap<(UserId, Period, Timestamp), ChatSummary>,
    pub older_talk: BTreeMap<UserId, OlderTalk>,
    pub jobs: BTreeMap<TaskId, Task>,
    pub care: CareTables,
    pub personality: PersonalityTables,
    pub facts: BTreeMap<(UserId, FactId), Fact>,
}

impl Tables {
    /// Every row of a person hangs on their account.
    pub fn require_user(&self, user: UserId) -> Result<(), StoreError> {
        if self.accounts.contains_key(&user) { Ok(()) } else { Err(conflict("no such person")) }
    }

    /// Removes an account with all rows that hang on it. Jobs of the program do not: they may be about the removal.
    pub fn delete_user(&mut self, user: UserId) -> bool {
        let known = self.accounts.remove(&user).is_some();
        self.tokens.retain(|_, token| token.user_id != user);
        self.sessions.retain(|_, session| session.user_id != user);
        self.messages.retain(|_, message| message.user_id != user);
        let messages = &self.messages;
        self.reactions.retain(|reaction| messages.contains_key(&reaction.message));
        self.days.retain(|(owner, _), _| *owner != user);
        self.counters.remove(&user);
        self.achievements.retain(|(owner, _, _)| *owner != user);
        self.answers.retain(|(owner, _), _| *owner != user);
        self.summaries.retain(|(owner, _, _), _| *owner != user);
        self.older_talk.remove(&user);
        self.jobs.retain(|_, task| task.job.owner != Some(user));
        self.care.delete_user(user);
        self.personality.delete_user(user);
        self.facts.retain(|(owner, _), _| *owner != user);
        known
    }
}

/// A refusal because of what is stored.
pub(super) fn conflict(why: &'static str) -> StoreError {
    StoreError::new(StoreErrorKind::Conflict, why)
}
