//! A clock that stands still until a test moves it.

use std::sync::Mutex;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::clock::Clock;

/// A clock that tests set and advance. Clones show the same time.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<Mutex<Timestamp>>);

impl ManualClock {
    /// 2026-03-02T09:00:00Z, a Monday morning.
    pub const START: Timestamp = Timestamp::from_seconds(1_772_442_000);

    /// A clock that shows `now`.
    pub fn at(now: Timestamp) -> Self {
        Self(Arc::new(Mutex::new(now)))
    }

    /// Shows `now`, earlier or later than before.
    pub fn set(&self, now: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }

    /// Moves on.
    pub fn advance(&self, by: Duration) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now = *now + by;
    }
}

impl Default for ManualClock {
    fn default() -> Self {
        Self::at(Self::START)
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moves_only_by_hand_and_for_all_clones() {
        let clock = ManualClock::default();
        let other = clock.clone();
        assert_eq!(clock.now().to_string(), "2026-03-02T09:00:00.000000Z");
        other.advance(Duration::from_micros(1));
        assert_eq!(clock.now(), ManualClock::START.next());
        other.set(Timestamp::UNIX_EPOCH);
        assert_eq!(clock.now(), Timestamp::UNIX_EPOCH);
    }
}
