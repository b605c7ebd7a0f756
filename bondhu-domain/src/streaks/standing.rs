//! How things stand on an active day, as a fold over the days up to it.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::day::{ActivityDay, civil_date};
use super::gap::missed_days;
use super::{Streak, StreakPolicy};
use crate::timestamp::Timestamp;
use crate::users::DayStart;

/// Active days that earn one freeze.
const DAYS_PER_FREEZE: u32 = 7;

/// 0.5^(1/13): the part of the strength that is left after a day. Multiplied day by day, so that it is the same to the
/// bit whether days come one at a time or all at once.
const REMAINS: f64 = 0.948_077_514_339_171_4;

/// More dates than the calendar of any zone left out; none did it more than once since 1970.
const LEFT_OUT: i64 = 7;

/// The run that an active day belongs to, as of that day, and what came before it.
///
/// More active days never make any of the lengths smaller. Freezes keep to that because a gap takes away at least as
/// much credit as days in it could have, and a run that survives a gap has no less credit than one that begins after it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Standing {
    /// Active days of the run.
    length: u32,
    /// Active days of the run that no freeze was spent on yet, at most as many as all freezes need.
    credit: u32,
    /// The longest run so far.
    longest: u32,
    /// The strength at the end of the day.
    strength: f64,
}

impl Standing {
    /// The standing on `day`, the first one or the next one after `previous`.
    pub(super) fn on(
        day: &ActivityDay,
        previous: Option<&(ActivityDay, Self)>,
        policy: StreakPolicy,
    ) -> Self {
        let (kept, longest, faded) = previous.map_or((None, 0, 0.0), |(earlier, before)| {
            (before.bridged(earlier, day, policy), before.longest, before.faded(earlier, day))
        });
        let (length, credit) = kept.unwrap_or((0, 0));
        let length = length.saturating_add(1);
        Self {
            length,
            credit: (credit + 1).min(DAYS_PER_FREEZE * u32::from(policy.freezes)),
            longest: longest.max(length),
            strength: faded.mul_add(REMAINS, 1.0 - REMAINS),
        }
    }

    /// Length and remaining credit of the run if an activity on `later` continues it.
    fn bridged(&self, day: &ActivityDay, later: &ActivityDay, policy: StreakPolicy) -> Option<(u32, u32)> {
        let cost = DAYS_PER_FREEZE * missed_days(day, later, policy.freezes);
        self.credit.checked_sub(cost).map(|credit| (self.length, credit))
    }

    /// The strength just before `later` begins.
    fn faded(&self, day: &ActivityDay, later: &ActivityDay) -> f64 {
        if missed_days(day, later, 0) == 0 {
            return self.strength;
        }
        let mut strength = self.strength;
        for _ in 1..later.date.signed_duration_since(day.date).num_days() {
            if strength == 0.0 {
                break;
            }
            strength *= REMAINS;
        }
        strength
    }
}

/// What the days and their standings, sorted by date, say at `now`.
pub(super) fn summary<'a>(
    days: impl DoubleEndedIterator<Item = &'a (ActivityDay, Standing)> + ExactSizeIterator + Clone,
    now: Timestamp,
    zone: Tz,
    day_start: DayStart,
    policy: StreakPolicy,
) -> Streak {
    let today = civil_date(now, zone, day_start);
    let active_days = u32::try_from(days.len()).unwrap_or(u32::MAX);
    let Some((last, at_last)) = days.clone().next_back() else { return Streak::default() };

    let this_moment = ActivityDay { date: today, zone, first_at: now, last_at: now, count: 0 };
    let reach = 2 + i64::from(policy.freezes) + LEFT_OUT;
    let recent = days.clone().rev().take_while(|(day, _)| days_from(day.date, today) <= reach);
    // Nothing lies between a day after today and this moment: such a day is alive too.
    let alive =
        recent.clone().filter(|(day, standing)| standing.bridged(day, &this_moment, policy).is_some());
    let current = alive.map(|(_, standing)| standing.length).max().unwrap_or(0);
    let active_today = recent.clone().any(|(day, _)| day.date == today);

    // A clock that ran far ahead must not fade a habit; travel alone leads one day ahead.
    let strength =
        days.rev().find(|(day, _)| days_from(today, day.date) <= 1).map_or(0.0, |(day, standing)| {
            if day.date >= today { standing.strength } else { standing.faded(day, &this_moment) }
        });
    Streak {
        current,
        longest: at_last.longest,
        at_risk: current > 0 && !active_today,
        strength,
        last_active: Some(last.date),
        active_days,
    }
}

fn days_from(earlier: NaiveDate, later: NaiveDate) -> i64 {
    later.signed_duration_since(earlier).num_days()
}
