//! Everything stored about a person, in bounded pieces.

use bondhu_domain::achievements::Achievement;
use bondhu_domain::ids::{MessageId, SessionId, UserId};
use bondhu_domain::messages::Message;
use bondhu_domain::sessions::Session;
use bondhu_domain::stats::Counters;
use bondhu_domain::streaks::ActivityDay;
use bondhu_domain::summaries::{ChatSummary, OlderTalk, Period};
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::User;
use bondhu_ports::store::Scope;

use super::{App, AppError};

/// The parts of an account that are small.
#[derive(Clone, Debug)]
pub struct AccountRecord {
    /// The account.
    pub user: User,
    /// Counters.
    pub counters: Counters,
    /// Active days, oldest first.
    pub days: Vec<ActivityDay>,
    /// Unlocked achievements, oldest first.
    pub achievements: Vec<(Achievement, Timestamp)>,
    /// Summaries of days and of weeks, the newest first of each.
    pub summaries: Vec<ChatSummary>,
    /// The summary of older talk.
    pub older_talk: Option<OlderTalk>,
}

/// Ten years of days. Each is small.
const MOST_SUMMARIES: u32 = 3_660;

/// How many rows are read at a time.
const PAGE: u32 = 500;

impl App {
    /// The small parts of an account.
    pub async fn account_record(&self, user: UserId) -> Result<AccountRecord, AppError> {
        let mut work = self.store.begin_read(Scope::Person(user)).await?;
        let mut summaries = Vec::new();
        for period in Period::ALL {
            summaries.extend(work.summaries().list(user, period, MOST_SUMMARIES).await?);
        }
        Ok(AccountRecord {
            user: work.users().find(user).await?.ok_or(AppError::NotFound)?,
            counters: work.stats().counters(user).await?,
            days: work.activity_days().all(user).await?,
            achievements: work.achievements().unlocked(user).await?,
            summaries,
            older_talk: work.summaries().older_talk(user).await?,
        })
    }

    /// The next piece of the person's sessions, newest first. Empty at the end.
    pub async fn export_sessions(
        &self,
        user: UserId,
        after: Option<SessionId>,
    ) -> Result<Vec<Session>, AppError> {
        let mut work = self.store.begin_read(Scope::Person(user)).await?;
        Ok(work.sessions().page(user, after, PAGE).await?)
    }

    /// The next piece of the person's chat, oldest first. Empty at the end.
    pub async fn export_messages(
        &self,
        user: UserId,
        after: Option<MessageId>,
    ) -> Result<Vec<Message>, AppError> {
        let mut work = self.store.begin_read(Scope::Person(user)).await?;
        Ok(work.messages().page_forward(user, after, PAGE).await?)
    }
}
