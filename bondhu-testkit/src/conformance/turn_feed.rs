//! What every `TurnFeed` does.

use std::pin::pin;
use std::sync::Arc;

use bondhu_domain::ids::{MessageId, UserId};
use bondhu_ports::turn_feed::{Turn, TurnEvent, TurnFeed};
use futures::stream::BoxStream;
use futures::{StreamExt, poll};
use tokio::task::JoinSet;

use crate::builders::{a_message, a_session, a_user};

/// Runs the suite on a feed. Takes the name of an async function `() -> (Arc<dyn TurnFeed>, impl Sized)`.
#[macro_export]
macro_rules! turn_feed_conformance {
    ($make:ident) => {
        $crate::__scenarios!(
            $make,
            turn_feed_scenarios,
            [turn_feed],
            an_open_turn_is_not_opened_twice,
            one_of_fifty_opens_a_turn,
            a_follower_gets_everything,
            a_follower_begins_after_any_number,
            a_follower_gets_events_as_they_come,
            a_follower_may_be_ahead,
            many_followers_get_the_same,
            a_follower_may_leave,
            nothing_follows_the_last_event,
            an_unopened_turn_is_not_known,
            somebody_elses_turn_is_not_known,
            turns_are_apart,
        );
    };
}

type Subject = Arc<dyn TurnFeed>;

/// A turn that is open cannot be opened again: somebody is answering. One that has ended can, and begins anew.
pub async fn an_open_turn_is_not_opened_twice(feed: Subject) {
    let (person, turn) = names();
    assert!(feed.open(person, turn).await);
    assert!(!feed.open(person, turn).await);
    feed.append(person, turn, delta("a")).await;
    assert!(!feed.open(person, turn).await);
    feed.append(person, turn, TurnEvent::Failed).await;
    assert!(feed.open(person, turn).await);
    feed.append(person, turn, done(turn)).await;
    assert_eq!(all(&feed, person, turn, 0).await, [(1, done(turn))]);
}

/// Of fifty who open one turn at once, one gets it.
pub async fn one_of_fifty_opens_a_turn(feed: Subject) {
    let (person, turn) = names();
    let mut tasks = JoinSet::new();
    for _ in 0..50 {
        let feed = Arc::clone(&feed);
        tasks.spawn(async move { feed.open(person, turn).await });
    }
    assert_eq!(tasks.join_all().await.into_iter().filter(|opened| *opened).count(), 1);
}

/// A follower gets all events in order, numbered from 1, and the end after the last.
pub async fn a_follower_gets_everything(feed: Subject) {
    let (person, turn) = names();
    let events = answer(&feed, person, turn).await;
    assert_eq!(all(&feed, person, turn, 0).await, events);
}

/// A follower gets the events after the number it names; after the last there is only the end.
pub async fn a_follower_begins_after_any_number(feed: Subject) {
    let (person, turn) = names();
    let events = answer(&feed, person, turn).await;
    for after in 0..=events.len() {
        assert_eq!(all(&feed, person, turn, after as u64).await, events[after..], "after {after}");
    }
}

/// A follower of a running turn gets what was, then waits and gets each event as it comes.
pub async fn a_follower_gets_events_as_they_come(feed: Subject) {
    let (person, turn) = names();
    feed.open(person, turn).await;
    feed.append(person, turn, delta("a")).await;
    let mut follower = feed.follow(person, turn, 0).await.unwrap();
    assert_eq!(follower.next().await, Some((1, delta("a"))));
    for (number, text) in [(2, "খ"), (3, " 😀")] {
        let mut waiting = pin!(follower.next());
        assert!(poll!(waiting.as_mut()).is_pending());
        feed.append(person, turn, delta(text)).await;
        assert_eq!(waiting.await, Some((number, delta(text))));
    }
    feed.append(person, turn, TurnEvent::Failed).await;
    assert_eq!(follower.next().await, Some((4, TurnEvent::Failed)));
    assert_eq!(follower.next().await, None);
}

/// A follower who names a number that has not come yet waits for the one after it.
pub async fn a_follower_may_be_ahead(feed: Subject) {
    let (person, turn) = names();
    feed.open(person, turn).await;
    feed.append(person, turn, delta("1")).await;
    let follower = feed.follow(person, turn, 2).await.unwrap();
    for event in [delta("2"), delta("3"), TurnEvent::Failed] {
        feed.append(person, turn, event).await;
    }
    assert_eq!(follower.collect::<Vec<_>>().await, [(3, delta("3")), (4, TurnEvent::Failed)]);
}

/// Many followers, who come before, amid and after the events, all get all of them.
pub async fn many_followers_get_the_same(feed: Subject) {
    let (person, turn) = names();
    feed.open(person, turn).await;
    let mut tasks = JoinSet::new();
    let follow = |tasks: &mut JoinSet<_>, follower: BoxStream<'static, (u64, TurnEvent)>| {
        tasks.spawn(follower.collect::<Vec<_>>());
    };
    for number in 0..50 {
        follow(&mut tasks, feed.follow(person, turn, 0).await.unwrap());
        feed.append(person, turn, delta(&number.to_string())).await;
        tokio::task::yield_now().await;
    }
    feed.append(person, turn, done(turn)).await;
    follow(&mut tasks, feed.follow(person, turn, 0).await.unwrap());
    let followers = tasks.join_all().await;
    assert_eq!(followers[0].len(), 51);
    assert!(followers.iter().all(|events| *events == followers[0]));
    assert!(followers[0].iter().zip(1..).all(|((number, _), expected)| *number == expected));
}

/// A follower who leaves disturbs nobody.
pub async fn a_follower_may_leave(feed: Subject) {
    let (person, turn) = names();
    feed.open(person, turn).await;
    let stays = feed.follow(person, turn, 0).await.unwrap();
    drop(feed.follow(person, turn, 0).await);
    feed.append(person, turn, delta("a")).await;
    feed.append(person, turn, TurnEvent::Failed).await;
    assert_eq!(stays.count().await, 2);
}

/// After the last event the turn is closed: later ones are left out.
pub async fn nothing_follows_the_last_event(feed: Subject) {
    let (person, turn) = names();
    let events = answer(&feed, person, turn).await;
    feed.append(person, turn, delta("late")).await;
    feed.append(person, turn, TurnEvent::Failed).await;
    assert_eq!(all(&feed, person, turn, 0).await, events);
}

/// A turn that was never opened is not known, even when something was added to it.
pub async fn an_unopened_turn_is_not_known(feed: Subject) {
    let (person, turn) = names();
    assert!(feed.follow(person, turn, 0).await.is_none());
    feed.append(person, turn, delta("a")).await;
    assert!(feed.follow(person, turn, 0).await.is_none());
}

/// Somebody else's turn is not known, and nobody else can add to it or end it.
pub async fn somebody_elses_turn_is_not_known(feed: Subject) {
    let (person, turn) = names();
    let stranger = a_user().build().id;
    feed.open(person, turn).await;
    feed.append(person, turn, delta("private")).await;
    assert!(feed.follow(stranger, turn, 0).await.is_none());
    feed.append(stranger, turn, delta("forged")).await;
    feed.append(stranger, turn, TurnEvent::Failed).await;
    feed.append(person, turn, done(turn)).await;
    assert!(feed.follow(stranger, turn, 0).await.is_none());
    assert_eq!(all(&feed, person, turn, 0).await, [(1, delta("private")), (2, done(turn))]);
}

/// Turns of one person run beside each other.
pub async fn turns_are_apart(feed: Subject) {
    let (person, first) = names();
    let (_, second) = names();
    assert!(feed.open(person, first).await && feed.open(person, second).await);
    feed.append(person, first, delta("one")).await;
    feed.append(person, second, delta("two")).await;
    feed.append(person, first, TurnEvent::Failed).await;
    feed.append(person, second, done(second)).await;
    assert_eq!(all(&feed, person, first, 0).await, [(1, delta("one")), (2, TurnEvent::Failed)]);
    assert_eq!(all(&feed, person, second, 0).await, [(1, delta("two")), (2, done(second))]);
}

fn names() -> (UserId, MessageId) {
    (a_user().build().id, a_message().build().id)
}

fn delta(text: &str) -> TurnEvent {
    TurnEvent::Delta { text: text.to_owned() }
}

/// The same for the same turn.
fn done(turn: MessageId) -> TurnEvent {
    let session = bondhu_domain::sessions::Session::new(
        bondhu_domain::ids::SessionId::from_uuid(turn.as_uuid()),
        UserId::from_uuid(turn.as_uuid()),
        crate::manual_clock::ManualClock::START,
    );
    let at = session.started_at;
    let mut user_message = a_message().of(&session).text("নমস্কার").at(at).build();
    user_message.id = turn;
    let mut reply = a_message().replying_to(&user_message).text("hello 😀").at(at.next()).build();
    reply.id = turn;
    TurnEvent::Done(Box::new(Turn { user_message, reply, safety: None, context_used: Vec::new() }))
}

/// A whole turn, with its numbers.
async fn answer(feed: &Subject, person: UserId, turn: MessageId) -> Vec<(u64, TurnEvent)> {
    assert!(feed.open(person, turn).await);
    let session_id = a_session().build().id;
    let accepted = TurnEvent::Accepted { user_message_id: turn, session_id };
    let events = [accepted, delta("hel"), delta("lo "), delta("😀"), done(turn)];
    for event in &events {
        feed.append(person, turn, event.clone()).await;
    }
    (1..).zip(events).collect()
}

/// All events after `after` of a turn that has ended.
async fn all(feed: &Subject, person: UserId, turn: MessageId, after: u64) -> Vec<(u64, TurnEvent)> {
    feed.follow(person, turn, after).await.unwrap().collect().await
}
