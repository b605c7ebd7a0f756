//! What all `LiveEvents` do.

use std::sync::Arc;

use bondhu_domain::ids::UserId;
use bondhu_ports::live_events::{LiveEvent, LiveEvents, Numbered};
use futures::StreamExt;
use futures::stream::BoxStream;
use tokio::task::JoinSet;

use crate::builders::{a_message, a_session, a_user};

/// Runs the suite. Takes the name of an async function `() -> (Arc<dyn LiveEvents>, impl Sized)`.
#[macro_export]
macro_rules! live_events_conformance {
    ($make:ident) => {
        $crate::__scenarios!(
            $make,
            live_events_scenarios,
            [live_events],
            all_listeners_get_every_event,
            nobody_gets_what_came_before_them,
            numbers_rise_by_one_for_all,
            a_listener_goes_on_where_it_was,
            who_saw_everything_is_not_reset,
            a_gap_begins_with_a_reset,
            an_unknown_number_begins_with_a_reset,
            a_slow_listener_gets_a_reset,
            people_are_apart,
            coming_and_leaving_change_the_presence,
            many_publishers_lose_nothing,
        );
    };
}

type Subject = Arc<dyn LiveEvents>;
type Listener = BoxStream<'static, Numbered>;

/// More events than anything keeps.
const FLOOD: usize = 20_000;

/// Everybody who listens for a person gets each event, unchanged and in order.
pub async fn all_listeners_get_every_event(events: Subject) {
    let person = somebody();
    let mut listeners = [events.subscribe(person, None).await, events.subscribe(person, None).await];
    let message = a_message().text("আমি 😀").scored(0.0, "sad").build();
    let sent = [
        LiveEvent::Typing { user_message_id: message.id, active: true },
        LiveEvent::Reaction { message_id: message.id, reactions: vec!["👍".to_owned()] },
        LiveEvent::Message(Box::new(message)),
        marker(true),
        LiveEvent::Profile,
    ];
    for event in &sent {
        events.publish(person, event.clone()).await;
    }
    for listener in &mut listeners {
        for event in &sent {
            assert_eq!(next(listener).await.event, *event);
        }
    }
}

/// Without a listener nothing happens, and whoever comes later without a number gets only what follows.
pub async fn nobody_gets_what_came_before_them(events: Subject) {
    let person = somebody();
    events.publish(person, marker(true)).await;
    let mut listener = events.subscribe(person, None).await;
    events.publish(person, LiveEvent::Profile).await;
    assert_eq!(next(&mut listener).await.event, LiveEvent::Profile);
}

/// Numbers are above zero and rise by one with each event of a person; all listeners see the same.
pub async fn numbers_rise_by_one_for_all(events: Subject) {
    let person = somebody();
    let mut listeners = [events.subscribe(person, None).await, events.subscribe(person, None).await];
    for _ in 0..20 {
        events.publish(person, LiveEvent::Profile).await;
    }
    events.publish(person, marker(true)).await;
    let mut ends = Vec::new();
    for listener in &mut listeners {
        let seen = until(listener, &marker(true)).await;
        assert!(seen[0].number > 0);
        assert!(seen.windows(2).all(|pair| pair[1].number == pair[0].number + 1), "{seen:?}");
        ends.push(seen.last().unwrap().number);
    }
    assert_eq!(ends[0], ends[1]);
}

/// With the number of the last event seen, the later ones come first, then what follows.
pub async fn a_listener_goes_on_where_it_was(events: Subject) {
    let person = somebody();
    let mut first = events.subscribe(person, None).await;
    events.publish(person, marker(true)).await;
    let last_seen = until(&mut first, &marker(true)).await.last().unwrap().number;
    drop(first);
    events.publish(person, LiveEvent::Profile).await;
    events.publish(person, marker(false)).await;
    let mut again = events.subscribe(person, Some(last_seen)).await;
    events.publish(person, marker(true)).await;
    let seen = until(&mut again, &marker(true)).await;
    let expected: Vec<u64> = (last_seen + 1..).take(seen.len()).collect();
    assert_eq!(seen.iter().map(|numbered| numbered.number).collect::<Vec<_>>(), expected);
    let told: Vec<_> = seen.into_iter().map(|numbered| numbered.event).filter(|e| !is_presence(e)).collect();
    assert_eq!(told, [LiveEvent::Profile, marker(false), marker(true)]);
}

/// Somebody who saw everything misses nothing and is not reset.
pub async fn who_saw_everything_is_not_reset(events: Subject) {
    let person = somebody();
    let mut stays = events.subscribe(person, None).await;
    let mut leaves = events.subscribe(person, None).await;
    events.publish(person, marker(true)).await;
    until(&mut leaves, &marker(true)).await;
    drop(leaves);
    // The latest event, whichever it is, is the one before the next.
    events.publish(person, marker(false)).await;
    let last_seen = until(&mut stays, &marker(false)).await.last().unwrap().number;
    let mut again = events.subscribe(person, Some(last_seen)).await;
    events.publish(person, LiveEvent::Profile).await;
    let seen = until(&mut again, &LiveEvent::Profile).await;
    assert!(seen.iter().all(|numbered| numbered.number > last_seen), "{seen:?}");
}

/// If any event was missed, the stream begins with a reset, of number 0; events after it arrive.
pub async fn a_gap_begins_with_a_reset(events: Subject) {
    let person = somebody();
    let mut first = events.subscribe(person, None).await;
    events.publish(person, marker(true)).await;
    let last_seen = until(&mut first, &marker(true)).await.last().unwrap().number;
    drop(first);
    for _ in 0..FLOOD {
        events.publish(person, LiveEvent::Profile).await;
    }
    let mut again = events.subscribe(person, Some(last_seen)).await;
    let first = flood_or_reset(&mut again, last_seen).await[0].clone();
    assert!(first.number == last_seen + 1 || first == Numbered { number: 0, event: LiveEvent::Reset });
    events.publish(person, marker(false)).await;
    until(&mut again, &marker(false)).await;
}

/// A number that was never given, from before a restart perhaps, says that something was missed.
pub async fn an_unknown_number_begins_with_a_reset(events: Subject) {
    for last_seen in [1 << 60, u64::MAX] {
        let person = somebody();
        let _other_device = events.subscribe(person, None).await;
        events.publish(person, LiveEvent::Profile).await;
        let mut listener = events.subscribe(person, Some(last_seen)).await;
        let first = listener.next().await.unwrap();
        assert_eq!(first, Numbered { number: 0, event: LiveEvent::Reset });
        events.publish(person, marker(true)).await;
        until(&mut listener, &marker(true)).await;
    }
}

/// A listener that is too slow gets a reset and no silent gap; publishing never waits for it.
pub async fn a_slow_listener_gets_a_reset(events: Subject) {
    let person = somebody();
    let mut slow = events.subscribe(person, None).await;
    events.publish(person, marker(true)).await;
    let last_seen = until(&mut slow, &marker(true)).await.last().unwrap().number;
    for _ in 0..FLOOD {
        events.publish(person, LiveEvent::Profile).await;
    }
    flood_or_reset(&mut slow, last_seen).await;
    events.publish(person, marker(false)).await;
    until(&mut slow, &marker(false)).await;
}

/// Nobody gets events of another person, nor numbers that count them.
pub async fn people_are_apart(events: Subject) {
    let (person, other) = (somebody(), somebody());
    let mut listener = events.subscribe(person, None).await;
    events.publish(person, marker(true)).await;
    let before = until(&mut listener, &marker(true)).await.last().unwrap().number;
    let _other_device = events.subscribe(other, None).await;
    for _ in 0..5 {
        events.publish(other, LiveEvent::Profile).await;
    }
    events.publish(person, marker(false)).await;
    let next = listener.next().await.unwrap();
    assert_eq!(next, Numbered { number: before + 1, event: marker(false) });
}

/// Subscribing and leaving tell all devices of the person how many there are.
pub async fn coming_and_leaving_change_the_presence(events: Subject) {
    let person = somebody();
    let mut first = events.subscribe(person, None).await;
    let second = events.subscribe(person, None).await;
    until(&mut first, &LiveEvent::Presence { devices: 2 }).await;
    let third = events.subscribe(person, None).await;
    until(&mut first, &LiveEvent::Presence { devices: 3 }).await;
    drop(second);
    until(&mut first, &LiveEvent::Presence { devices: 2 }).await;
    drop(third);
    until(&mut first, &LiveEvent::Presence { devices: 1 }).await;
}

/// Events of many publishers at once all arrive, each once.
pub async fn many_publishers_lose_nothing(events: Subject) {
    let person = somebody();
    let mut listener = events.subscribe(person, None).await;
    let messages: Vec<_> = (0..20).map(|_| a_message().build()).collect();
    let mut tasks = JoinSet::new();
    for message in &messages {
        let (events, message) = (Arc::clone(&events), message.clone());
        tasks.spawn(async move { events.publish(person, LiveEvent::Message(Box::new(message))).await });
    }
    tasks.join_all().await;
    let mut arrived = Vec::new();
    while arrived.len() < messages.len() {
        if let LiveEvent::Message(message) = next(&mut listener).await.event {
            arrived.push(message.id);
        }
    }
    arrived.sort_unstable();
    assert_eq!(arrived, messages.iter().map(|message| message.id).collect::<Vec<_>>());
}

fn somebody() -> UserId {
    a_user().build().id
}

/// An event that is easily told from others.
fn marker(open: bool) -> LiveEvent {
    static SESSION: std::sync::OnceLock<bondhu_domain::ids::SessionId> = std::sync::OnceLock::new();
    LiveEvent::Session { session_id: *SESSION.get_or_init(|| a_session().build().id), open }
}

const fn is_presence(event: &LiveEvent) -> bool {
    matches!(event, LiveEvent::Presence { .. })
}

/// The next event that is no presence.
async fn next(listener: &mut Listener) -> Numbered {
    loop {
        let numbered = listener.next().await.unwrap();
        if !is_presence(&numbered.event) {
            return numbered;
        }
    }
}

/// All events up to and including this one.
async fn until(listener: &mut Listener, event: &LiveEvent) -> Vec<Numbered> {
    let mut seen = Vec::new();
    loop {
        seen.push(listener.next().await.unwrap());
        if seen.last().is_some_and(|last| last.event == *event) {
            return seen;
        }
    }
}

/// All events up to a reset, or to the end of the flood if nothing of it was lost. Each must follow the one before it.
async fn flood_or_reset(listener: &mut Listener, mut last: u64) -> Vec<Numbered> {
    let (mut seen, mut profiles) = (Vec::new(), 0);
    while profiles < FLOOD {
        let numbered = listener.next().await.unwrap();
        let is_reset = numbered.event == LiveEvent::Reset;
        if numbered.event == LiveEvent::Profile {
            profiles += 1;
        }
        assert!(is_reset || numbered.number == last + 1, "{} after {last}", numbered.number);
        last = numbered.number;
        seen.push(numbered);
        if is_reset {
            break;
        }
    }
    seen
}
