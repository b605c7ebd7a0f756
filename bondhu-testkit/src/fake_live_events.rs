//! Live events within a test.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use bondhu_domain::ids::UserId;
use bondhu_ports::live_events::{LiveEvent, LiveEvents, Numbered};
use futures::StreamExt;
use futures::stream::{self, BoxStream};
use tokio::sync::watch;

/// [`LiveEvents`] that know a person's latest [`Self::KEPT`] events, whether or not anybody listens, and all that were
/// ever published for a test to look at.
#[derive(Default)]
pub struct FakeLiveEvents {
    people: Mutex<HashMap<UserId, Arc<Person>>>,
}

#[derive(Default)]
struct Person {
    log: Mutex<Log>,
    bell: watch::Sender<()>,
}

#[derive(Default)]
struct Log {
    /// All events; the first has number 1.
    events: Vec<LiveEvent>,
    devices: u32,
}

impl FakeLiveEvents {
    /// How many of a person's latest events a listener can still get.
    pub const KEPT: u64 = 64;

    /// Without events.
    pub fn new() -> Self {
        Self::default()
    }

    /// Everything ever published for a person, oldest first, without presence.
    pub fn published(&self, person: UserId) -> Vec<LiveEvent> {
        let person = self.person(person);
        let log = person.log();
        let is_presence = |event: &LiveEvent| matches!(event, LiveEvent::Presence { .. });
        log.events.iter().filter(|event| !is_presence(event)).cloned().collect()
    }

    fn person(&self, person: UserId) -> Arc<Person> {
        let mut people = self.people.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(people.entry(person).or_default())
    }
}

impl Person {
    fn log(&self) -> std::sync::MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn publish(&self, event: LiveEvent) {
        self.log().events.push(event);
        self.bell.send_replace(());
    }

    fn presence(&self, change: impl FnOnce(u32) -> u32) {
        let mut log = self.log();
        log.devices = change(log.devices);
        let devices = log.devices;
        log.events.push(LiveEvent::Presence { devices });
        drop(log);
        self.bell.send_replace(());
    }
}

/// One device; it leaves when it is dropped.
struct Listener {
    person: Arc<Person>,
    bell: watch::Receiver<()>,
    seen: u64,
}

impl Listener {
    fn next(&mut self) -> Option<Numbered> {
        self.bell.mark_unchanged();
        let log = self.person.log();
        let known = log.events.len() as u64;
        if self.seen > known || known - self.seen > FakeLiveEvents::KEPT {
            let oldest_kept = known.saturating_sub(FakeLiveEvents::KEPT);
            self.seen = if self.seen > known { known } else { oldest_kept };
            return Some(Numbered { number: 0, event: LiveEvent::Reset });
        }
        let event = log.events.get(usize::try_from(self.seen).ok()?)?.clone();
        self.seen += 1;
        Some(Numbered { number: self.seen, event })
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.person.presence(|devices| devices - 1);
    }
}

#[async_trait]
impl LiveEvents for FakeLiveEvents {
    async fn publish(&self, person: UserId, event: LiveEvent) {
        self.person(person).publish(event);
    }

    async fn subscribe(&self, person: UserId, last_seen: Option<u64>) -> BoxStream<'static, Numbered> {
        let person = self.person(person);
        let known = person.log().events.len() as u64;
        // A number that was never given stays ahead of all that were, until the reset.
        let seen = last_seen.map_or(known, |last_seen| if last_seen > known { u64::MAX } else { last_seen });
        let listener = Listener { bell: person.bell.subscribe(), seen, person };
        listener.person.presence(|devices| devices + 1);
        stream::unfold(listener, |mut listener| async move {
            loop {
                if let Some(numbered) = listener.next() {
                    return Some((numbered, listener));
                }
                listener.bell.changed().await.ok()?;
            }
        })
        .boxed()
    }
}
