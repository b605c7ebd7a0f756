//! The day that Google's quotas are counted by.

use std::time::Duration;

use bondhu_domain::timestamp::Timestamp;
use chrono::{Days, NaiveTime, TimeZone};
use chrono_tz::America::Los_Angeles;

/// The next midnight on the Pacific coast, when quotas by day begin anew.
pub fn next_pacific_midnight(now: Timestamp) -> Timestamp {
    let today = now.to_datetime().with_timezone(&Los_Angeles).date_naive();
    let midnight = today.checked_add_days(Days::new(1)).map(|day| day.and_time(NaiveTime::MIN));
    let midnight = midnight.and_then(|midnight| Los_Angeles.from_local_datetime(&midnight).earliest());
    midnight.map_or(now + Duration::from_hours(24), |midnight| midnight.to_utc().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_winter_in_summer_and_between() {
        let next = |now: &str| next_pacific_midnight(now.parse().unwrap()).to_string();
        assert_eq!(next("2026-01-10T07:59:59Z"), "2026-01-10T08:00:00.000000Z");
        assert_eq!(next("2026-01-10T08:00:00Z"), "2026-01-11T08:00:00.000000Z");
        assert_eq!(next("2026-07-10T06:00:00Z"), "2026-07-10T07:00:00.000000Z");
        // The clocks go forward on the 8th of March.
        assert_eq!(next("2026-03-08T09:00:00Z"), "2026-03-09T07:00:00.000000Z");
    }
}
