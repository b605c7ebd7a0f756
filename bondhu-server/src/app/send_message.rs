//! Taking in a person's message: stored before anything is asked of a model.

use bondhu_domain::ids::{MessageId, SessionId, UserId};
use bondhu_domain::messages::{Message, MessageText, Sender, next_instant};
use bondhu_domain::sessions::{Started, Visit, start};
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::User;
use bondhu_ports::cache::CacheGroup;
use bondhu_ports::idempotency::{IdempotencyRecord, Outcome};
use bondhu_ports::live_events::LiveEvent;
use bondhu_ports::randomness::RandomnessExt;
use bondhu_ports::safety_events::{SafetyEvent, SafetyEventKind};
use bondhu_ports::store::{Scope, UnitOfWork};

use super::activity::Counted;
use super::care::{first_look, with_help};
use super::idempotent_request::other_request;
use super::limits::{Allowance, Urgency};
use super::{App, AppError};

/// A key under which a request may be repeated without effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// The key as the client chose it.
    pub key: String,
    /// SHA-256 over method, path and body.
    pub fingerprint: [u8; 32],
}

/// A message to be sent.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// What it says.
    pub text: MessageText,
    /// Nothing may be learnt from it.
    pub off_the_record: bool,
    /// For repeating it safely.
    pub idempotency: Option<IdempotencyKey>,
}

/// A stored message, whose answer is still to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The stored message; it names the turn.
    pub user_message_id: MessageId,
    /// The session it belongs to.
    pub session_id: SessionId,
    /// It was stored by an earlier request with the same key.
    pub replayed: bool,
    /// Whoever sent the message has taken on the answering of it: [`App::answer`] is to be called, whatever happens to
    /// them. False for a replay, and when another process answers already.
    pub taken_on: bool,
    /// What is left of the person's limit; `None` for what was not counted: a replay, or a call for help.
    pub allowance: Option<Allowance>,
}

/// What became of a message.
enum Taken {
    /// An earlier request had stored it.
    Before(Accepted),
    /// It is stored now; the session that ended before it, and whether it opened its own.
    Now { message: Box<Message>, closed: Option<SessionId>, opened: bool },
}

impl App {
    /// Stores a message with all that follows from it, in one commit. The message joins the open session or opens one.
    /// Whether the person may be in danger is looked at before anything else, so that whatever fails, help is shown.
    pub async fn send_message(&self, user: UserId, message: NewMessage) -> Result<Accepted, AppError> {
        let text = message.text.clone();
        let seen = first_look(text.as_str());
        let urgency = if seen.needs_care() { Urgency::NeedsHelp } else { Urgency::Ordinary };
        self.take_in(user, message, urgency).await.map_err(|error| with_help(error, text.as_str(), &seen))
    }

    async fn take_in(
        &self,
        user: UserId,
        message: NewMessage,
        urgency: Urgency,
    ) -> Result<Accepted, AppError> {
        let now = self.clock.now();
        if let Some(key) = &message.idempotency {
            // Before the limit: to ask again costs nothing.
            let mut work = self.store.begin_read(Scope::Person(user)).await?;
            if let Some(accepted) = self.already_stored(&mut *work, user, key, now).await? {
                return Ok(accepted);
            }
        }
        let allowance = self.allow_message(user, urgency).await?;
        let storing = self.store_message(user, &message, now);
        let (message, closed, opened) = match self.changing(user, &CacheGroup::CHAT, storing).await? {
            Taken::Before(accepted) => return Ok(accepted),
            Taken::Now { message, closed, opened } => (message, closed, opened),
        };
        let (id, session_id) = (message.id, message.session_id);
        // At once, so that a message that follows sees that this one is being answered.
        let taken_on = self.open_turn(user, id).await;
        if let Some(session_id) = closed {
            self.live.publish(user, LiveEvent::Session { session_id, open: false }).await;
        }
        if opened {
            self.live.publish(user, LiveEvent::Session { session_id, open: true }).await;
        }
        let accepted = Accepted { user_message_id: id, session_id, replayed: false, taken_on, allowance };
        self.live.publish(user, LiveEvent::Message(message)).await;
        Ok(accepted)
    }

    async fn store_message(
        &self,
        user: UserId,
        message: &NewMessage,
        now: Timestamp,
    ) -> Result<Taken, AppError> {
        let mut work = self.store.begin(Scope::Person(user)).await?;
        let account = work.users().find(user).await?.ok_or(AppError::Unauthenticated)?;
        if let Some(key) = &message.idempotency
            && let Some(accepted) = self.already_stored(&mut *work, user, key, now).await?
        {
            return Ok(Taken::Before(accepted));
        }

        let latest = work.sessions().latest(user).await?;
        let id = SessionId::new(now, self.random.entropy());
        let Started { closed, mut session, visit } = start(latest, id, user, now, &self.policy.sessions);
        if let Some(closed) = &closed {
            work.sessions().save(closed).await?;
        }
        let assessment = self.assess(&mut *work, user, message.text.as_str(), now).await?;
        let mut stored = self.compose(&mut *work, &account, session.id, message, now).await?;
        stored.safety_tier = assessment.tier.number();
        if visit != Visit::Joined {
            work.sessions().save(&session).await?;
        }
        work.messages().insert(&stored).await?;
        self.learn_facts(&mut *work, &account, &stored).await?;
        if assessment.needs_care() {
            let (message, tier, flags) = (stored.id, assessment.tier, assessment.flags);
            let kind = SafetyEventKind::Detected { message, tier, flags };
            work.safety_events().insert(user, &SafetyEvent { kind, at: stored.created_at }).await?;
        }
        self.count(&mut *work, &account, &mut session, Counted::Message, stored.created_at).await?;
        if let Some(IdempotencyKey { key, fingerprint }) = &message.idempotency {
            let outcome = Outcome::Message(stored.id);
            let record = IdempotencyRecord { fingerprint: *fingerprint, outcome, created_at: now };
            work.idempotency().save(user, key, &record).await?;
        }
        work.commit().await?;
        let (closed, opened) = (closed.map(|it| it.id), visit != Visit::Joined);
        Ok(Taken::Now { message: Box::new(stored), closed, opened })
    }

    async fn already_stored(
        &self,
        work: &mut dyn UnitOfWork,
        user: UserId,
        key: &IdempotencyKey,
        now: Timestamp,
    ) -> Result<Option<Accepted>, AppError> {
        let Some(record) = work.idempotency().find(user, &key.key).await? else { return Ok(None) };
        if now.since(record.created_at) >= self.policy.idempotency_ttl {
            return Ok(None);
        }
        if record.fingerprint != key.fingerprint {
            return Err(other_request());
        }
        match record.outcome {
            Outcome::Message(id) => {
                let stored = work.messages().find(user, id).await?.ok_or(AppError::NotFound)?;
                let session_id = stored.session_id;
                let (replayed, taken_on) = (true, false);
                Ok(Some(Accepted { user_message_id: id, session_id, replayed, taken_on, allowance: None }))
            }
            Outcome::Running | Outcome::Answered(_) => Err(other_request()),
        }
    }

    async fn compose(
        &self,
        work: &mut dyn UnitOfWork,
        user: &User,
        session_id: SessionId,
        message: &NewMessage,
        now: Timestamp,
    ) -> Result<Message, AppError> {
        let created_at = next_instant(work.messages().newest_at(user.id).await?, now);
        Ok(Message {
            id: MessageId::new(created_at, self.random.entropy()),
            user_id: user.id,
            session_id,
            sender: Sender::User,
            text: message.text.as_str().to_owned(),
            mood: None,
            sentiment_score: None,
            has_personality_context: false,
            safety_tier: 0,
            off_the_record: message.off_the_record,
            in_reply_to: None,
            authorship: None,
            reactions: Vec::new(),
            created_at,
        })
    }
}
