//! A person's statistics and achievements.

use std::collections::BTreeMap;
use std::time::Duration;

use bondhu_domain::achievements::{Achievement, Progress, progress};
use bondhu_domain::ids::UserId;
use bondhu_domain::safety::Allowances;
use bondhu_domain::sessions::Session;
use bondhu_domain::stats::{Stats, StatsInput, Wellness};
use bondhu_domain::streaks::{civil_date, day_began, streak};
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::cache::{Bytes, CacheGroup, EntryKey};
use bondhu_ports::store::Scope;

use super::{Answer, App, AppError};

/// The most sessions of one page.
pub const MAX_SESSIONS_PAGE: u32 = 200;

/// An achievement and how far the person is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AchievementState {
    /// Which.
    pub achievement: Achievement,
    /// Since when it is unlocked.
    pub unlocked_at: Option<Timestamp>,
    /// How far, at most the target.
    pub progress: u64,
    /// How far it takes.
    pub target: u64,
}

impl App {
    /// A person's statistics as of now. `encode` gives the form in which they are cached.
    pub async fn stats(
        &self,
        user: UserId,
        encode: impl Fn(&Stats) -> Bytes + Send,
    ) -> Result<Answer<Stats>, AppError> {
        let key = EntryKey { group: CacheGroup::Stats, person: user, field: "now".to_owned() };
        self.read_through(key, self.current_stats(user), encode).await
    }

    /// Statistics straight from the store, for the server-rendered page.
    pub async fn load_stats(&self, user: UserId) -> Result<Stats, AppError> {
        Ok(self.current_stats(user).await?.0)
    }

    /// Statistics, and how long they may be cached: not beyond the day, nor beyond the visit that is open.
    async fn current_stats(&self, user: UserId) -> Result<(Stats, Duration), AppError> {
        let now = self.clock.now();
        let mut work = self.store.begin_read(Scope::Person(user)).await?;
        let account = work.users().find(user).await?.ok_or(AppError::Unauthenticated)?;
        let days = work.activity_days().all(user).await?;
        let today = civil_date(now, account.timezone, account.day_start);
        let mut streak = streak(&days, now, account.timezone, account.day_start, &self.policy.streaks);
        // Nobody under 18 is nudged to come back.
        streak.at_risk &= Allowances::new(account.may_be_minor(now)).streak_nudges;
        let latest = work.sessions().latest(user).await?;
        let open = latest.map(|it| it.settled(now, &self.policy.sessions)).filter(Session::is_open);
        let began = day_began(today, account.timezone, account.day_start);
        let tomorrow = today.succ_opt().unwrap_or(today);
        let tomorrow = day_began(tomorrow, account.timezone, account.day_start);
        let ends = open.as_ref().map(|it| it.last_seen() + self.policy.sessions.idle_after);
        let holds_for = ends.unwrap_or(tomorrow).min(tomorrow).since(now).min(self.policy.stats_ttl);
        let stats = Stats::from(StatsInput {
            counters: work.stats().counters(user).await?,
            messages_today: work.messages().count_from_user_since(user, began).await?,
            days: &days,
            today,
            streak,
            achievements_unlocked: work.achievements().unlocked(user).await?.len() as u64,
            current_session_id: open.map(|it| it.id),
            wellness: Wellness::of(&work.moods().days(user).await?, &days, today),
        });
        Ok((stats, holds_for))
    }

    /// Every achievement with the person's progress.
    pub async fn achievements(&self, user: UserId) -> Result<Vec<AchievementState>, AppError> {
        let now = self.clock.now();
        let mut work = self.store.begin_read(Scope::Person(user)).await?;
        let account = work.users().find(user).await?.ok_or(AppError::Unauthenticated)?;
        let days = work.activity_days().all(user).await?;
        let streak = streak(&days, now, account.timezone, account.day_start, &self.policy.streaks);
        let counters = work.stats().counters(user).await?;
        let unlocked: BTreeMap<_, _> = work.achievements().unlocked(user).await?.into_iter().collect();
        let reached = Progress {
            messages: counters.messages,
            longest_streak: u64::from(streak.longest),
            games: counters.games,
            assessments: 0,
            connections: 0,
        };
        let state = |achievement| {
            let (progress, target) = progress(achievement, &reached);
            let unlocked_at = unlocked.get(&achievement).copied();
            AchievementState { achievement, unlocked_at, progress, target }
        };
        Ok(Achievement::ALL.into_iter().map(state).collect())
    }
}
