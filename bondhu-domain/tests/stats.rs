//! Statistics put together from stored values.
#![expect(clippy::unwrap_used, reason = "what cannot be unwrapped here is a failed test")]

use bondhu_domain::activity::ActivityKind;
use bondhu_domain::stats::{Counters, NoScore, Stats, StatsInput, Wellness};
use bondhu_domain::streaks::{StreakPolicy, activity_days, civil_date, streak};
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::DayStart;
use chrono_tz::Tz;

/// Statistics of somebody who was active at noon the given numbers of days ago.
fn stats(days_ago: &[i64]) -> Stats {
    let now: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap();
    let events = days_ago.iter().map(|ago| Timestamp::from_micros(now.as_micros() - ago * 86_400_000_000));
    let days = activity_days(events, Tz::UTC, DayStart::default());
    let today = civil_date(now, Tz::UTC, DayStart::default());
    let streak = streak(&days, now, Tz::UTC, DayStart::default(), &StreakPolicy::default());
    let mut counters = Counters { sessions: 2, ..Counters::default() };
    for kind in [ActivityKind::Chat, ActivityKind::Chat, ActivityKind::Game, ActivityKind::Music] {
        counters.count(kind);
    }
    StatsInput {
        counters,
        messages_today: 1,
        days: &days,
        today,
        streak,
        achievements_unlocked: 1,
        current_session_id: None,
        wellness: Wellness::not_enough_data(&days, today),
    }
    .into()
}

#[test]
fn totals_are_those_of_the_counters() {
    let stats = stats(&[0, 1]);
    assert_eq!((stats.total_sessions, stats.total_messages, stats.messages_today), (2, 2, 1));
    assert_eq!((stats.games_played, stats.videos_watched, stats.songs_listened), (1, 0, 1));
    assert_eq!((stats.current_streak_days, stats.longest_streak_days, stats.active_days), (2, 2, 2));
    assert_eq!(stats.last_activity_date.unwrap().to_string(), "2026-11-21");
}

#[test]
fn the_calendar_has_the_active_days_of_the_last_365() {
    let calendar = stats(&[0, 0, 0, 3, 364, 365, 400]).activity_calendar;
    let shown: Vec<_> = calendar.iter().map(|day| (day.date.to_string(), day.count)).collect();
    let expected = [("2025-11-22", 1), ("2026-11-18", 1), ("2026-11-21", 3)];
    assert_eq!(shown, expected.map(|(date, count)| (date.to_owned(), count)));
}

#[test]
fn without_moods_only_the_routine_is_known() {
    let wellness = stats(&[0, 2, 6, 7, 8]).wellness;
    assert_eq!(wellness.score, None, "no data is no score, not a middling one");
    assert_eq!((wellness.mood, wellness.steadiness), (None, None));
    assert_eq!(wellness.reason.map(NoScore::as_str), Some("not_enough_data"));
    assert!((wellness.routine - 25.0 * 3.0 / 7.0).abs() < 1e-12, "{}", wellness.routine);
    assert!((stats(&[0, 1, 2, 3, 4, 5, 6]).wellness.routine - 25.0).abs() < 1e-12);
}
