//! What holds for the streak of any activities whatsoever.
#![expect(clippy::unwrap_used, reason = "what cannot be unwrapped here is a failed test")]

use std::collections::BTreeMap;

use bondhu_domain::streaks::{ActivityDay, Streak, StreakAccumulator, StreakPolicy, civil_date, streak};
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::DayStart;
use chrono::NaiveDate;
use chrono_tz::Tz;
use proptest::prelude::*;

const MINUTE: i64 = 60_000_000;

/// An activity as it was stored: the instant, and the zone and start of day that held then.
type Event = (Timestamp, Tz, DayStart);

/// 2011-12-10T00:00Z; Apia leaves out a date twenty days later.
fn base() -> i64 {
    "2011-12-10T00:00:00Z".parse::<Timestamp>().unwrap().as_micros()
}

fn instant() -> impl Strategy<Value = Timestamp> {
    (0..40 * 24 * 60_i64).prop_map(|minute| Timestamp::from_micros(base() + minute * MINUTE))
}

fn zone() -> impl Strategy<Value = Tz> {
    prop::sample::select(vec![
        Tz::Pacific__Apia,
        Tz::Pacific__Apia,
        Tz::Pacific__Kiritimati,
        Tz::Asia__Kolkata,
        Tz::America__Los_Angeles,
        Tz::UTC,
    ])
}

fn day_start() -> impl Strategy<Value = DayStart> {
    prop_oneof![3 => Just(0), 1 => 0..=6_u8].prop_map(|hour| DayStart::new(hour).unwrap())
}

fn event() -> impl Strategy<Value = Event> {
    (instant(), zone(), day_start())
}

/// Somebody who rarely moves: nearly all activities in one zone with one start of day.
fn life() -> impl Strategy<Value = Vec<Event>> {
    let home = (zone(), day_start());
    (home, prop::collection::vec((event(), prop::bool::weighted(0.15)), 0..120)).prop_map(
        |((zone, start), events)| {
            events
                .into_iter()
                .map(|(event, away)| if away { event } else { (event.0, zone, start) })
                .collect()
        },
    )
}

fn policy() -> impl Strategy<Value = StreakPolicy> {
    prop_oneof![2 => Just(0), 3 => 1..=3_u8].prop_map(|freezes| StreakPolicy { freezes })
}

fn days_of(events: &[Event]) -> Vec<ActivityDay> {
    let mut days: BTreeMap<NaiveDate, ActivityDay> = BTreeMap::new();
    for (at, zone, start) in events {
        let date = civil_date(*at, *zone, *start);
        let day = ActivityDay::record(days.get(&date).copied(), *at, *zone, date);
        days.insert(date, day);
    }
    days.into_values().collect()
}

fn recomputed(events: &[Event], (now, zone, start): Event, policy: StreakPolicy) -> Streak {
    streak(&days_of(events), now, zone, start, &policy)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn kept_up_to_date_is_recomputed_in_any_order(
        (events, shuffled) in life().prop_flat_map(|events| (Just(events.clone()), Just(events).prop_shuffle())),
        now in event(),
        policy in policy(),
    ) {
        let mut accumulator = StreakAccumulator::new(policy);
        for (index, (at, zone, start)) in shuffled.iter().enumerate() {
            accumulator.record(*at, *zone, *start);
            if index % 16 == 0 {
                let so_far = recomputed(&shuffled[..=index], now, policy);
                prop_assert_eq!(accumulator.streak(now.0, now.1, now.2), so_far);
            }
        }
        prop_assert_eq!(accumulator.streak(now.0, now.1, now.2), recomputed(&events, now, policy));
        prop_assert_eq!(accumulator.days().copied().collect::<Vec<_>>(), days_of(&events));
    }

    #[test]
    fn a_further_day_shortens_nothing(events in life(), further in event(), now in event(), policy in policy()) {
        let date = civil_date(further.0, further.1, further.2);
        let mut events = events;
        events.retain(|(at, zone, start)| civil_date(*at, *zone, *start) != date);
        let before = recomputed(&events, now, policy);
        let after = recomputed(&[events, vec![further]].concat(), now, policy);
        prop_assert!(after.current >= before.current, "{} became {}", before.current, after.current);
        prop_assert!(after.longest >= before.longest, "{} became {}", before.longest, after.longest);
        prop_assert_eq!(after.active_days, before.active_days + 1);
    }

    #[test]
    fn the_current_streak_is_within_the_longest_and_that_within_all(
        events in life(), now in event(), policy in policy(),
    ) {
        let streak = recomputed(&events, now, policy);
        prop_assert!(streak.current <= streak.longest);
        prop_assert!(streak.longest <= streak.active_days);
        prop_assert!(!streak.at_risk || streak.current > 0);
        prop_assert!((0.0..1.0).contains(&streak.strength));
        prop_assert_eq!(streak.last_active, days_of(&events).last().map(|day| day.date));
    }

    #[test]
    fn more_freezes_shorten_nothing(events in life(), now in event(), freezes in 0..4_u8) {
        let fewer = recomputed(&events, now, StreakPolicy { freezes });
        let more = recomputed(&events, now, StreakPolicy { freezes: freezes + 1 });
        prop_assert!(more.current >= fewer.current && more.longest >= fewer.longest);
    }

    /// A clock that says an earlier time than it did leaves what was reached.
    #[test]
    fn a_clock_set_back_loses_nothing(events in life(), zone in zone(), start in day_start(), back in 0..60 * 24 * 60_i64) {
        let Some(latest) = events.iter().map(|event| event.0).max() else { return Ok(()) };
        let before = recomputed(&events, (latest, zone, start), StreakPolicy::default());
        let earlier = Timestamp::from_micros(latest.as_micros() - back * MINUTE);
        let after = recomputed(&events, (earlier, zone, start), StreakPolicy::default());
        prop_assert!(after.current >= before.current, "{} became {}", before.current, after.current);
        prop_assert_eq!(after.longest, before.longest);
    }

    /// Against the plainest reading of the rules, for somebody at home with a strict policy: the dates alone.
    #[test]
    fn at_home_it_is_the_run_of_dates(
        minutes in prop::collection::vec(0..40 * 24 * 60_i64, 0..80), now in instant(), start in day_start(),
    ) {
        let zone = Tz::Asia__Kolkata;
        let events: Vec<Event> =
            minutes.into_iter().map(|minute| (Timestamp::from_micros(base() + minute * MINUTE), zone, start)).collect();
        let today = civil_date(now, zone, start);
        let events: Vec<Event> =
            events.into_iter().filter(|event| civil_date(event.0, zone, start) <= today).collect();
        let active = |date: NaiveDate| events.iter().any(|event| civil_date(event.0, zone, start) == date);
        let end = if active(today) { today } else { today.pred_opt().unwrap() };
        let current = std::iter::successors(Some(end), NaiveDate::pred_opt).take_while(|date| active(*date)).count();
        let streak = recomputed(&events, (now, zone, start), StreakPolicy::default());
        prop_assert_eq!(usize::try_from(streak.current).unwrap(), current);
        prop_assert_eq!(streak.at_risk, current > 0 && !active(today));
    }
}
