//! One turn and those who follow it.

use std::sync::{Arc, Mutex};

use bondhu_ports::turn_feed::TurnEvent;
use futures::StreamExt;
use futures::stream::{self, BoxStream};
use tokio::sync::watch;

use crate::memory::shards::lock;

/// A turn from its first event to its last.
pub(super) struct OpenTurn {
    log: Mutex<Log>,
    /// Rings after each event.
    bell: watch::Sender<()>,
}

struct Log {
    events: Vec<TurnEvent>,
    closed: bool,
    delta_bytes_left: usize,
}

impl OpenTurn {
    pub(super) fn new(delta_bytes: usize) -> Self {
        let log = Log { events: Vec::new(), closed: false, delta_bytes_left: delta_bytes };
        Self { log: Mutex::new(log), bell: watch::Sender::new(()) }
    }

    pub(super) fn is_closed(&self) -> bool {
        lock(&self.log).closed
    }

    /// Adds an event. False when the turn was closed already, or the event is too much to keep.
    pub(super) fn append(&self, event: TurnEvent) -> bool {
        let mut log = lock(&self.log);
        if log.closed || !log.has_room_for(&event) {
            return false;
        }
        log.closed = event.is_last();
        log.events.push(event);
        drop(log);
        self.bell.send_replace(());
        true
    }

    /// The events after the first `after`.
    pub(super) fn follow(self: Arc<Self>, after: u64) -> BoxStream<'static, (u64, TurnEvent)> {
        let bell = self.bell.subscribe();
        stream::unfold((self, bell, after), |(turn, mut bell, after)| async move {
            loop {
                bell.mark_unchanged();
                match turn.next(after) {
                    Next::Event(event) => return Some(((after + 1, event), (turn, bell, after + 1))),
                    Next::Wait => bell.changed().await.ok()?,
                    Next::Over => return None,
                }
            }
        })
        .boxed()
    }

    fn next(&self, after: u64) -> Next {
        let log = lock(&self.log);
        let event = usize::try_from(after).ok().and_then(|index| log.events.get(index)).cloned();
        match event {
            Some(event) => Next::Event(event),
            None if log.closed => Next::Over,
            None => Next::Wait,
        }
    }
}

enum Next {
    Event(TurnEvent),
    Wait,
    Over,
}

/// What a delta costs beside its text.
const DELTA_BYTES: usize = size_of::<TurnEvent>();

impl Log {
    fn has_room_for(&mut self, event: &TurnEvent) -> bool {
        match event {
            TurnEvent::Delta { text } => {
                let left = self.delta_bytes_left.checked_sub(DELTA_BYTES + text.len());
                // Once one was left out, all are: a gap in the middle would look like the reply.
                self.delta_bytes_left = left.unwrap_or(0);
                left.is_some()
            }
            TurnEvent::Accepted { .. } | TurnEvent::Done(_) | TurnEvent::Failed => true,
        }
    }
}
