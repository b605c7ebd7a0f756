//! Streaks: runs of civil days with any activity, in the person's own time zone.
//!
//! A streak is always computed from the person's active days, never counted up, so nothing that happens twice, late or
//! out of order can spoil it. A store keeps one [`ActivityDay`] per date, merged by [`ActivityDay::record`] when an
//! activity arrives; [`streak`] reads them. [`StreakAccumulator`] gives the same answers without reading all days again.
//!
//! Dates are derived once, with the zone and the start of day that held then. A later change of either never re-dates
//! history.

mod accumulator;
mod began;
mod day;
mod gap;
mod standing;

use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::timestamp::Timestamp;
use crate::users::DayStart;

pub use accumulator::StreakAccumulator;
pub use began::day_began;
pub use day::{ActivityDay, activity_days, civil_date};
use standing::Standing;

/// What may be forgiven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct StreakPolicy {
    /// How many freezes a person can hold. A freeze bridges one missed day and is earned by seven active days of the
    /// same run; bridged days do not count in its length. 0, the default, forgives nothing.
    pub freezes: u8,
}

/// A person's streak as it stands at one instant.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Streak {
    /// Active days of the longest run that is alive; 0 when none is.
    pub current: u32,
    /// Active days of the longest run ever.
    pub longest: u32,
    /// The streak is alive and today has no activity yet.
    pub at_risk: bool,
    /// How firm the habit is, 0 to 1: s ← m·s + (1−m)·v for each civil day from the first active one, with v = 1 for
    /// an active day, else 0, and m = 0.5^(1/13) (the score of Loop Habit Tracker for a daily habit). Today counts only
    /// once it is active. Daily practice reaches .50 after 13 days and .798 after 30, and passes .80 on the 31st.
    pub strength: f64,
    /// The latest active date. It can lie after today: the clock was set back, or the person travelled west.
    pub last_active: Option<NaiveDate>,
    /// All active days.
    pub active_days: u32,
}

/// The streak at `now` for somebody whose active days are `days`, sorted by date, each date once.
///
/// Two days belong to one run when their dates follow each other; when all dates between them were left out by the
/// calendar of the zone (Apia had no 2011-12-30); or when the person's zone or start of day changed between them, the
/// dates differ by 2 and less than 48 hours really passed. Larger gaps cost freezes, see [`StreakPolicy`].
///
/// A run is alive while its last day is not before today, or an activity at `now` would still continue it.
pub fn streak(
    days: &[ActivityDay],
    now: Timestamp,
    zone: Tz,
    day_start: DayStart,
    policy: &StreakPolicy,
) -> Streak {
    debug_assert!(days.is_sorted_by(|a, b| a.date < b.date), "the days are sorted and each occurs once");
    let mut previous: Option<(ActivityDay, Standing)> = None;
    let standings: Vec<_> = days
        .iter()
        .map(|day| {
            let standing = Standing::on(day, previous.as_ref(), *policy);
            previous = Some((*day, standing));
            (*day, standing)
        })
        .collect();
    standing::summary(standings.iter(), now, zone, day_start, *policy)
}
