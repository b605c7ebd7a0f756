//! A rate limiter that goes on by itself when the shared one is away: it fails to local figures, never open.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bondhu_ports::clock::Clock;
use bondhu_ports::rate_limiter::{Decision, Limit, RateLimiter, RateLimiterError};
use tokio::time::timeout;

use super::breaker::Breaker;

/// When a [`LocalFallbackRateLimiter`] gives up on the shared one.
#[derive(Clone, Copy, Debug)]
pub struct LocalFallbackConfig {
    /// How long one call may take.
    pub timeout: Duration,
    /// After how many failures in a row the shared one is left alone; at least 1.
    pub failures: u32,
    /// For how long, until one call tries again.
    pub cool_down: Duration,
}

impl Default for LocalFallbackConfig {
    /// 100 ms, three failures, one second.
    fn default() -> Self {
        Self { timeout: Duration::from_millis(100), failures: 3, cool_down: Duration::from_secs(1) }
    }
}

/// Asks a limiter that several processes share, and one of this process at the same figures while that one does not
/// answer. What the shared one allows is counted here too, so that an outage begins with what this process has allowed
/// and not with nothing.
pub struct LocalFallbackRateLimiter {
    shared: Arc<dyn RateLimiter>,
    local: Arc<dyn RateLimiter>,
    clock: Arc<dyn Clock>,
    timeout: Duration,
    breaker: Breaker,
}

impl LocalFallbackRateLimiter {
    /// Wraps both.
    pub fn new(
        shared: Arc<dyn RateLimiter>,
        local: Arc<dyn RateLimiter>,
        config: LocalFallbackConfig,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let breaker = Breaker::new("the shared rate limiter", config.failures, config.cool_down);
        Self { shared, local, clock, timeout: config.timeout, breaker }
    }

    /// The shared one's answer, if it has one.
    async fn ask<T>(&self, call: impl Future<Output = Result<T, RateLimiterError>> + Send) -> Option<T> {
        if !self.breaker.admits(self.clock.now()) {
            return None;
        }
        let answer = timeout(self.timeout, call).await.ok().and_then(Result::ok);
        match answer {
            Some(_) => self.breaker.succeeded(self.clock.now()),
            None => self.breaker.failed(self.clock.now()),
        }
        answer
    }
}

#[async_trait]
impl RateLimiter for LocalFallbackRateLimiter {
    async fn check(&self, limit: &Limit, subject: &str) -> Result<Decision, RateLimiterError> {
        match self.ask(self.shared.check(limit, subject)).await {
            Some(decision) => {
                if matches!(decision, Decision::Allowed { .. }) {
                    self.local.check(limit, subject).await?;
                }
                Ok(decision)
            }
            None => self.local.check(limit, subject).await,
        }
    }

    async fn peek(&self, limit: &Limit, subject: &str) -> Result<Decision, RateLimiterError> {
        match self.ask(self.shared.peek(limit, subject)).await {
            Some(decision) => Ok(decision),
            None => self.local.peek(limit, subject).await,
        }
    }

    async fn reset(&self, limit: &Limit, subject: &str) -> Result<(), RateLimiterError> {
        // What could not be reset there leaves with its window.
        self.ask(self.shared.reset(limit, subject)).await;
        self.local.reset(limit, subject).await
    }
}

#[cfg(test)]
#[cfg(feature = "memory")]
mod tests {
    use bondhu_testkit::manual_clock::ManualClock;
    use bondhu_testkit::scripted_rate_limiter::ScriptedRateLimiter;

    use super::*;
    use crate::memory::rate_limiter::MemoryRateLimiter;

    const CHAT: Limit = Limit { service: "chat", count: 3, window: Duration::from_mins(1) };

    fn over(shared: Arc<dyn RateLimiter>) -> (LocalFallbackRateLimiter, ManualClock) {
        let clock = ManualClock::default();
        let local = Arc::new(MemoryRateLimiter::new(Arc::new(clock.clone())));
        let config = LocalFallbackConfig { failures: 1, ..LocalFallbackConfig::default() };
        (LocalFallbackRateLimiter::new(shared, local, config, Arc::new(clock.clone())), clock)
    }

    async fn grants(limiter: &LocalFallbackRateLimiter, tries: usize) -> usize {
        let mut grants = 0;
        for _ in 0..tries {
            grants +=
                usize::from(matches!(limiter.check(&CHAT, "mitu").await.unwrap(), Decision::Allowed { .. }));
        }
        grants
    }

    #[tokio::test]
    async fn it_fails_to_the_same_figures_and_not_open() {
        let (limiter, _) = over(Arc::new(ScriptedRateLimiter::new().fail()));
        assert_eq!(grants(&limiter, 10).await, 3);
    }

    #[tokio::test]
    async fn an_outage_does_not_begin_at_nothing() {
        let shared = ScriptedRateLimiter::new().allow(2, CHAT.window).allow(1, CHAT.window).fail();
        let (limiter, _) = over(Arc::new(shared));
        assert_eq!(grants(&limiter, 10).await, 3, "two before the outage, one after");
    }

    #[tokio::test]
    async fn the_shared_one_decides_when_it_answers_again() {
        let shared = ScriptedRateLimiter::new().fail().deny(Duration::from_secs(7));
        let (limiter, clock) = over(Arc::new(shared));
        assert_eq!(grants(&limiter, 1).await, 1);
        clock.advance(LocalFallbackConfig::default().cool_down);
        let decision = limiter.check(&CHAT, "mitu").await.unwrap();
        assert_eq!(decision, Decision::Denied { retry_after: Duration::from_secs(7) });
    }

    struct Silent;

    #[async_trait]
    impl RateLimiter for Silent {
        async fn check(&self, _: &Limit, _: &str) -> Result<Decision, RateLimiterError> {
            std::future::pending().await
        }

        async fn peek(&self, _: &Limit, _: &str) -> Result<Decision, RateLimiterError> {
            std::future::pending().await
        }

        async fn reset(&self, _: &Limit, _: &str) -> Result<(), RateLimiterError> {
            std::future::pending().await
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_one_costs_its_time_once() {
        let (limiter, _) = over(Arc::new(Silent));
        let begun = tokio::time::Instant::now();
        assert_eq!(grants(&limiter, 10).await, 3);
        limiter.peek(&CHAT, "mitu").await.unwrap();
        limiter.reset(&CHAT, "mitu").await.unwrap();
        assert_eq!(begun.elapsed(), LocalFallbackConfig::default().timeout);
    }
}
