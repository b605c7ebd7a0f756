//! A person's statistics, put together from what is stored about them.

use chrono::{Days, NaiveDate};

use crate::activity::ActivityKind;
use crate::ids::SessionId;
use crate::streaks::{ActivityDay, Streak};

pub use crate::wellness::{NoScore, Wellness, routine};

/// How many days, today included, the activity calendar goes back.
pub const CALENDAR_DAYS: u64 = 365;

/// Running totals of one person, changed in the same transaction as what they count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Counters {
    /// Sessions in which anything happened.
    pub sessions: u64,
    /// Messages the person sent.
    pub messages: u64,
    /// Games they played.
    pub games: u64,
    /// Videos they watched.
    pub videos: u64,
    /// Songs they listened to.
    pub songs: u64,
}

impl Counters {
    /// Counts one activity.
    pub const fn count(&mut self, kind: ActivityKind) {
        let total = match kind {
            ActivityKind::Chat => &mut self.messages,
            ActivityKind::Game => &mut self.games,
            ActivityKind::Video => &mut self.videos,
            ActivityKind::Music => &mut self.songs,
        };
        *total = total.saturating_add(1);
    }
}

/// Activities of one day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CalendarDay {
    /// The date.
    pub date: NaiveDate,
    /// Activities on it, at least 1: days without any are left out.
    pub count: u32,
}

/// What the statistics are put together from.
#[derive(Clone, Copy, Debug)]
pub struct StatsInput<'a> {
    /// The running totals.
    pub counters: Counters,
    /// Messages the person sent today.
    pub messages_today: u64,
    /// The person's active days, sorted by date; those of the calendar's reach suffice.
    pub days: &'a [ActivityDay],
    /// Today's civil date, see [`crate::streaks::civil_date`].
    pub today: NaiveDate,
    /// The streak.
    pub streak: Streak,
    /// Achievements unlocked so far.
    pub achievements_unlocked: u64,
    /// The open session, if any.
    pub current_session_id: Option<SessionId>,
    /// The wellness score.
    pub wellness: Wellness,
}

/// A person's statistics.
#[derive(Clone, Debug, PartialEq)]
pub struct Stats {
    /// Sessions in which anything happened.
    pub total_sessions: u64,
    /// Messages the person sent.
    pub total_messages: u64,
    /// Of those, today's.
    pub messages_today: u64,
    /// Days with any activity.
    pub active_days: u32,
    /// See [`Streak::current`].
    pub current_streak_days: u32,
    /// See [`Streak::longest`].
    pub longest_streak_days: u32,
    /// See [`Streak::at_risk`].
    pub streak_at_risk: bool,
    /// See [`Streak::strength`].
    pub streak_strength: f64,
    /// The latest active date.
    pub last_activity_date: Option<NaiveDate>,
    /// The active days among the last [`CALENDAR_DAYS`], oldest first.
    pub activity_calendar: Vec<CalendarDay>,
    /// Games played.
    pub games_played: u64,
    /// Videos watched.
    pub videos_watched: u64,
    /// Songs listened to.
    pub songs_listened: u64,
    /// The open session, if any.
    pub current_session_id: Option<SessionId>,
    /// The wellness score.
    pub wellness: Wellness,
    /// Achievements unlocked so far.
    pub achievements_unlocked: u64,
}

impl From<StatsInput<'_>> for Stats {
    fn from(input: StatsInput<'_>) -> Self {
        let StatsInput { counters, days, today, streak, .. } = input;
        let activity_calendar = within(days, today, CALENDAR_DAYS)
            .map(|day| CalendarDay { date: day.date, count: day.count })
            .collect();
        Self {
            total_sessions: counters.sessions,
            total_messages: counters.messages,
            messages_today: input.messages_today,
            active_days: streak.active_days,
            current_streak_days: streak.current,
            longest_streak_days: streak.longest,
            streak_at_risk: streak.at_risk,
            streak_strength: streak.strength,
            last_activity_date: streak.last_active,
            activity_calendar,
            games_played: counters.games,
            videos_watched: counters.videos,
            songs_listened: counters.songs,
            current_session_id: input.current_session_id,
            wellness: input.wellness,
            achievements_unlocked: input.achievements_unlocked,
        }
    }
}

/// Those of `days` that are among the `length` days ending with `today`.
fn within(days: &[ActivityDay], today: NaiveDate, length: u64) -> impl Iterator<Item = &ActivityDay> {
    days.iter().filter(move |day| day.date <= today && day.date + Days::new(length) > today)
}
