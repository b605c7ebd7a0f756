//! The rolling summary of the talk that models are not shown any more.

use bondhu_domain::facts::is_backed;
use bondhu_domain::ids::UserId;
use bondhu_domain::messages::Message;
use bondhu_domain::summaries::{NEWEST_LEFT_OUT, older_talk};
use bondhu_ports::job_outbox::{Job, JobKey};
use bondhu_ports::job_queue::Work;
use bondhu_ports::messages::HistoryQuery;
use bondhu_ports::store::{Scope, UnitOfWork};

use super::{App, AppError};

/// How many messages are read at once.
const PAGE: u32 = 500;
/// Further back nothing is read.
const MOST_MESSAGES: usize = 2_000;

impl App {
    /// Enqueues a summary of a person's older talk, unless one waits already.
    pub(super) async fn enqueue_older_talk(
        &self,
        work: &mut dyn UnitOfWork,
        user: UserId,
    ) -> Result<(), AppError> {
        let key = Some(JobKey::Waiting(format!("older_talk:{user}")));
        let job = Job { key, owner: Some(user), ..self.job(Work::SummariseOlderTalk { user_id: user }) };
        work.jobs().enqueue(&job).await?;
        Ok(())
    }

    /// Sums up a person's older talk anew from the stored messages. False when there is none, or when it told what was
    /// forgotten before it could be stored.
    pub(super) async fn summarise_older_talk(&self, user: UserId) -> Result<bool, AppError> {
        let mut read = self.store.begin_read(Scope::Person(user)).await?;
        let Some(person) = read.users().find(user).await? else { return Ok(false) };
        let mut messages = all_but_the_newest(&mut *read, user).await?;
        let facts = read.facts().all(user).await?;
        let now = self.now_in_chat(&mut *read, user).await?;
        drop(read);
        // What has changed or was deleted is not told again.
        messages.retain(|message| is_backed(message, &facts, person.timezone, now));
        let Some(older) = older_talk(&messages, person.timezone, person.day_start) else { return Ok(false) };
        let mut work = self.store.begin(Scope::Person(user)).await?;
        let known = work.facts().all(user).await?;
        if !facts.iter().all(|fact| known.contains(fact)) {
            // Something was put right or forgotten meanwhile. Whoever did that has asked for another summary.
            return Ok(false);
        }
        work.summaries().save_older_talk(user, &older).await?;
        work.commit().await?;
        Ok(true)
    }
}

async fn all_but_the_newest(read: &mut dyn UnitOfWork, user: UserId) -> Result<Vec<Message>, AppError> {
    let mut query = HistoryQuery {
        session: None,
        before: None,
        offset: u64::try_from(NEWEST_LEFT_OUT).unwrap_or(u64::MAX),
        limit: PAGE,
    };
    let mut pages = Vec::new();
    let mut count = 0;
    loop {
        let page = read.messages().page(user, &query).await?;
        count += page.len();
        let over = page.len() < PAGE as usize || count >= MOST_MESSAGES;
        query = HistoryQuery { before: page.first().map(|it| it.id), offset: 0, ..query };
        pages.push(page);
        if over {
            return Ok(pages.into_iter().rev().flatten().collect());
        }
    }
}
