//! Limits on how often something may be done.

use std::time::Duration;

use async_trait::async_trait;

use crate::error::BoxError;

/// How often: at most `count` in any span of `window`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What is limited, e.g. `auth`.
    pub service: &'static str,
    /// How often in a window.
    pub count: u32,
    /// The span.
    pub window: Duration,
}

/// Whether one more is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Yes.
    Allowed {
        /// How many more are, right after this one.
        remaining: u32,
        /// When the oldest counted one leaves the window.
        reset_after: Duration,
    },
    /// No.
    Denied {
        /// When one more will be.
        retry_after: Duration,
    },
}

/// The limiter's store does not answer.
#[derive(Debug, thiserror::Error)]
#[error("the rate limiter is not available")]
pub struct RateLimiterError(#[source] pub BoxError);

/// An exact sliding window per service and subject.
#[async_trait]
pub trait RateLimiter: Send + Sync {
    /// Counts one if it is allowed. In no span of the window's length are more than `count` allowed, however calls
    /// interleave. What is denied is not counted.
    async fn check(&self, limit: &Limit, subject: &str) -> Result<Decision, RateLimiterError>;

    /// What [`Self::check`] would say, without counting.
    async fn peek(&self, limit: &Limit, subject: &str) -> Result<Decision, RateLimiterError>;

    /// Forgets what was counted for a subject.
    async fn reset(&self, limit: &Limit, subject: &str) -> Result<(), RateLimiterError>;
}
