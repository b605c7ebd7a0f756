//! Live events in process: what only they promise.

use bondhu_testkit::manual_clock::ManualClock;
use bondhu_testkit::seeded_random::SeededRandom;
use futures::{FutureExt, StreamExt};

use super::*;

fn live(kept_events: usize, seed: u64) -> (MemoryLiveEvents, ManualClock) {
    let clock = ManualClock::default();
    let config = MemoryLiveEventsConfig { kept_events, ..MemoryLiveEventsConfig::default() };
    (MemoryLiveEvents::new(config, Arc::new(clock.clone()), Arc::new(SeededRandom::new(seed))), clock)
}

fn person(number: u16) -> UserId {
    let mut entropy = [0; 10];
    entropy[8..].copy_from_slice(&number.to_be_bytes());
    UserId::new(ManualClock::START, entropy)
}

/// What has come so far.
fn heard(stream: &mut BoxStream<'static, Numbered>) -> Vec<Numbered> {
    std::iter::from_fn(|| stream.next().now_or_never().flatten()).collect()
}

fn events(numbered: Vec<Numbered>) -> Vec<LiveEvent> {
    numbered.into_iter().map(|numbered| numbered.event).collect()
}

const ALONE: LiveEvent = LiveEvent::Presence { devices: 1 };

#[tokio::test]
async fn a_number_from_before_a_restart_is_a_reset() {
    let person = person(1);
    let (before, _) = live(16, 1);
    let mut stream = before.subscribe(person, None).await;
    let last = heard(&mut stream).last().unwrap().number;
    for (seed, number) in [(2, last), (3, last), (4, last), (5, u64::MAX), (6, 0)] {
        let (after, _) = live(16, seed);
        let mut stream = after.subscribe(person, Some(number)).await;
        assert_eq!(heard(&mut stream).remove(0), Numbered { number: 0, event: LiveEvent::Reset });
    }
}

#[tokio::test]
async fn a_broken_connection_goes_on_where_it_was() {
    let (live, clock) = live(16, 1);
    let mut stream = live.subscribe(person(1), None).await;
    let last = heard(&mut stream).last().unwrap().number;
    drop(stream);
    clock.advance(Duration::from_mins(1));
    live.publish(person(1), LiveEvent::Profile).await;
    let mut stream = live.subscribe(person(1), Some(last)).await;
    let again = heard(&mut stream);
    assert_eq!(again.iter().map(|numbered| numbered.number).collect::<Vec<_>>(), [last + 1, last + 2]);
    assert_eq!(events(again), [LiveEvent::Profile, ALONE]);
}

#[tokio::test]
async fn after_a_while_it_does_not() {
    let (live, clock) = live(16, 1);
    let mut stream = live.subscribe(person(1), None).await;
    let last = heard(&mut stream).last().unwrap().number;
    drop(stream);
    clock.advance(Duration::from_mins(2));
    live.publish(person(1), LiveEvent::Profile).await;
    assert_eq!(live.channels.len(), 0);
    let mut stream = live.subscribe(person(1), Some(last)).await;
    assert_eq!(events(heard(&mut stream)).first(), Some(&LiveEvent::Reset));
}

#[tokio::test]
async fn a_slow_listener_is_reset_and_goes_on_with_what_is_known() {
    let (live, _) = live(4, 1);
    let mut stream = live.subscribe(person(1), None).await;
    assert_eq!(events(heard(&mut stream)), [ALONE]);
    for _ in 0..10 {
        live.publish(person(1), LiveEvent::Profile).await;
    }
    let mut expected = vec![LiveEvent::Reset];
    expected.extend(std::iter::repeat_n(LiveEvent::Profile, 4));
    assert_eq!(events(heard(&mut stream)), expected);
    live.publish(person(1), LiveEvent::Profile).await;
    assert_eq!(events(heard(&mut stream)), [LiveEvent::Profile]);
}

#[tokio::test]
async fn a_sleeping_listener_is_woken() {
    let (live, _) = live(4, 1);
    let mut stream = live.subscribe(person(1), None).await;
    heard(&mut stream);
    let (event, ()) = tokio::join!(stream.next(), live.publish(person(1), LiveEvent::Profile));
    assert_eq!(event.map(|numbered| numbered.event), Some(LiveEvent::Profile));
}

#[tokio::test]
async fn people_who_left_are_forgotten() {
    let (live, clock) = live(4, 1);
    let mut stays = live.subscribe(person(0), None).await;
    for round in 0..10_u16 {
        for number in 1..=2_000 {
            drop(live.subscribe(person(round * 2_000 + number), None).await);
        }
        clock.advance(Duration::from_mins(2));
    }
    assert!(live.channels.len() < 10_000, "{} of 20,001 people are kept", live.channels.len());
    heard(&mut stays);
    live.publish(person(0), LiveEvent::Profile).await;
    assert_eq!(events(heard(&mut stays)), [LiveEvent::Profile]);
}

#[tokio::test]
async fn without_a_listener_nothing_is_kept() {
    let (live, _) = live(4, 1);
    live.publish(person(1), LiveEvent::Profile).await;
    assert_eq!(live.channels.len(), 0);
}
