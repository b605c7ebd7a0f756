//! One civil day of a person, and how activities become days.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use chrono_tz::Tz;

use crate::timestamp::Timestamp;
use crate::users::DayStart;

/// A civil day on which a person was active.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActivityDay {
    /// Its date, as [`civil_date`] gave it when the activity was stored.
    pub date: NaiveDate,
    /// The zone of its latest activity.
    pub zone: Tz,
    /// Its first activity.
    pub first_at: Timestamp,
    /// Its latest activity.
    pub last_at: Timestamp,
    /// How many activities it had.
    pub count: u32,
}

impl ActivityDay {
    /// Adds an activity at `at` in `zone` to the day of `date`, of which `existing` is what was known before. The order
    /// in which activities arrive makes no difference.
    #[must_use]
    pub fn record(existing: Option<Self>, at: Timestamp, zone: Tz, date: NaiveDate) -> Self {
        let Some(day) = existing else { return Self { date, zone, first_at: at, last_at: at, count: 1 } };
        // Of two activities at the very same instant in two zones either may arrive first; the name decides.
        let latest = (at, zone.name()) > (day.last_at, day.zone.name());
        Self {
            date: day.date,
            zone: if latest { zone } else { day.zone },
            first_at: day.first_at.min(at),
            last_at: day.last_at.max(at),
            count: day.count.saturating_add(1),
        }
    }
}

/// The date to which an activity at `at` belongs: that of the wall clock in `zone` less the hours by which the person's
/// day starts after midnight.
pub fn civil_date(at: Timestamp, zone: Tz, day_start: DayStart) -> NaiveDate {
    dated(wall_clock(at, zone), day_start.hour())
}

/// The active days of somebody who stayed in one zone, sorted by date.
pub fn activity_days(
    events: impl IntoIterator<Item = Timestamp>,
    zone: Tz,
    day_start: DayStart,
) -> Vec<ActivityDay> {
    let mut days = BTreeMap::new();
    for at in events {
        let date = civil_date(at, zone, day_start);
        let day = ActivityDay::record(days.get(&date).copied(), at, zone, date);
        days.insert(date, day);
    }
    days.into_values().collect()
}

pub(super) fn wall_clock(at: Timestamp, zone: Tz) -> NaiveDateTime {
    at.to_datetime().with_timezone(&zone).naive_local()
}

pub(super) fn dated(wall: NaiveDateTime, start_hour: u8) -> NaiveDate {
    (wall - TimeDelta::hours(start_hour.into())).date()
}
