//! A rate limiter that is as plain as its definition, over a clock that tests move.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::clock::Clock;
use bondhu_ports::rate_limiter::{Decision, Limit, RateLimiter, RateLimiterError};

use crate::manual_clock::ManualClock;

/// A [`RateLimiter`] that keeps every instant at which something was allowed and counts them anew each time.
#[derive(Default)]
pub struct FakeRateLimiter {
    clock: ManualClock,
    allowed: Mutex<HashMap<(&'static str, String), Vec<Timestamp>>>,
}

impl FakeRateLimiter {
    /// A limiter that has counted nothing, with the time of `clock`.
    pub fn new(clock: ManualClock) -> Self {
        Self { clock, allowed: Mutex::default() }
    }

    fn decide(&self, limit: &Limit, subject: &str, counted: bool) -> Decision {
        let mut allowed = self.allowed.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        let instants = allowed.entry((limit.service, subject.to_owned())).or_default();
        let decision = decide(instants, limit, now);
        if counted && matches!(decision, Decision::Allowed { .. }) {
            instants.push(now);
        }
        decision
    }
}

/// What a limiter says at `now` that allowed something at each of `instants`, oldest first.
pub fn decide(instants: &[Timestamp], limit: &Limit, now: Timestamp) -> Decision {
    let in_window: Vec<_> = instants.iter().filter(|at| now.since(**at) < limit.window).collect();
    let used = u32::try_from(in_window.len()).unwrap_or(u32::MAX);
    if used < limit.count {
        let reset_after =
            in_window.first().map_or(limit.window, |oldest| (**oldest + limit.window).since(now));
        return Decision::Allowed { remaining: limit.count - used - 1, reset_after };
    }
    // One more fits once no more than `count - 1` are left.
    let leaving = in_window.get(in_window.len() - (limit.count as usize).min(in_window.len()));
    let retry_after = leaving.map_or(limit.window, |at| (**at + limit.window).since(now));
    Decision::Denied { retry_after }
}

#[async_trait]
impl RateLimiter for FakeRateLimiter {
    async fn check(&self, limit: &Limit, subject: &str) -> Result<Decision, RateLimiterError> {
        Ok(self.decide(limit, subject, true))
    }

    async fn peek(&self, limit: &Limit, subject: &str) -> Result<Decision, RateLimiterError> {
        Ok(self.decide(limit, subject, false))
    }

    async fn reset(&self, limit: &Limit, subject: &str) -> Result<(), RateLimiterError> {
        let mut allowed = self.allowed.lock().unwrap_or_else(PoisonError::into_inner);
        allowed.remove(&(limit.service, subject.to_owned()));
        Ok(())
    }
}
