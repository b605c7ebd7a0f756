//! The rate limiter in process: a log of what was allowed, per service and subject.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::clock::Clock;
use bondhu_ports::rate_limiter::{Decision, Limit, RateLimiter, RateLimiterError};

use super::shards::{Shard, Shards};

/// Limits for one process. Subjects of whom nothing is counted any more are forgotten.
pub struct MemoryRateLimiter {
    logs: Shards<Subject, Log>,
    clock: Arc<dyn Clock>,
}

type Subject = (&'static str, String);

struct Log {
    /// When each was allowed, oldest first.
    allowed: VecDeque<Timestamp>,
    /// The longest window asked about; older ones are of no use.
    window: Duration,
}

impl MemoryRateLimiter {
    /// A limiter that has counted nothing yet.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { logs: Shards::new(), clock }
    }

    fn decide(&self, limit: &Limit, subject: &str, count_it: bool) -> Decision {
        let subject = (limit.service, subject.to_owned());
        let mut shard = self.logs.lock(&subject);
        // Asked under the lock, so that calls are counted in the order of their times.
        let now = self.clock.now();
        if let Some(log) = shard.map.get_mut(&subject) {
            log.bring_up_to(now, limit.window);
            let decision = log.decide(limit, now);
            if count_it && matches!(decision, Decision::Allowed { .. }) {
                log.allowed.push_back(now);
            }
            return decision;
        }
        let decision = Log::new(limit.window).decide(limit, now);
        if count_it && matches!(decision, Decision::Allowed { .. }) {
            begin(&mut shard, subject, limit.window, now);
        }
        decision
    }
}

fn begin(shard: &mut Shard<Subject, Log>, subject: Subject, window: Duration, now: Timestamp) {
    shard.make_room(|log| log.is_of_use(now));
    let mut log = Log::new(window);
    log.allowed.push_back(now);
    shard.map.insert(subject, log);
}

#[async_trait]
impl RateLimiter for MemoryRateLimiter {
    async fn check(&self, limit: &Limit, subject: &str) -> Result<Decision, RateLimiterError> {
        Ok(self.decide(limit, subject, true))
    }

    async fn peek(&self, limit: &Limit, subject: &str) -> Result<Decision, RateLimiterError> {
        Ok(self.decide(limit, subject, false))
    }

    async fn reset(&self, limit: &Limit, subject: &str) -> Result<(), RateLimiterError> {
        let subject = (limit.service, subject.to_owned());
        self.logs.lock(&subject).map.remove(&subject);
        Ok(())
    }
}

impl Log {
    fn new(window: Duration) -> Self {
        Self { allowed: VecDeque::new(), window }
    }

    fn is_of_use(&self, now: Timestamp) -> bool {
        // A newest one in the future means that the clock was set back; it is dealt with when the subject comes again.
        self.allowed.back().is_some_and(|newest| now.since(*newest) < self.window)
    }

    fn bring_up_to(&mut self, now: Timestamp, window: Duration) {
        self.window = self.window.max(window);
        if let Some(back) = self.allowed.back().map(|newest| newest.since(now)).filter(|back| !back.is_zero())
        {
            // The clock was set back: as far as anybody can tell, no time has passed. To wait until it has caught up
            // could shut people out for hours.
            for at in &mut self.allowed {
                *at = *at - back;
            }
        }
        while self.allowed.front().is_some_and(|oldest| now.since(*oldest) >= self.window) {
            self.allowed.pop_front();
        }
    }

    /// What one more at `now` would meet.
    fn decide(&self, limit: &Limit, now: Timestamp) -> Decision {
        let gone = self.allowed.partition_point(|at| now.since(*at) >= limit.window);
        let used = self.allowed.len() - gone;
        let count = usize::try_from(limit.count).unwrap_or(usize::MAX);
        let leaves_after = |index: usize| match self.allowed.get(index) {
            Some(at) => (*at + limit.window).since(now),
            None => limit.window,
        };
        if used < count {
            let remaining = u32::try_from(count - used - 1).unwrap_or(u32::MAX);
            return Decision::Allowed { remaining, reset_after: leaves_after(gone) };
        }
        // With a limit that was lowered, more than one has to leave first.
        Decision::Denied { retry_after: leaves_after(gone + used - count) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bondhu_testkit::manual_clock::ManualClock;
    use proptest::prelude::*;

    const CHAT: Limit = Limit { service: "chat", count: 3, window: Duration::from_mins(1) };

    fn limiter() -> (MemoryRateLimiter, ManualClock) {
        let clock = ManualClock::default();
        (MemoryRateLimiter::new(Arc::new(clock.clone())), clock)
    }

    fn allowed(limiter: &MemoryRateLimiter, limit: &Limit, subject: &str) -> bool {
        matches!(limiter.decide(limit, subject, true), Decision::Allowed { .. })
    }

    #[test]
    fn idle_subjects_are_forgotten() {
        let (limiter, clock) = limiter();
        for round in 0..20 {
            for number in 0..5_000 {
                assert!(allowed(&limiter, &CHAT, &format!("{round}.{number}")));
            }
            clock.advance(CHAT.window);
        }
        assert!(limiter.logs.len() < 20_000, "{} of 100,000 subjects are kept", limiter.logs.len());
    }

    #[test]
    fn peeking_keeps_nothing() {
        let (limiter, _) = limiter();
        limiter.decide(&CHAT, "mitu", false);
        assert_eq!(limiter.logs.len(), 0);
    }

    #[test]
    fn a_clock_set_back_neither_shuts_out_nor_lets_in() {
        let (limiter, clock) = limiter();
        for _ in 0..3 {
            assert!(allowed(&limiter, &CHAT, "mitu"));
        }
        clock.set(ManualClock::START - Duration::from_hours(1));
        assert!(!allowed(&limiter, &CHAT, "mitu"));
        clock.advance(CHAT.window);
        assert!(allowed(&limiter, &CHAT, "mitu"));
    }

    #[test]
    fn a_lowered_limit_says_when_enough_have_left() {
        let (limiter, clock) = limiter();
        for _ in 0..3 {
            assert!(allowed(&limiter, &CHAT, "mitu"));
            clock.advance(Duration::from_secs(10));
        }
        let lower = Limit { count: 1, ..CHAT };
        let Decision::Denied { retry_after } = limiter.decide(&lower, "mitu", true) else {
            panic!("allowed")
        };
        assert_eq!(retry_after, Duration::from_secs(50));
        clock.advance(retry_after);
        assert!(allowed(&limiter, &lower, "mitu"));
    }

    #[test]
    fn a_limit_of_none_allows_none() {
        let (limiter, _) = limiter();
        let none = Limit { count: 0, ..CHAT };
        assert_eq!(limiter.decide(&none, "mitu", true), Decision::Denied { retry_after: CHAT.window });
    }

    proptest! {
        #[test]
        fn no_window_holds_more_than_the_limit(steps in prop::collection::vec(0_u64..30, 1..200), count in 1_u32..6) {
            let (limiter, clock) = limiter();
            let limit = Limit { count, ..CHAT };
            let mut grants = Vec::new();
            for step in steps {
                clock.advance(Duration::from_secs(step));
                let peeked = limiter.decide(&limit, "mitu", false);
                let decision = limiter.decide(&limit, "mitu", true);
                prop_assert_eq!(peeked, decision);
                let in_window = |grants: &[Timestamp]| {
                    grants.iter().filter(|at| clock.now().since(**at) < limit.window).count()
                };
                match decision {
                    Decision::Allowed { remaining, .. } => {
                        grants.push(clock.now());
                        prop_assert_eq!(in_window(&grants) + remaining as usize, count as usize);
                    }
                    Decision::Denied { retry_after } => {
                        prop_assert_eq!(in_window(&grants), count as usize);
                        let oldest = grants[grants.len() - count as usize];
                        prop_assert_eq!(clock.now() + retry_after, oldest + limit.window);
                    }
                }
            }
        }
    }
}
