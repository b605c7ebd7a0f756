//! The machine's clock: the one place that asks it.

use std::time::{SystemTime, UNIX_EPOCH};

use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::clock::Clock;

/// The clock of the machine, truncated to microseconds.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the home of the system's time")]
    fn now(&self) -> Timestamp {
        from_system(SystemTime::now())
    }
}

fn from_system(time: SystemTime) -> Timestamp {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => Timestamp::UNIX_EPOCH + after,
        Err(before) => Timestamp::UNIX_EPOCH - before.duration(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn keeps_microseconds_and_no_more() {
        let time = UNIX_EPOCH + Duration::from_nanos(1_772_442_000_123_456_789);
        assert_eq!(from_system(time).as_micros(), 1_772_442_000_123_456);
    }

    #[test]
    fn a_clock_that_was_never_set_is_no_panic() {
        let time = UNIX_EPOCH - Duration::from_secs(2);
        assert_eq!(from_system(time).as_micros(), -2_000_000);
    }
}
