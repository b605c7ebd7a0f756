//! What lies between two active days.

use std::time::Duration;

use chrono::{NaiveDate, NaiveTime, Timelike};
use chrono_tz::Tz;

use super::day::{ActivityDay, dated, wall_clock};

/// With the zone changed, two dates that differ by 2 follow each other when less than this really passed.
const TRAVEL: Duration = Duration::from_hours(48);

/// The days missed between `earlier` and `later`, none of them when the two belong to one run without any freeze.
/// Counting stops above `limit`.
pub(super) fn missed_days(earlier: &ActivityDay, later: &ActivityDay, limit: u8) -> u32 {
    let distance = later.date.signed_duration_since(earlier.date).num_days();
    if distance <= 1 {
        return 0;
    }
    if distance == 2 && later.first_at.since(earlier.last_at) < TRAVEL && calendar_changed(earlier, later) {
        return 0;
    }
    let stop = usize::from(limit) + 1;
    let between = earlier.date.iter_days().skip(1).take_while(|date| *date < later.date);
    let missed = if earlier.zone == later.zone {
        between.filter(|date| exists(*date, earlier.zone)).take(stop).count()
    } else {
        between.take(stop).count()
    };
    u32::try_from(missed).unwrap_or(u32::MAX)
}

/// Whether no single zone and start of day explains the dates of both days.
fn calendar_changed(earlier: &ActivityDay, later: &ActivityDay) -> bool {
    let fits = |day: &ActivityDay, hour: u8| {
        [day.first_at, day.last_at].into_iter().all(|at| dated(wall_clock(at, day.zone), hour) == day.date)
    };
    earlier.zone != later.zone || !(0..=6).any(|hour| fits(earlier, hour) && fits(later, hour))
}

/// Whether any hour of `date` is shown by the clocks of `zone`. Places that moved over the date line left out one whole
/// date (Kwajalein 1993, Kiritimati and Enderbury 1994, Apia and Fakaofo 2011), each from midnight to midnight.
fn exists(date: NaiveDate, zone: Tz) -> bool {
    use chrono::TimeZone;
    // Noon first: it answers for every date but those.
    (0..24)
        .map(|hour| (hour + 12) % 24)
        .filter_map(|hour| NaiveTime::MIN.with_hour(hour))
        .any(|time| zone.offset_from_local_datetime(&date.and_time(time)).earliest().is_some())
}
