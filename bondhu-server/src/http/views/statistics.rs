//! Statistics and achievements.

use bondhu_domain::stats::{NoScore, Stats};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::AchievementState;

/// A person's statistics.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Stats)]
pub(in crate::http) struct StatsView {
    /// Sessions in which anything happened.
    total_sessions: u64,
    /// Messages the person sent.
    total_messages: u64,
    messages_today: u64,
    active_days: u32,
    current_streak_days: u32,
    longest_streak_days: u32,
    /// The streak is alive and today has no activity yet.
    streak_at_risk: bool,
    /// 0 to 1.
    streak_strength: f64,
    last_activity_date: Option<String>,
    /// Active days of the last 365, oldest first.
    activity_calendar: Vec<CalendarDayView>,
    games_played: u64,
    videos_watched: u64,
    songs_listened: u64,
    current_session_id: Option<String>,
    wellness: WellnessView,
    achievements_unlocked: u64,
}

/// One active day.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CalendarDay)]
pub(in crate::http) struct CalendarDayView {
    date: String,
    count: u32,
}

/// The wellness score and its parts.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Wellness)]
pub(in crate::http) struct WellnessView {
    /// 0 to 100.
    score: Option<u8>,
    /// 0 to 50.
    mood: Option<f64>,
    /// 0 to 25.
    steadiness: Option<f64>,
    /// 0 to 25.
    routine: f64,
    /// Why there is no score.
    reason: Option<&'static str>,
}

impl From<&Stats> for StatsView {
    fn from(stats: &Stats) -> Self {
        let day = |day: &bondhu_domain::stats::CalendarDay| CalendarDayView {
            date: day.date.to_string(),
            count: day.count,
        };
        Self {
            total_sessions: stats.total_sessions,
            total_messages: stats.total_messages,
            messages_today: stats.messages_today,
            active_days: stats.active_days,
            current_streak_days: stats.current_streak_days,
            longest_streak_days: stats.longest_streak_days,
            streak_at_risk: stats.streak_at_risk,
            streak_strength: stats.streak_strength,
            last_activity_date: stats.last_activity_date.map(|date| date.to_string()),
            activity_calendar: stats.activity_calendar.iter().map(day).collect(),
            games_played: stats.games_played,
            videos_watched: stats.videos_watched,
            songs_listened: stats.songs_listened,
            current_session_id: stats.current_session_id.map(|id| id.to_string()),
            wellness: WellnessView {
                score: stats.wellness.score,
                mood: stats.wellness.mood,
                steadiness: stats.wellness.steadiness,
                routine: stats.wellness.routine,
                reason: stats.wellness.reason.map(NoScore::as_str),
            },
            achievements_unlocked: stats.achievements_unlocked,
        }
    }
}

/// An achievement and how far the person is.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Achievement)]
pub(in crate::http) struct AchievementView {
    id: &'static str,
    name: &'static str,
    description: &'static str,
    unlocked_at: Option<String>,
    progress: u64,
    target: u64,
}

impl From<&AchievementState> for AchievementView {
    fn from(state: &AchievementState) -> Self {
        Self {
            id: state.achievement.id(),
            name: state.achievement.name(),
            description: state.achievement.description(),
            unlocked_at: state.unlocked_at.map(|at| at.to_string()),
            progress: state.progress,
            target: state.target,
        }
    }
}
