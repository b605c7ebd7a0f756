//! Counting an activity everywhere it counts, in the unit of work that stores it.

use bondhu_domain::achievements::{Progress, newly_unlocked};
use bondhu_domain::activity::ActivityKind;
use bondhu_domain::sessions::Session;
use bondhu_domain::streaks::{ActivityDay, civil_date, streak};
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::User;
use bondhu_ports::store::UnitOfWork;

use super::{App, AppError};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counted {
    /// A message of the person.
    Message,
    /// Something else they did.
    Activity(ActivityKind),
}

impl Counted {
    const fn kind(self) -> ActivityKind {
        match self {
            Self::Message => ActivityKind::Chat,
            Self::Activity(kind) => kind,
        }
    }
}

impl App {
    /// Records an activity in the session, the day, the counters and the achievements.
    pub(super) async fn count(
        &self,
        work: &mut dyn UnitOfWork,
        user: &User,
        session: &mut Session,
        counted: Counted,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let first = !session.counts();
        let at = session.next_activity_at(now);
        session.record(counted.kind(), at, &self.policy.sessions).map_err(|_ended| AppError::SessionEnded)?;
        work.sessions().save(session).await?;

        let date = civil_date(now, user.timezone, user.day_start);
        let day = work.activity_days().find(user.id, date).await?;
        let is_new_day = day.is_none();
        let day = ActivityDay::record(day, now, user.timezone, date);
        work.activity_days().save(user.id, &day).await?;

        let before = work.stats().counters(user.id).await?;
        let mut counters = before;
        counters.sessions += u64::from(first);
        match counted {
            Counted::Message => counters.count(ActivityKind::Chat),
            // A client that reports talk of its own has sent no message here.
            Counted::Activity(ActivityKind::Chat) => {}
            Counted::Activity(kind) => counters.count(kind),
        }
        if counters != before {
            work.stats().save_counters(user.id, &counters).await?;
        }

        let already = work.achievements().unlocked(user.id).await?.into_iter().map(|(it, _)| it).collect();
        // The streak is read only on the first activity of a day: nothing else can lengthen it.
        let longest_streak = if is_new_day {
            let days = work.activity_days().all(user.id).await?;
            streak(&days, now, user.timezone, user.day_start, &self.policy.streaks).longest
        } else {
            0
        };
        let progress = Progress {
            messages: counters.messages,
            longest_streak: u64::from(longest_streak),
            games: counters.games,
            assessments: 0,
            connections: 0,
        };
        for achievement in newly_unlocked(&progress, &already) {
            work.achievements().unlock(user.id, achievement, now).await?;
        }
        Ok(())
    }
}
