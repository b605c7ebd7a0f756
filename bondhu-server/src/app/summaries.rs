//! Summaries of days and weeks of people's chats.

use std::time::Duration;

use bondhu_domain::ids::{MessageId, UserId};
use bondhu_domain::messages::Message;
use bondhu_domain::summaries::{Bounds, ChatSummary, NaiveDate, Period, bounds, last_complete, summarise};
use bondhu_domain::users::User;
use bondhu_ports::job_outbox::{Enqueued, Job, JobKey};
use bondhu_ports::job_queue::{JobContext, Work};
use bondhu_ports::store::{Scope, UnitOfWork};

use super::{App, AppError};

/// A week that is over began at most so long ago, wherever the person lives.
const LOOK_BACK: Duration = Duration::from_hours(15 * 24);
/// How many people are looked at in one unit of work.
const PEOPLE: u32 = 100;
/// How many messages are read at once.
const PAGE: u32 = 500;
/// A period's further messages are not read.
const MOST_MESSAGES: usize = 5_000;

/// The most summaries of one answer.
const MOST_SUMMARIES: u32 = 60;

impl App {
    /// A person's summaries of days or weeks, the newest first.
    pub async fn summaries(&self, user: UserId, period: Period) -> Result<Vec<ChatSummary>, AppError> {
        let mut work = self.store.begin_read(Scope::Person(user)).await?;
        Ok(work.summaries().list(user, period, MOST_SUMMARIES).await?)
    }

    /// Enqueues a summary of the last day and the last week of everybody who wrote, where there is none yet, and tells
    /// how many.
    pub(super) async fn plan_summaries(&self, context: &JobContext) -> Result<u64, AppError> {
        let since = self.clock.now() - LOOK_BACK;
        let (mut planned, mut after) = (0, None);
        loop {
            let mut read = self.store.begin_read(Scope::System).await?;
            let people = read.insights().active_since(since, after, PEOPLE).await?;
            let mut due = Vec::new();
            for user in &people {
                due.extend(self.due_summaries(&mut *read, *user).await?);
            }
            drop(read);
            planned += self.enqueue_summaries(due).await?;
            after = people.last().copied();
            // What is left is planned the next time.
            if people.len() < PEOPLE as usize || context.wind_up.is_asked() {
                return Ok(planned);
            }
        }
    }

    async fn due_summaries(&self, read: &mut dyn UnitOfWork, user: UserId) -> Result<Vec<Work>, AppError> {
        let Some(person) = read.users().find(user).await? else { return Ok(Vec::new()) };
        let mut due = Vec::new();
        for period in Period::ALL {
            let from = last_complete(period, self.clock.now(), person.timezone, person.day_start);
            let begins = bounds(period, from, person.timezone, person.day_start).from;
            let newest = read.summaries().list(user, period, 1).await?;
            if newest.first().is_none_or(|it| it.from < begins) {
                due.push(Work::Summarise { user_id: user, period, from });
            }
        }
        Ok(due)
    }

    async fn enqueue_summaries(&self, due: Vec<Work>) -> Result<u64, AppError> {
        let mut planned = 0;
        let mut unit = self.store.begin(Scope::System).await?;
        for work in due {
            let Work::Summarise { user_id, period, from } = &work else { continue };
            let key = JobKey::Once(format!("summarise:{user_id}:{}:{from}", period.as_str()));
            let job = Job { key: Some(key), owner: Some(*user_id), ..self.job(work) };
            planned += u64::from(unit.jobs().enqueue(&job).await? == Enqueued::New);
        }
        unit.commit().await?;
        Ok(planned)
    }

    /// Sums up a period of a person's chat. False when there was nothing to sum up.
    pub(super) async fn summarise(
        &self,
        user: UserId,
        period: Period,
        from: NaiveDate,
    ) -> Result<bool, AppError> {
        let mut read = self.store.begin_read(Scope::Person(user)).await?;
        let Some(User { timezone, day_start, .. }) = read.users().find(user).await? else { return Ok(false) };
        let bounds = bounds(period, from, timezone, day_start);
        let messages = messages_of(&mut *read, user, bounds).await?;
        drop(read);
        let Some(summary) = summarise(period, bounds, &messages, timezone) else { return Ok(false) };
        let mut work = self.store.begin(Scope::Person(user)).await?;
        work.summaries().save(user, &summary).await?;
        work.commit().await?;
        Ok(true)
    }
}

async fn messages_of(
    read: &mut dyn UnitOfWork,
    user: UserId,
    bounds: Bounds,
) -> Result<Vec<Message>, AppError> {
    // Ids sort by their instants, so the smallest of the first instant comes before all of the period.
    let mut after = Some(MessageId::new(bounds.from, [0; 10]));
    let mut messages = Vec::new();
    while messages.len() < MOST_MESSAGES {
        let page = read.messages().page_forward(user, after, PAGE).await?;
        after = page.last().map(|it| it.id);
        let over = page.len() < PAGE as usize || page.last().is_some_and(|it| it.created_at >= bounds.to);
        messages.extend(page.into_iter().filter(|it| it.created_at < bounds.to));
        if over {
            break;
        }
    }
    Ok(messages)
}
