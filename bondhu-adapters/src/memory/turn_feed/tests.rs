//! The feed of turns in process: what only it promises.

use bondhu_testkit::manual_clock::ManualClock;
use futures::{FutureExt, StreamExt};

use super::*;

fn feed(config: MemoryTurnFeedConfig) -> (MemoryTurnFeed, ManualClock) {
    let clock = ManualClock::default();
    (MemoryTurnFeed::new(config, Arc::new(clock.clone())), clock)
}

fn mitu() -> UserId {
    UserId::new(ManualClock::START, [1; 10])
}

fn turn(number: u16) -> MessageId {
    let mut entropy = [0; 10];
    entropy[8..].copy_from_slice(&number.to_be_bytes());
    MessageId::new(ManualClock::START, entropy)
}

fn delta(text: &str) -> TurnEvent {
    TurnEvent::Delta { text: text.to_owned() }
}

async fn is_known(feed: &MemoryTurnFeed, number: u16) -> bool {
    feed.follow(mitu(), turn(number), 0).await.is_some()
}

#[tokio::test]
async fn finished_turns_are_kept_by_age_and_number() {
    let config = MemoryTurnFeedConfig { kept_turns: 10, ..MemoryTurnFeedConfig::default() };
    let (feed, clock) = feed(config);
    for number in 0..100 {
        assert!(feed.open(mitu(), turn(number)).await);
        feed.append(mitu(), turn(number), TurnEvent::Failed).await;
    }
    assert!(!is_known(&feed, 89).await);
    assert!(is_known(&feed, 90).await && is_known(&feed, 99).await);
    clock.advance(config.kept_for);
    assert!(!is_known(&feed, 99).await);
    let turns = lock(&feed.turns);
    assert_eq!((turns.by_key.len(), turns.opened.len(), turns.closed.len()), (0, 0, 0));
}

#[tokio::test]
async fn an_abandoned_turn_fails_and_can_be_opened_again() {
    let config = MemoryTurnFeedConfig::default();
    let (feed, clock) = feed(config);
    assert!(feed.open(mitu(), turn(1)).await);
    feed.append(mitu(), turn(1), delta("I was")).await;
    let followed = feed.follow(mitu(), turn(1), 0).await.unwrap();
    clock.advance(config.abandoned_after);
    assert!(feed.open(mitu(), turn(1)).await);
    let seen: Vec<_> = followed.map(|(_, event)| event).collect().await;
    assert_eq!(seen, [delta("I was"), TurnEvent::Failed]);
    feed.append(mitu(), turn(1), delta("anew")).await;
    let mut followed = feed.follow(mitu(), turn(1), 0).await.unwrap();
    assert_eq!(followed.next().await, Some((1, delta("anew"))));
}

#[tokio::test]
async fn a_turn_that_is_answered_again_outlives_its_first_failure() {
    let config = MemoryTurnFeedConfig::default();
    let (feed, clock) = feed(config);
    assert!(feed.open(mitu(), turn(1)).await);
    feed.append(mitu(), turn(1), TurnEvent::Failed).await;
    clock.advance(config.kept_for / 2);
    assert!(feed.open(mitu(), turn(1)).await, "a failed turn can be answered later");
    clock.advance(config.kept_for / 2);
    assert!(is_known(&feed, 1).await);
}

#[tokio::test]
async fn deltas_have_a_bound_and_the_last_event_none() {
    let config = MemoryTurnFeedConfig { kept_delta_bytes: 10_000, ..MemoryTurnFeedConfig::default() };
    let (feed, _) = feed(config);
    assert!(feed.open(mitu(), turn(1)).await);
    for _ in 0..1_000 {
        feed.append(mitu(), turn(1), delta(&"word ".repeat(100))).await;
    }
    feed.append(mitu(), turn(1), delta("")).await;
    feed.append(mitu(), turn(1), TurnEvent::Failed).await;
    let seen: Vec<_> = feed.follow(mitu(), turn(1), 0).await.unwrap().map(|(_, event)| event).collect().await;
    assert!((10..20).contains(&seen.len()), "{} events", seen.len());
    assert_eq!(seen.last(), Some(&TurnEvent::Failed));
    assert_ne!(seen[seen.len() - 2], delta(""), "nothing follows what was left out");
}

#[tokio::test]
async fn a_follower_wakes_for_each_event() {
    let (feed, _) = feed(MemoryTurnFeedConfig::default());
    assert!(feed.open(mitu(), turn(1)).await);
    let mut followed = feed.follow(mitu(), turn(1), 0).await.unwrap();
    assert!(followed.next().now_or_never().is_none());
    let (event, ()) = tokio::join!(followed.next(), feed.append(mitu(), turn(1), delta("tea")));
    assert_eq!(event, Some((1, delta("tea"))));
}
