//! A person's statistics, put together from what is stored about them.

use chrono::{Days, NaiveDate};

use crate::activity::ActivityKind;
use crate::ids::SessionId;
use crate::streaks::{ActivityDay, Streak};

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

/// Why there is no wellness score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoScore {
    /// Fewer than 3 of the last 7 days have a mood.
    NotEnoughData,
}

impl NoScore {
    /// The wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotEnoughData => "not_enough_data",
        }
    }
}

/// The wellness score of the last 7 days and its parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wellness {
    /// 0 to 100, the rounded sum of the parts, or `None` with a `reason`.
    pub score: Option<u8>,
    /// 0 to 50, from the mean of the days' moods; `None` without moods.
    pub mood: Option<f64>,
    /// 0 to 25, from how little the mood swings from day to day; `None` without moods.
    pub steadiness: Option<f64>,
    /// 0 to 25: 25 × active days / 7.
    pub routine: f64,
    /// Why there is no score.
    pub reason: Option<NoScore>,
}

impl Wellness {
    /// The wellness of somebody without enough mood data: the routine is known, a score is not.
    pub fn not_enough_data(days: &[ActivityDay], today: NaiveDate) -> Self {
        let routine = routine(days, today);
        Self { score: None, mood: None, steadiness: None, routine, reason: Some(NoScore::NotEnoughData) }
    }
}

/// The routine part of the wellness score, 0 to 25: 25 × active days among today and the six days before it / 7.
pub fn routine(days: &[ActivityDay], today: NaiveDate) -> f64 {
    let active = within(days, today, 7).fold(0.0, |sum, _| sum + 1.0);
    25.0 * active / 7.0
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
