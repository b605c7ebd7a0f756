//! No zone and no clock change of the tz database breaks a streak that is kept by one activity every local civil day.
//!
//! The calendar is read off the clock, by walking through time in UTC, so the tests share no reasoning with the code:
//! a civil day is whatever the wall clock shows, and days that it never shows do not come up.
#![expect(clippy::unwrap_used, reason = "what cannot be unwrapped here is a failed test")]

use std::thread;

use bondhu_domain::streaks::{ActivityDay, StreakAccumulator, StreakPolicy, civil_date, streak};
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::DayStart;
use chrono::{NaiveDate, Offset, TimeZone};
use chrono_tz::{TZ_VARIANTS, Tz};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;
/// 1970-01-01 and 2038-01-01.
const SPAN: std::ops::Range<i64> = 0..2_145_916_800;

/// Every civil day that the clock shows in `range`, with the instants at which it was seen.
fn civil_days(
    zone: Tz,
    range: std::ops::Range<i64>,
    step: i64,
    start: DayStart,
) -> Vec<(NaiveDate, Vec<Timestamp>)> {
    let mut days: Vec<(NaiveDate, Vec<Timestamp>)> = Vec::new();
    for second in range.step_by(usize::try_from(step).unwrap()) {
        let at = Timestamp::from_seconds(second);
        let date = civil_date(at, zone, start);
        match days.iter_mut().rev().take(2).find(|(seen, _)| *seen == date) {
            Some((_, instants)) => instants.push(at),
            None => days.push((date, vec![at])),
        }
    }
    days
}

fn assert_kept(zone: Tz, start: DayStart, days: &[(NaiveDate, Timestamp)]) {
    let policy = StreakPolicy::default();
    let mut known: Vec<ActivityDay> = Vec::new();
    for (index, (date, at)) in days.iter().enumerate() {
        let before = streak(&known, *at, zone, start, &policy);
        let hour = start.hour();
        assert_eq!(before.current, u32::try_from(index).unwrap(), "{zone}, from {hour}, before {at}");
        known.push(ActivityDay::record(None, *at, zone, *date));
    }
}

/// The instants at which the offset of `zone` changes, to the hour.
fn changes(zone: Tz) -> Vec<i64> {
    let offset = |second: i64| {
        let utc = Timestamp::from_seconds(second).to_datetime().naive_utc();
        zone.offset_from_utc_datetime(&utc).fix()
    };
    let mut changes = Vec::new();
    let mut known = offset(SPAN.start);
    for second in SPAN.step_by(5 * 86_400) {
        let now = offset(second);
        if now != known {
            let (mut before, mut after) = (second - 5 * DAY, second);
            while after - before > HOUR {
                let middle = i64::midpoint(before, after);
                if offset(middle) == now { after = middle } else { before = middle }
            }
            changes.push(after);
            known = now;
        }
    }
    changes
}

/// The days around a change, kept at the first, the last and a middle hour of each, and at alternating ends.
fn around(zone: Tz, change: i64, start: DayStart) {
    let days = civil_days(zone, change - 42 * HOUR..change + 42 * HOUR, HOUR, start);
    for chosen in [Hour::First, Hour::Middle, Hour::Last, Hour::EarlyThenLate] {
        let kept: Vec<_> =
            days.iter().enumerate().map(|(index, (date, at))| (*date, chosen.of(at, index))).collect();
        assert_kept(zone, start, &kept);
    }
}

/// When on each day the person is active.
#[derive(Clone, Copy)]
enum Hour {
    First,
    Middle,
    Last,
    EarlyThenLate,
}

impl Hour {
    fn of(self, hours: &[Timestamp], day: usize) -> Timestamp {
        match self {
            Self::First => hours[0],
            Self::Middle => hours[hours.len() / 2],
            Self::EarlyThenLate if day.is_multiple_of(2) => hours[0],
            Self::Last | Self::EarlyThenLate => hours[hours.len() - 1],
        }
    }
}

#[test]
fn every_clock_change_of_every_zone() {
    let (midnight, four) = (DayStart::default(), DayStart::new(4).unwrap());
    let check = |zones: &[Tz]| {
        let mut seen = 0;
        for zone in zones {
            for (index, change) in changes(*zone).into_iter().enumerate() {
                around(*zone, change, if index % 3 == 2 { four } else { midnight });
                seen += 1;
            }
        }
        seen
    };
    let seen: usize = thread::scope(|scope| {
        let parts: Vec<_> = TZ_VARIANTS.chunks(50).map(|zones| scope.spawn(move || check(zones))).collect();
        parts.into_iter().map(|part| part.join().unwrap()).sum()
    });
    assert!(seen > 30_000, "the tz database has more clock changes than {seen}");
}

#[test]
fn every_new_year_of_every_zone() {
    for zone in TZ_VARIANTS {
        for year in 1971..=2037 {
            let new_year = NaiveDate::from_ymd_opt(year, 1, 1).unwrap().and_hms_opt(0, 0, 0).unwrap();
            let new_year = new_year.and_utc().timestamp();
            let days =
                civil_days(zone, new_year - 2 * DAY..new_year + 2 * DAY, 6 * HOUR, DayStart::default());
            let kept: Vec<_> = days.iter().map(|(date, at)| (*date, at[0])).collect();
            assert_kept(zone, DayStart::default(), &kept);
        }
    }
}

/// Sixty-eight years without a break in the places with the oddest clocks, at hours that clock changes touch.
#[test]
fn a_life_in_the_odd_zones() {
    let zones = [
        Tz::Asia__Kolkata,
        Tz::Asia__Dhaka,
        Tz::Asia__Kathmandu,
        Tz::America__New_York,
        Tz::Australia__Lord_Howe,
        Tz::Africa__Cairo,
        Tz::America__Santiago,
        Tz::Pacific__Apia,
        Tz::Pacific__Kiritimati,
    ];
    thread::scope(|scope| {
        for (zone, hour) in zones.into_iter().flat_map(|zone| [(zone, 0), (zone, 4)]) {
            scope.spawn(move || {
                let start = DayStart::new(hour).unwrap();
                let days = civil_days(zone, SPAN, 3 * HOUR, start);
                let mut life = StreakAccumulator::new(StreakPolicy::default());
                for (index, (_, at)) in days.iter().enumerate() {
                    life.record(at[index % at.len()], zone, start);
                }
                let now = *days.last().unwrap().1.last().unwrap();
                let streak = life.streak(now, zone, start);
                let lived = u32::try_from(days.len()).unwrap();
                assert_eq!(
                    (streak.current, streak.longest, streak.active_days),
                    (lived, lived, lived),
                    "{zone}"
                );
                assert!(lived > 24_800, "{zone} {lived}");
            });
        }
    });
}
