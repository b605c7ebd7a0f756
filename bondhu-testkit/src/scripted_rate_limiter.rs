//! Rate limiters that answer as a test wants.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bondhu_ports::rate_limiter::{Decision, Limit, RateLimiter, RateLimiterError};

/// A limiter that allows everything.
#[derive(Clone, Copy, Debug, Default)]
pub struct UnlimitedRateLimiter;

#[async_trait]
impl RateLimiter for UnlimitedRateLimiter {
    async fn check(&self, limit: &Limit, _subject: &str) -> Result<Decision, RateLimiterError> {
        Ok(unlimited(limit))
    }

    async fn peek(&self, limit: &Limit, _subject: &str) -> Result<Decision, RateLimiterError> {
        Ok(unlimited(limit))
    }

    async fn reset(&self, _limit: &Limit, _subject: &str) -> Result<(), RateLimiterError> {
        Ok(())
    }
}

fn unlimited(limit: &Limit) -> Decision {
    Decision::Allowed { remaining: limit.count.saturating_sub(1), reset_after: limit.window }
}

/// A limiter that gives the answers it was told, in order, then allows everything. It remembers what was asked.
#[derive(Debug, Default)]
pub struct ScriptedRateLimiter {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    answers: VecDeque<Option<Decision>>,
    checked: Vec<(&'static str, String)>,
    reset: Vec<(&'static str, String)>,
}

impl ScriptedRateLimiter {
    /// One without answers yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The next check that has no answer yet is denied.
    #[must_use]
    pub fn deny(self, retry_after: Duration) -> Self {
        self.state().answers.push_back(Some(Decision::Denied { retry_after }));
        self
    }

    /// The next check that has no answer yet is allowed.
    #[must_use]
    pub fn allow(self, remaining: u32, reset_after: Duration) -> Self {
        self.state().answers.push_back(Some(Decision::Allowed { remaining, reset_after }));
        self
    }

    /// The next check that has no answer yet fails.
    #[must_use]
    pub fn fail(self) -> Self {
        self.state().answers.push_back(None);
        self
    }

    /// Service and subject of every check, in order.
    pub fn checked(&self) -> Vec<(&'static str, String)> {
        self.state().checked.clone()
    }

    /// Service and subject of every reset, in order.
    pub fn was_reset(&self) -> Vec<(&'static str, String)> {
        self.state().reset.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl RateLimiter for ScriptedRateLimiter {
    async fn check(&self, limit: &Limit, subject: &str) -> Result<Decision, RateLimiterError> {
        let mut state = self.state();
        state.checked.push((limit.service, subject.to_owned()));
        match state.answers.pop_front() {
            Some(Some(decision)) => Ok(decision),
            Some(None) => Err(RateLimiterError("the limiter was told to fail".into())),
            None => Ok(unlimited(limit)),
        }
    }

    async fn peek(&self, limit: &Limit, _subject: &str) -> Result<Decision, RateLimiterError> {
        match self.state().answers.front() {
            Some(Some(decision)) => Ok(*decision),
            Some(None) => Err(RateLimiterError("the limiter was told to fail".into())),
            None => Ok(unlimited(limit)),
        }
    }

    async fn reset(&self, limit: &Limit, subject: &str) -> Result<(), RateLimiterError> {
        self.state().reset.push((limit.service, subject.to_owned()));
        Ok(())
    }
}
