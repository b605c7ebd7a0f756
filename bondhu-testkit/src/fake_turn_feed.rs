//! A feed of turns within a test.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use bondhu_domain::ids::{MessageId, UserId};
use bondhu_ports::turn_feed::{TurnEvent, TurnFeed};
use futures::StreamExt;
use futures::stream::{self, BoxStream};
use tokio::sync::watch;

type Turns = HashMap<(UserId, MessageId), watch::Sender<Vec<TurnEvent>>>;

/// A [`TurnFeed`] that forgets nothing.
#[derive(Default)]
pub struct FakeTurnFeed {
    turns: Mutex<Turns>,
}

impl FakeTurnFeed {
    /// Without turns.
    pub fn new() -> Self {
        Self::default()
    }

    fn turns(&self) -> MutexGuard<'_, Turns> {
        self.turns.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_closed(events: &[TurnEvent]) -> bool {
    events.last().is_some_and(TurnEvent::is_last)
}

#[async_trait]
impl TurnFeed for FakeTurnFeed {
    async fn open(&self, person: UserId, turn: MessageId) -> bool {
        let mut turns = self.turns();
        if turns.get(&(person, turn)).is_some_and(|events| !is_closed(&events.borrow())) {
            return false;
        }
        turns.insert((person, turn), watch::Sender::new(Vec::new()));
        true
    }

    async fn append(&self, person: UserId, turn: MessageId, event: TurnEvent) {
        if let Some(events) = self.turns().get(&(person, turn)) {
            events.send_if_modified(|events| {
                let open = !is_closed(events);
                if open {
                    events.push(event);
                }
                open
            });
        }
    }

    async fn follow(
        &self,
        person: UserId,
        turn: MessageId,
        after: u64,
    ) -> Option<BoxStream<'static, (u64, TurnEvent)>> {
        let events = self.turns().get(&(person, turn))?.subscribe();
        let follower = stream::unfold((events, after), |(mut events, after)| async move {
            let index = usize::try_from(after).ok()?;
            let ready = events.wait_for(|events| events.len() > index || is_closed(events)).await;
            let event = ready.ok()?.get(index).cloned()?;
            Some(((after + 1, event), (events, after + 1)))
        });
        Some(follower.boxed())
    }
}
