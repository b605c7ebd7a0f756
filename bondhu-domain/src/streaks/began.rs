//! When a civil day began.

use chrono::{Duration, MappedLocalTime, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;

use crate::timestamp::Timestamp;
use crate::users::DayStart;

/// The first instant that [`super::civil_date`] puts on `date` or, where the zone left it out, on the date after it.
/// Where the wall clock passed the day's start twice, the first time counts.
pub fn day_began(date: NaiveDate, zone: Tz, day_start: DayStart) -> Timestamp {
    let start = date.and_time(chrono::NaiveTime::MIN) + Duration::hours(day_start.hour().into());
    // A gap in the wall clock is at most a day long (Apia, Kwajalein) and ends on a whole minute.
    let existing = (0..=26 * 60).find_map(|minutes| {
        match zone.from_local_datetime(&(start + Duration::minutes(minutes))) {
            MappedLocalTime::Single(at) | MappedLocalTime::Ambiguous(at, _) => Some(at.with_timezone(&Utc)),
            MappedLocalTime::None => None,
        }
    });
    existing.unwrap_or_else(|| start.and_utc()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::streaks::civil_date;

    #[test]
    fn begins_with_the_first_instant_of_the_day() {
        let cases = [
            ("Asia/Kolkata", "2026-11-21", 0, "2026-11-20T18:30:00.000000Z"),
            ("Asia/Kolkata", "2026-11-21", 4, "2026-11-20T22:30:00.000000Z"),
            // Midnight did not exist: summer time began at it.
            ("Africa/Cairo", "2024-04-26", 0, "2024-04-25T22:00:00.000000Z"),
            ("America/New_York", "2026-11-01", 0, "2026-11-01T04:00:00.000000Z"),
        ];
        for (zone, date, hour, expected) in cases {
            let (zone, date) = (zone.parse().unwrap(), date.parse().unwrap());
            let start = DayStart::new(hour).unwrap();
            let began = day_began(date, zone, start);
            assert_eq!(began.to_string(), expected, "{zone} {date}");
            assert_eq!(civil_date(began, zone, start), date);
            assert!(civil_date(Timestamp::from_micros(began.as_micros() - 1), zone, start) < date);
        }
    }
}
