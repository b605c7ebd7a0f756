//! Streaks by example: what went wrong elsewhere, and the places where the calendar itself is odd.
#![expect(clippy::unwrap_used, reason = "what cannot be unwrapped here is a failed test")]

use bondhu_domain::streaks::{ActivityDay, Streak, StreakAccumulator, StreakPolicy, activity_days, streak};
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::DayStart;
use chrono_tz::Tz;

const STRICT: StreakPolicy = StreakPolicy { freezes: 0 };

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn hour(hour: u8) -> DayStart {
    DayStart::new(hour).unwrap()
}

fn streak_in(zone: Tz, day_start: u8, events: &[&str], now: &str) -> Streak {
    let days = activity_days(events.iter().map(|text| at(text)), zone, hour(day_start));
    streak(&days, at(now), zone, hour(day_start), &STRICT)
}

/// Noon on days of November 2026, UTC.
fn noons(days: &[u8]) -> Vec<ActivityDay> {
    activity_days(days.iter().map(|day| at(&format!("2026-11-{day:02}T12:00:00Z"))), Tz::UTC, hour(0))
}

fn on_noon(days: &[u8], today: u8, freezes: u8) -> Streak {
    let now = at(&format!("2026-11-{today:02}T12:00:00Z"));
    streak(&noons(days), now, Tz::UTC, hour(0), &StreakPolicy { freezes })
}

#[test]
fn nobody_has_no_streak() {
    assert_eq!(on_noon(&[], 1, 0), Streak::default());
}

#[test]
fn calls_of_the_same_day_count_once() {
    let events = ["2026-11-21T01:00:00Z", "2026-11-21T01:00:00Z", "2026-11-21T23:59:59Z"];
    let streak = streak_in(Tz::UTC, 0, &events, "2026-11-21T23:59:59Z");
    assert_eq!((streak.current, streak.longest, streak.active_days), (1, 1, 1));
}

#[test]
fn a_gap_of_ten_days_starts_again_at_one() {
    let streak = on_noon(&[1, 2, 3, 4, 5, 6, 7, 18], 18, 0);
    assert_eq!((streak.current, streak.longest, streak.active_days), (1, 7, 8));
}

#[test]
fn a_dead_streak_is_shown_dead_before_anything_is_written() {
    let days = [1, 2, 3];
    let seen: Vec<_> =
        (3..=5).map(|today| on_noon(&days, today, 0)).map(|s| (s.current, s.at_risk)).collect();
    assert_eq!(seen, [(3, false), (3, true), (0, false)]);
    assert_eq!(on_noon(&days, 5, 0).longest, 3);
}

#[test]
fn days_are_the_persons_own_not_those_of_utc() {
    // Three evenings in Kolkata, the second and third on one UTC date.
    let events = ["2026-11-18T15:00:00Z", "2026-11-19T18:29:00Z", "2026-11-19T18:31:00Z"];
    assert_eq!(streak_in(Tz::Asia__Kolkata, 0, &events, "2026-11-20T10:00:00Z").current, 3);
    assert_eq!(streak_in(Tz::UTC, 0, &events, "2026-11-20T10:00:00Z").current, 2);
}

#[test]
fn a_night_belongs_to_the_day_before_when_the_day_starts_later() {
    let events = ["2026-11-20T22:00:00Z", "2026-11-22T03:00:00Z"];
    assert_eq!(streak_in(Tz::UTC, 0, &events, "2026-11-22T12:00:00Z").current, 1);
    assert_eq!(streak_in(Tz::UTC, 4, &events, "2026-11-22T12:00:00Z").current, 2);
}

#[test]
fn dates_that_a_place_left_out_break_nothing() {
    let skips = [
        (Tz::Pacific__Apia, ["2011-12-29T12:00:00-10:00", "2011-12-31T12:00:00+14:00"]),
        (Tz::Pacific__Fakaofo, ["2011-12-29T12:00:00-11:00", "2011-12-31T12:00:00+13:00"]),
        (Tz::Pacific__Kiritimati, ["1994-12-30T12:00:00-10:00", "1995-01-01T12:00:00+14:00"]),
        (Tz::Pacific__Kwajalein, ["1993-08-20T12:00:00-12:00", "1993-08-22T12:00:00+12:00"]),
    ];
    for (zone, events) in skips {
        for day_start in 0..=6 {
            let after = streak_in(zone, day_start, &events, events[1]);
            assert_eq!((after.current, after.at_risk), (2, false), "{zone} {day_start}");
            let before = streak_in(zone, day_start, &events[..1], events[1]);
            assert_eq!((before.current, before.at_risk), (1, true), "{zone} {day_start}");
        }
    }
    assert_eq!(
        streak_in(Tz::Pacific__Apia, 0, &["2011-12-28T12:00:00-10:00"], "2011-12-31T12:00:00+14:00").current,
        0
    );
}

#[test]
fn flying_over_the_date_line_breaks_nothing() {
    let mut travel = StreakAccumulator::new(STRICT);
    travel.record(at("2026-11-19T22:00:00-08:00"), Tz::America__Los_Angeles, hour(0));
    let landed = at("2026-11-21T08:00:00+13:00");
    let waiting = travel.streak(landed, Tz::Pacific__Auckland, hour(0));
    assert_eq!((waiting.current, waiting.at_risk), (1, true));
    travel.record(landed, Tz::Pacific__Auckland, hour(0));
    assert_eq!(travel.streak(landed, Tz::Pacific__Auckland, hour(0)).current, 2);
}

#[test]
fn a_missed_day_at_home_is_missed_though_less_than_48_hours_passed() {
    let events = ["2026-11-19T22:00:00+13:00", "2026-11-21T08:00:00+13:00"];
    assert_eq!(streak_in(Tz::Pacific__Auckland, 0, &events, events[1]).current, 1);
}

#[test]
fn travel_does_not_forgive_48_hours() {
    let mut travel = StreakAccumulator::new(STRICT);
    let left = at("2026-11-19T02:00:00-08:00");
    travel.record(left, Tz::America__Los_Angeles, hour(0));
    let in_time = Timestamp::from_micros(left.as_micros() + 48 * 3_600_000_000 - 1);
    assert_eq!(travel.streak(in_time, Tz::Asia__Kolkata, hour(0)).current, 1);
    assert_eq!(travel.streak(in_time.next(), Tz::Asia__Kolkata, hour(0)).current, 0);
}

#[test]
fn a_date_that_goes_back_is_no_second_day() {
    let mut travel = StreakAccumulator::new(STRICT);
    travel.record(at("2026-11-21T08:00:00+13:00"), Tz::Pacific__Auckland, hour(0));
    travel.record(at("2026-11-22T08:00:00+13:00"), Tz::Pacific__Auckland, hour(0));
    let landed = at("2026-11-21T20:00:00-08:00");
    let arrived = travel.streak(landed, Tz::America__Los_Angeles, hour(0));
    assert_eq!((arrived.current, arrived.at_risk), (2, false));
    travel.record(landed, Tz::America__Los_Angeles, hour(0));
    assert_eq!(travel.streak(landed, Tz::America__Los_Angeles, hour(0)).active_days, 2);
}

#[test]
fn a_clock_that_ran_ahead_and_was_set_back_loses_nothing() {
    let days = [1, 2, 3, 4, 9];
    let streak = on_noon(&days, 4, 0);
    assert_eq!((streak.current, streak.longest, streak.at_risk), (4, 4, false));
    assert!((streak.strength - on_noon(&days[..4], 4, 0).strength).abs() < 1e-12);
}

#[test]
fn a_changed_start_of_day_breaks_nothing() {
    // Every day at five in the morning: with the day starting at six that is the day before.
    let mut nights = StreakAccumulator::new(STRICT);
    nights.record(at("2026-11-19T05:00:00Z"), Tz::UTC, hour(6));
    nights.record(at("2026-11-20T05:00:00Z"), Tz::UTC, hour(6));
    let next = at("2026-11-21T05:00:00Z");
    assert_eq!(nights.streak(next, Tz::UTC, hour(0)).current, 2);
    nights.record(next, Tz::UTC, hour(0));
    assert_eq!(nights.streak(next, Tz::UTC, hour(0)).current, 3);
}

#[test]
fn a_freeze_is_earned_by_seven_days_and_bridges_one() {
    let week = [1, 2, 3, 4, 5, 6, 7];
    assert_eq!(on_noon(&week, 9, 1).current, 7);
    assert_eq!(on_noon(&week, 9, 0).current, 0);
    assert_eq!(on_noon(&week[1..], 9, 1).current, 0, "six days earn none");
    assert_eq!(on_noon(&week, 10, 1).current, 0, "one freeze does not bridge two days");
    assert_eq!(on_noon(&[1, 2, 3, 4, 5, 6, 7, 9], 9, 1).current, 8);
    assert_eq!(on_noon(&[1, 2, 3, 4, 5, 6, 7, 9, 11], 11, 1).current, 1, "it was spent");
    let held = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14];
    assert_eq!(on_noon(&held, 17, 2).current, 14);
    assert_eq!(on_noon(&held, 17, 1).current, 0, "only one can be held");
}

#[test]
fn strength_of_daily_practice() {
    let start = at("2026-01-01T12:00:00Z");
    let daily = |count: i64| {
        let noon = |day: i64| Timestamp::from_micros(start.as_micros() + day * 86_400_000_000);
        let days = activity_days((0..count).map(noon), Tz::UTC, hour(0));
        let read = |now| streak(&days, now, Tz::UTC, hour(0), &STRICT).strength;
        (read(noon(count - 1)), read(noon(count)), read(noon(count + 1)))
    };
    let close = |a: f64, b: f64| (a - b).abs() < 1e-9;
    assert!(close(daily(13).0, 0.5));
    assert!(close(daily(30).0, 0.798_016_731_996));
    assert!(daily(31).0 > 0.8);
    let (today, tomorrow, day_after) = daily(30);
    assert!(close(today, tomorrow), "a day that is not over counts against nobody");
    assert!(close(day_after, today * 0.5_f64.powf(1.0 / 13.0)));
}
