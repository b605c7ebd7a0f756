//! Where a day or a week of a person's calendar begins and ends.

use chrono::{Datelike, Days, NaiveDate};
use chrono_tz::Tz;

use super::Period;
use crate::streaks::{civil_date, day_began};
use crate::timestamp::Timestamp;
use crate::users::DayStart;

/// A period as instants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The first instant.
    pub from: Timestamp,
    /// The first instant after it.
    pub to: Timestamp,
}

/// The period whose first day is `first`.
pub fn bounds(period: Period, first: NaiveDate, zone: Tz, day_start: DayStart) -> Bounds {
    let days = match period {
        Period::Day => 1,
        Period::Week => 7,
    };
    let after = first.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX);
    Bounds { from: day_began(first, zone, day_start), to: day_began(after, zone, day_start) }
}

/// The first day of the latest period that is over at `now`.
pub fn last_complete(period: Period, now: Timestamp, zone: Tz, day_start: DayStart) -> NaiveDate {
    let today = civil_date(now, zone, day_start);
    let back = match period {
        Period::Day => 1,
        Period::Week => 7 + u64::from(today.weekday().num_days_from_monday()),
    };
    today.checked_sub_days(Days::new(back)).unwrap_or(NaiveDate::MIN)
}
