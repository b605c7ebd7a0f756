//! Limits that processes share.

use std::sync::Arc;
use std::time::Duration;

use bondhu_adapters::redis::rate_limiter::RedisRateLimiter;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::rate_limiter::{Decision, Limit, RateLimiter};
use bondhu_testkit::ephemeral_redis::EphemeralRedis;
use bondhu_testkit::manual_clock::ManualClock;
use bondhu_testkit::seeded_random::SeededRandom;
use tokio::task::JoinSet;

use super::{calls, connect, options, random};

const CHAT: Limit = Limit { service: "chat", count: 20, window: Duration::from_mins(1) };

/// Two processes on one server.
async fn two(clock: &ManualClock) -> (EphemeralRedis, [Arc<RedisRateLimiter>; 2]) {
    let server = EphemeralRedis::start();
    let mut limiters = Vec::new();
    for _ in 0..2 {
        let redis = connect(options(&server.url())).await;
        limiters.push(Arc::new(RedisRateLimiter::new(redis, Arc::new(clock.clone()), random())));
    }
    (server, limiters.try_into().ok().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_share_a_limit_exactly() {
    let clock = ManualClock::default();
    let (_server, limiters) = two(&clock).await;
    for round in 0..20 {
        let mut tasks = JoinSet::new();
        for number in 0..60 {
            let (limiter, name) = (limiters[number % 2].clone(), format!("person {round}"));
            tasks.spawn(async move { limiter.check(&CHAT, &name).await.unwrap() });
        }
        let allowed =
            tasks.join_all().await.iter().filter(|it| matches!(it, Decision::Allowed { .. })).count();
        assert_eq!(allowed, 20, "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bursts_never_exceed_the_limit_in_any_position_of_the_window() {
    let clock = ManualClock::default();
    let (_server, limiters) = two(&clock).await;
    let dice = SeededRandom::new(11);
    let limit = Limit { count: 7, window: Duration::from_secs(10), ..CHAT };
    let mut grants: Vec<Timestamp> = Vec::new();
    for _ in 0..150 {
        clock.advance(Duration::from_millis(dice.below(4_000)));
        let mut tasks = JoinSet::new();
        for number in 0..=dice.below(12) {
            let limiter = limiters[usize::try_from(number % 2).unwrap()].clone();
            tasks.spawn(async move { limiter.check(&limit, "mitu").await.unwrap() });
        }
        let allowed =
            tasks.join_all().await.iter().filter(|it| matches!(it, Decision::Allowed { .. })).count();
        grants.extend(std::iter::repeat_n(bondhu_ports::clock::Clock::now(&clock), allowed));
    }
    for (index, first) in grants.iter().enumerate() {
        let in_window = grants[index..].iter().take_while(|at| at.since(*first) < limit.window).count();
        assert!(in_window <= 7, "{in_window} from {first}");
    }
    assert!(grants.len() > 100, "the limit is used up");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_behind_lets_nobody_in_early() {
    let ahead = ManualClock::default();
    let server = EphemeralRedis::start();
    let behind = ManualClock::at(ManualClock::START - Duration::from_secs(30));
    let limit = Limit { count: 1, ..CHAT };
    let mut limiters = Vec::new();
    for clock in [&ahead, &behind] {
        let redis = connect(options(&server.url())).await;
        limiters.push(RedisRateLimiter::new(redis, Arc::new(clock.clone()), random()));
    }
    assert!(matches!(limiters[0].check(&limit, "mitu").await.unwrap(), Decision::Allowed { .. }));
    let denied = limiters[1].check(&limit, "mitu").await.unwrap();
    assert_eq!(
        denied,
        Decision::Denied { retry_after: CHAT.window },
        "no time has passed, as far as anybody can tell"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_is_one_round_trip_and_its_key_names_nobody() {
    let clock = ManualClock::default();
    let (server, [limiter, _]) = two(&clock).await;
    limiter.check(&CHAT, "mitu@example.com").await.unwrap();
    assert_eq!(server.command("EXISTS ratelimit:chat:mitu@example.com"), ":0");
    assert_eq!(server.command("DBSIZE"), ":1");
    server.command("CONFIG RESETSTAT");
    for _ in 0..100 {
        limiter.check(&CHAT, "mitu@example.com").await.unwrap();
    }
    assert_eq!((calls(&server, "evalsha"), calls(&server, "get")), (100, 0));
}
