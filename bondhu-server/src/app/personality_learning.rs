//! Learning about a person without asking them: from how they write, and from what they like.

use std::time::Duration;

use bondhu_domain::ids::{LedgerRowId, MessageId, TaskId, UserId};
use bondhu_domain::messages::{Message, Sender};
use bondhu_domain::personality::text::{WordTally, observation_due};
use bondhu_domain::personality::{Evidence, Observed, Source, TraitMap, tastes};
use bondhu_domain::safety::Allowances;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::cache::CacheGroup;
use bondhu_ports::live_events::LiveEvent;
use bondhu_ports::store::{Scope, UnitOfWork};

use super::{App, AppError};

/// How many messages are read at once.
const PAGE: u32 = 500;
/// Further messages of one observation are left for the next.
const MOST_MESSAGES: usize = 5_000;
/// Older messages than this say nothing of how somebody is now.
const LOOK_BACK: Duration = Duration::from_hours(90 * 24);

/// Words that were not counted before.
struct NewWords {
    tally: WordTally,
    /// The newest message that was read: what the observation is caused by, and where the next one begins.
    through: MessageId,
}

impl App {
    /// Analyses a person's last 24 hours, and learns from what they wrote. As often as it is asked for.
    pub(super) async fn study(&self, user: UserId) -> Result<(), AppError> {
        self.analyse(user).await?;
        self.learn_from_text(user).await.map(|_learnt| ())
    }

    /// Learns from what a person wrote since the last time, if that is enough and long enough ago. True when it did. Doing
    /// it twice changes nothing: each message is read once.
    pub(super) async fn learn_from_text(&self, user: UserId) -> Result<bool, AppError> {
        let now = self.clock.now();
        let mut read = self.store.begin_read(Scope::Person(user)).await?;
        let account = read.users().find(user).await?.ok_or(AppError::NotFound)?;
        if !Allowances::new(account.may_be_minor(now)).personality {
            return Ok(false);
        }
        let last = read.personality().newest_of(user, Source::Text).await?;
        let last_at = last.map(|row| row.at);
        // The time is looked at first: it costs nothing.
        if !observation_due(u64::MAX, last_at, now) {
            return Ok(false);
        }
        let after = last.map(|row| MessageId::from_uuid(row.caused_by));
        let Some(new) = new_words(&mut *read, user, after, now).await? else { return Ok(false) };
        drop(read);
        if !observation_due(new.tally.words(), last_at, now) {
            return Ok(false);
        }
        let caused_by = new.through.as_uuid();
        let observed = Observed { at: now, evidence: new.tally.evidence(), caused_by };
        self.learn(user, Source::Text, last.map(|row| row.id), &observed).await
    }

    /// Learns from a taste profile that the person allowed to be used, at most once in thirty days; `caused_by` is the
    /// sync or import that it is from. True when something was learnt. See [`tastes`] for what tells anything.
    pub async fn learn_from_taste(
        &self,
        user: UserId,
        source: Source,
        evidence: TraitMap<Option<Evidence>>,
        caused_by: TaskId,
    ) -> Result<bool, AppError> {
        let now = self.clock.now();
        let mut read = self.store.begin_read(Scope::Person(user)).await?;
        let account = read.users().find(user).await?.ok_or(AppError::NotFound)?;
        let last = read.personality().newest_of(user, source).await?;
        drop(read);
        let allowed = Allowances::new(account.may_be_minor(now)).personality;
        if !allowed || !tastes::observation_due(last.map(|row| row.at), now) {
            return Ok(false);
        }
        let observed = Observed { at: now, evidence, caused_by: caused_by.as_uuid() };
        self.learn(user, source, last.map(|row| row.id), &observed).await
    }

    /// Adds an observation, unless another process has added one since `before` was the newest of its source.
    async fn learn(
        &self,
        user: UserId,
        source: Source,
        before: Option<LedgerRowId>,
        observed: &Observed,
    ) -> Result<bool, AppError> {
        if observed.evidence.iter().all(|(_, it)| it.is_none()) {
            return Ok(false);
        }
        let learning = async {
            let mut work = self.begin_profile(user, observed.at).await?;
            let newest = work.personality().newest_of(user, source).await?;
            if newest.map(|row| row.id) != before {
                return Ok(false);
            }
            self.record(&mut *work, user, observed).await?;
            work.commit().await?;
            Ok(true)
        };
        let learnt = self.changing(user, &CacheGroup::PERSONALITY, learning).await?;
        if learnt {
            self.live.publish(user, LiveEvent::Profile).await;
        }
        Ok(learnt)
    }
}

/// The words of a person's messages after `after`. Messages off the record and those that gave reason for care are read by
/// nobody.
async fn new_words(
    read: &mut dyn UnitOfWork,
    user: UserId,
    after: Option<MessageId>,
    now: Timestamp,
) -> Result<Option<NewWords>, AppError> {
    let earliest = MessageId::new(now - LOOK_BACK, [0; 10]);
    let mut after = after.map_or(earliest, |after| after.max(earliest));
    let mut new: Option<NewWords> = None;
    let mut seen = 0;
    while seen < MOST_MESSAGES {
        let page = read.messages().page_forward(user, Some(after), PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.id;
        seen += page.len();
        let words = new.get_or_insert_with(|| NewWords { tally: WordTally::default(), through: after });
        words.through = after;
        for message in page.iter().filter(|it| may_be_learnt_from(it)) {
            words.tally.read(&message.text);
        }
        if page.len() < PAGE as usize {
            break;
        }
    }
    Ok(new)
}

fn may_be_learnt_from(message: &Message) -> bool {
    message.sender == Sender::User && !message.off_the_record && message.safety_tier == 0
}
