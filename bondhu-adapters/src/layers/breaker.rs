//! A circuit breaker: after failures in a row, silence for a while, then one call that tries.

use std::borrow::Cow;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bondhu_domain::timestamp::Timestamp;

/// Counts failures in a row and decides whether a call may be made.
pub(crate) struct Breaker {
    /// What it protects, for the log.
    name: Cow<'static, str>,
    failures: u32,
    cool_down: Duration,
    state: Mutex<State>,
}

#[derive(Clone, Copy)]
enum State {
    Closed {
        failures: u32,
        /// When it last closed, if it ever was open.
        since: Option<Timestamp>,
    },
    /// `since` is when it opened or when the last call tried again.
    Open { since: Timestamp },
}

impl Breaker {
    pub(crate) fn new(name: impl Into<Cow<'static, str>>, failures: u32, cool_down: Duration) -> Self {
        let state = Mutex::new(State::Closed { failures: 0, since: None });
        Self { name: name.into(), failures: failures.max(1), cool_down, state }
    }

    /// Whether calls have been let through for at least `time`, if they ever were not.
    pub(crate) fn closed_for(&self, time: Duration, now: Timestamp) -> bool {
        match *self.lock() {
            State::Closed { since, .. } => since.is_none_or(|since| now.since(since) >= time),
            State::Open { .. } => false,
        }
    }

    /// Opens at once, whatever went before.
    pub(crate) fn trip(&self, now: Timestamp) {
        let mut state = self.lock();
        if matches!(*state, State::Closed { .. }) {
            tracing::warn!("{} does not answer and is left alone for a while", self.name);
        }
        *state = State::Open { since: now };
    }

    /// Whether a call may be made now. When the cool-down is over, one call in each further cool-down may: should its
    /// caller go away without an answer, the next one follows.
    pub(crate) fn admits(&self, now: Timestamp) -> bool {
        let mut state = self.lock();
        let State::Open { since } = *state else { return true };
        let over = now.since(since) >= self.cool_down;
        if over || now < since {
            // Earlier than it opened: the clock was set back, and the cool-down begins again by the new time.
            *state = State::Open { since: now };
        }
        over
    }

    pub(crate) fn succeeded(&self, now: Timestamp) {
        let mut state = self.lock();
        let since = match *state {
            State::Open { .. } => {
                tracing::info!("{} answers again", self.name);
                Some(now)
            }
            State::Closed { since, .. } => since,
        };
        *state = State::Closed { failures: 0, since };
    }

    pub(crate) fn failed(&self, now: Timestamp) {
        let mut state = self.lock();
        *state = match *state {
            State::Closed { failures, since } if failures + 1 < self.failures => {
                State::Closed { failures: failures + 1, since }
            }
            State::Closed { .. } => {
                tracing::warn!("{} does not answer and is left alone for a while", self.name);
                State::Open { since: now }
            }
            State::Open { .. } => State::Open { since: now },
        };
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::from_seconds(1_000);
    const COOL_DOWN: Duration = Duration::from_secs(5);

    #[test]
    fn opens_after_failures_in_a_row_only() {
        let breaker = Breaker::new("it", 3, COOL_DOWN);
        for _ in 0..2 {
            breaker.failed(START);
        }
        breaker.succeeded(START);
        for _ in 0..2 {
            breaker.failed(START);
        }
        assert!(breaker.admits(START));
        breaker.failed(START);
        assert!(!breaker.admits(START));
    }

    #[test]
    fn one_call_tries_after_each_cool_down() {
        let breaker = Breaker::new("it", 1, COOL_DOWN);
        breaker.failed(START);
        assert!(!breaker.admits(START + COOL_DOWN - Duration::from_micros(1)));
        let later = START + COOL_DOWN;
        assert!(breaker.admits(later));
        assert!(!breaker.admits(later), "only one tries");
        assert!(breaker.admits(later + COOL_DOWN), "whose answer never came");
        breaker.succeeded(later);
        assert!(breaker.admits(later) && breaker.admits(later));
    }

    #[test]
    fn it_knows_how_long_it_has_been_closed() {
        let breaker = Breaker::new("it", 1, COOL_DOWN);
        assert!(breaker.closed_for(COOL_DOWN, START), "it never was open");
        breaker.trip(START);
        assert!(!breaker.closed_for(Duration::ZERO, START));
        breaker.succeeded(START);
        let second = Duration::from_secs(1);
        assert!(!breaker.closed_for(second, START) && breaker.closed_for(second, START + second));
    }

    #[test]
    fn a_clock_set_back_does_not_keep_it_open() {
        let breaker = Breaker::new("it", 1, COOL_DOWN);
        breaker.failed(START);
        let earlier = START - Duration::from_mins(10);
        assert!(!breaker.admits(earlier));
        assert!(breaker.admits(earlier + COOL_DOWN));
    }
}
