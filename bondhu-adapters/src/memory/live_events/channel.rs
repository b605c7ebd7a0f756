//! The events of one person and those who listen to them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::clock::Clock;
use bondhu_ports::live_events::{LiveEvent, Numbered};
use bondhu_ports::randomness::{Randomness, RandomnessExt};
use futures::StreamExt;
use futures::stream::{self, BoxStream};
use tokio::sync::watch;

use crate::memory::shards::lock;

/// First numbers are below this, so that every number is exact also in a client that knows only doubles.
const FIRST_NUMBERS: u64 = 1 << 52;

/// One person's events.
pub(super) struct Channel {
    ring: Mutex<Ring>,
    /// Rings after each event.
    bell: watch::Sender<()>,
}

struct Ring {
    /// The latest events; their numbers end before `next`.
    events: VecDeque<LiveEvent>,
    kept: usize,
    next: u64,
    listeners: u32,
    /// When the last listener left.
    left_at: Option<Timestamp>,
}

impl Channel {
    pub(super) fn new(kept: usize, random: &dyn Randomness) -> Self {
        let next = 1 + random.seed() % FIRST_NUMBERS;
        let ring = Ring { events: VecDeque::new(), kept: kept.max(1), next, listeners: 0, left_at: None };
        Self { ring: Mutex::new(ring), bell: watch::Sender::new(()) }
    }

    /// Whether somebody listens or may come back to hear what they missed.
    pub(super) fn is_of_use(&self, now: Timestamp, kept_for: Duration) -> bool {
        let ring = lock(&self.ring);
        ring.listeners > 0 || ring.left_at.is_some_and(|left_at| now.since(left_at) < kept_for)
    }

    pub(super) fn publish(&self, event: LiveEvent) {
        lock(&self.ring).push(event);
        self.bell.send_replace(());
    }
}

impl Ring {
    fn push(&mut self, event: LiveEvent) {
        if self.events.len() >= self.kept {
            self.events.pop_front();
        }
        self.events.push_back(event);
        self.next += 1;
    }

    fn first(&self) -> u64 {
        self.next - self.events.len() as u64
    }

    fn push_presence(&mut self) {
        self.push(LiveEvent::Presence { devices: self.listeners });
    }

    /// The event that comes after those before `cursor`, and the next cursor.
    fn after(&self, cursor: Cursor) -> Option<(Numbered, Cursor)> {
        let number = match cursor {
            Cursor::At(number) if number >= self.first() && number <= self.next => number,
            // Numbers of another time, or more missed than is known.
            Cursor::At(number) if number < self.first() => return Some(reset(Cursor::At(self.first()))),
            Cursor::At(_) | Cursor::Lost => return Some(reset(Cursor::At(self.next))),
        };
        let index = usize::try_from(number - self.first()).ok()?;
        let event = self.events.get(index)?.clone();
        Some((Numbered { number, event }, Cursor::At(number + 1)))
    }
}

fn reset(then: Cursor) -> (Numbered, Cursor) {
    (Numbered { number: 0, event: LiveEvent::Reset }, then)
}

/// What a listener hears next.
#[derive(Clone, Copy)]
enum Cursor {
    /// The event of this number.
    At(u64),
    /// A reset, then what comes from now on.
    Lost,
}

/// One tab or device. Dropping it is leaving.
pub(super) struct Listener {
    channel: Arc<Channel>,
    clock: Arc<dyn Clock>,
    cursor: Cursor,
    bell: watch::Receiver<()>,
}

impl Listener {
    /// Joins those who listen and tells all of them, the new one too.
    pub(super) fn join(channel: Arc<Channel>, clock: Arc<dyn Clock>, last_seen: Option<u64>) -> Self {
        let bell = channel.bell.subscribe();
        let mut ring = lock(&channel.ring);
        let cursor = match last_seen {
            None => Cursor::At(ring.next),
            Some(number) if number < ring.next => Cursor::At(number + 1),
            // Not one of ours: it is from before this process or this channel.
            Some(_) => Cursor::Lost,
        };
        ring.listeners += 1;
        ring.push_presence();
        drop(ring);
        channel.bell.send_replace(());
        Self { channel, clock, cursor, bell }
    }

    pub(super) fn into_stream(self) -> BoxStream<'static, Numbered> {
        stream::unfold(self, |mut listener| async move {
            loop {
                listener.bell.mark_unchanged();
                if let Some((numbered, cursor)) = listener.hear() {
                    listener.cursor = cursor;
                    return Some((numbered, listener));
                }
                // The sender lives in the channel, which the listener holds: this cannot fail.
                listener.bell.changed().await.ok()?;
            }
        })
        .boxed()
    }

    fn hear(&self) -> Option<(Numbered, Cursor)> {
        lock(&self.channel.ring).after(self.cursor)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut ring = lock(&self.channel.ring);
        ring.listeners -= 1;
        if ring.listeners == 0 {
            ring.left_at = Some(self.clock.now());
        } else {
            ring.push_presence();
            drop(ring);
            self.channel.bell.send_replace(());
        }
    }
}
