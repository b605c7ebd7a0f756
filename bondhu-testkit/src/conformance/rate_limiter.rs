//! What every `RateLimiter` does.

use std::time::Duration;

use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::rate_limiter::{Decision, Limit, RateLimiter};
use tokio::task::JoinSet;

use crate::fake_rate_limiter::decide;
use crate::manual_clock::ManualClock;
use crate::movable_time::Timed;
use crate::seeded_random::SeededRandom;

/// Runs the suite on a limiter. Takes the name of an async function `() -> (Timed<dyn RateLimiter>, impl Sized)`.
#[macro_export]
macro_rules! rate_limiter_conformance {
    ($make:ident) => {
        $crate::__scenarios!(
            $make,
            rate_limiter_scenarios,
            [rate_limiter],
            a_window_holds_exactly_the_count,
            one_leaves_exactly_after_the_window,
            every_position_of_the_window_is_exact,
            fifty_at_once_get_exactly_the_count,
            what_is_denied_is_not_counted,
            one_more_is_allowed_exactly_after_retry_after,
            peeking_counts_nothing,
            peeking_says_what_a_check_would,
            subjects_are_apart,
            services_are_apart,
            names_that_run_together_are_apart,
            a_reset_forgets_one_subject,
            a_reset_of_nothing_is_no_error,
        );
    };
}

const LIMIT: Limit = Limit { service: "chat", count: 3, window: Duration::from_mins(1) };

type Subject = Timed<dyn RateLimiter>;

/// So many as the limit says are allowed at one instant, with what remains told right, and no more.
pub async fn a_window_holds_exactly_the_count(subject: Subject) {
    for remaining in [2, 1, 0] {
        let expected = Decision::Allowed { remaining, reset_after: LIMIT.window };
        assert_eq!(check(&subject, "mitu").await, expected);
    }
    assert_eq!(check(&subject, "mitu").await, Decision::Denied { retry_after: LIMIT.window });
}

/// What was counted leaves one window later, not a millisecond before.
pub async fn one_leaves_exactly_after_the_window(subject: Subject) {
    for _ in 0..3 {
        check(&subject, "mitu").await;
        subject.time.advance(Duration::from_secs(10)).await;
    }
    subject.time.advance(Duration::from_millis(29_999)).await;
    assert_eq!(check(&subject, "mitu").await, Decision::Denied { retry_after: Duration::from_millis(1) });
    subject.time.advance(Duration::from_millis(1)).await;
    let expected = Decision::Allowed { remaining: 0, reset_after: Duration::from_secs(10) };
    assert_eq!(check(&subject, "mitu").await, expected);
}

/// In every position of the window the decisions are those of a list of all instants that is counted anew each time.
pub async fn every_position_of_the_window_is_exact(subject: Subject) {
    let random = SeededRandom::new(9);
    for round in 0..40_u32 {
        let window = Duration::from_millis(1 + random.below(200));
        let limit = Limit { count: 1 + round % 7, window, ..LIMIT };
        let person = format!("person {round}");
        let (mut now, mut allowed) = (ManualClock::START, Vec::<Timestamp>::new());
        for step in 0..100 {
            let by = Duration::from_millis(random.below(3) * random.below(60));
            subject.time.advance(by).await;
            now = now + by;
            let expected = decide(&allowed, &limit, now);
            if random.below(4) == 0 {
                let peeked = subject.port.peek(&limit, &person).await.unwrap();
                assert_eq!(peeked, expected, "peek at step {step} of round {round}, {limit:?}");
                continue;
            }
            let decision = subject.port.check(&limit, &person).await.unwrap();
            assert_eq!(decision, expected, "check at step {step} of round {round}, {limit:?}");
            if matches!(decision, Decision::Allowed { .. }) {
                allowed.push(now);
            }
        }
    }
}

/// However calls interleave, exactly so many as the limit says are allowed.
pub async fn fifty_at_once_get_exactly_the_count(subject: Subject) {
    let limit = Limit { count: 20, ..LIMIT };
    for round in 0..20 {
        let person = format!("person {round}");
        let mut tasks = JoinSet::new();
        for _ in 0..50 {
            let (limiter, person) = (std::sync::Arc::clone(&subject.port), person.clone());
            tasks.spawn(async move { limiter.check(&limit, &person).await.unwrap() });
        }
        let mut remaining: Vec<_> = tasks.join_all().await.into_iter().filter_map(remaining).collect();
        remaining.sort_unstable();
        assert_eq!(remaining, (0..20).collect::<Vec<_>>());
    }
}

/// What is denied is not counted: asking all the time delays nothing.
pub async fn what_is_denied_is_not_counted(subject: Subject) {
    for _ in 0..3 {
        check(&subject, "mitu").await;
    }
    for second in 0..60 {
        let retry_after = Duration::from_secs(60 - second);
        assert_eq!(check(&subject, "mitu").await, Decision::Denied { retry_after });
        subject.time.advance(Duration::from_secs(1)).await;
    }
    let expected = Decision::Allowed { remaining: 2, reset_after: LIMIT.window };
    assert_eq!(check(&subject, "mitu").await, expected);
}

/// After exactly the time a denial names, one more is allowed; just before, none is.
pub async fn one_more_is_allowed_exactly_after_retry_after(subject: Subject) {
    let random = SeededRandom::new(4);
    for _ in 0..100 {
        subject.time.advance(Duration::from_millis(random.below(30_000))).await;
        let Decision::Denied { retry_after } = check(&subject, "mitu").await else { continue };
        assert!(retry_after > Duration::ZERO && retry_after <= LIMIT.window);
        let short = Duration::from_millis(1);
        subject.time.advance(retry_after.saturating_sub(short)).await;
        assert_eq!(check(&subject, "mitu").await, Decision::Denied { retry_after: short });
        subject.time.advance(short).await;
        assert!(remaining(check(&subject, "mitu").await).is_some());
    }
}

/// Peeking counts nothing, however often.
pub async fn peeking_counts_nothing(subject: Subject) {
    for _ in 0..10 {
        let expected = Decision::Allowed { remaining: 2, reset_after: LIMIT.window };
        assert_eq!(subject.port.peek(&LIMIT, "mitu").await.unwrap(), expected);
    }
    assert_eq!(remaining(check(&subject, "mitu").await), Some(2));
}

/// Peeking says what a check would say at that moment.
pub async fn peeking_says_what_a_check_would(subject: Subject) {
    for _ in 0..20 {
        let peeked = subject.port.peek(&LIMIT, "mitu").await.unwrap();
        assert_eq!(check(&subject, "mitu").await, peeked);
        subject.time.advance(Duration::from_secs(13)).await;
    }
}

/// Each subject has a window of its own; subjects are told apart to the character.
pub async fn subjects_are_apart(subject: Subject) {
    for name in ["mitu", "Mitu", "mitu ", "মিতু", "", "mitu*", "2001:db8::1"] {
        assert_eq!(remaining(check(&subject, name).await), Some(2), "{name:?}");
    }
}

/// Each service has a window of its own.
pub async fn services_are_apart(subject: Subject) {
    for _ in 0..4 {
        check(&subject, "mitu").await;
    }
    let other = Limit { service: "auth", ..LIMIT };
    assert_eq!(remaining(subject.port.check(&other, "mitu").await.unwrap()), Some(2));
}

/// A service and a subject that together spell the same are not the same.
pub async fn names_that_run_together_are_apart(subject: Subject) {
    let pairs =
        [("a", "b:c"), ("a:b", "c"), ("a:b:c", ""), ("", "a:b:c"), ("ab", ":c"), ("a", "bc"), ("ab", "c")];
    for (service, name) in pairs {
        let limit = Limit { service, ..LIMIT };
        assert_eq!(
            remaining(subject.port.check(&limit, name).await.unwrap()),
            Some(2),
            "{service:?} {name:?}"
        );
    }
}

/// A reset forgets what was counted for one subject of one service.
pub async fn a_reset_forgets_one_subject(subject: Subject) {
    let other = Limit { service: "auth", ..LIMIT };
    for _ in 0..3 {
        check(&subject, "mitu").await;
        check(&subject, "neel").await;
        subject.port.check(&other, "mitu").await.unwrap();
    }
    subject.port.reset(&LIMIT, "mitu").await.unwrap();
    assert_eq!(remaining(check(&subject, "mitu").await), Some(2));
    assert_eq!(remaining(check(&subject, "neel").await), None);
    assert_eq!(remaining(subject.port.check(&other, "mitu").await.unwrap()), None);
}

/// A reset of what was never counted changes nothing.
pub async fn a_reset_of_nothing_is_no_error(subject: Subject) {
    subject.port.reset(&LIMIT, "mitu").await.unwrap();
    assert_eq!(remaining(check(&subject, "mitu").await), Some(2));
}

async fn check(subject: &Subject, name: &str) -> Decision {
    subject.port.check(&LIMIT, name).await.unwrap()
}

/// How many more are allowed, if one was.
fn remaining(decision: Decision) -> Option<u32> {
    match decision {
        Decision::Allowed { remaining, .. } => Some(remaining),
        Decision::Denied { .. } => None,
    }
}
