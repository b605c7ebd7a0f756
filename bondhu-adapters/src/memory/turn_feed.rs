//! The feed of turns in process.

mod turn;

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use async_trait::async_trait;
use bondhu_domain::ids::{MessageId, UserId};
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::clock::Clock;
use bondhu_ports::turn_feed::{TurnEvent, TurnFeed};
use futures::stream::BoxStream;

use self::turn::OpenTurn;
use super::shards::lock;

/// How much [`MemoryTurnFeed`] keeps.
#[derive(Clone, Copy, Debug)]
pub struct MemoryTurnFeedConfig {
    /// How many finished turns are kept at most.
    pub kept_turns: usize,
    /// For how long a finished turn is kept.
    pub kept_for: Duration,
    /// After what time without a last event a turn counts as abandoned: its followers see it fail, and it can be opened
    /// again.
    pub abandoned_after: Duration,
    /// How many bytes of deltas are kept of one turn. Later ones are left out: the last event has the whole reply.
    pub kept_delta_bytes: usize,
}

impl Default for MemoryTurnFeedConfig {
    /// 1,024 finished turns for five minutes each; abandoned after ten minutes; 256 KiB of deltas.
    fn default() -> Self {
        Self {
            kept_turns: 1_024,
            kept_for: Duration::from_mins(5),
            abandoned_after: Duration::from_mins(10),
            kept_delta_bytes: 256 << 10,
        }
    }
}

/// Turns that this process answers or has just answered.
pub struct MemoryTurnFeed {
    turns: Mutex<Turns>,
    config: MemoryTurnFeedConfig,
    clock: Arc<dyn Clock>,
}

type TurnKey = (UserId, MessageId);

#[derive(Default)]
struct Turns {
    by_key: HashMap<TurnKey, Arc<OpenTurn>>,
    /// In the order in which they were opened.
    opened: VecDeque<Marked>,
    /// In the order in which they were closed.
    closed: VecDeque<Marked>,
}

/// A turn and when something happened to it. The same key may stand for another turn by now, or for none.
struct Marked {
    key: TurnKey,
    turn: Weak<OpenTurn>,
    at: Timestamp,
}

impl MemoryTurnFeed {
    /// A feed without turns.
    pub fn new(config: MemoryTurnFeedConfig, clock: Arc<dyn Clock>) -> Self {
        Self { turns: Mutex::new(Turns::default()), config, clock }
    }

    fn get(&self, key: &TurnKey) -> Option<Arc<OpenTurn>> {
        let mut turns = lock(&self.turns);
        turns.forget(&self.config, self.clock.now());
        turns.by_key.get(key).cloned()
    }
}

#[async_trait]
impl TurnFeed for MemoryTurnFeed {
    async fn open(&self, person: UserId, turn: MessageId) -> bool {
        let key = (person, turn);
        let now = self.clock.now();
        let mut turns = lock(&self.turns);
        turns.forget(&self.config, now);
        if turns.by_key.get(&key).is_some_and(|turn| !turn.is_closed()) {
            return false;
        }
        let turn = Arc::new(OpenTurn::new(self.config.kept_delta_bytes));
        turns.opened.push_back(Marked { key, turn: Arc::downgrade(&turn), at: now });
        turns.by_key.insert(key, turn);
        true
    }

    async fn append(&self, person: UserId, turn: MessageId, event: TurnEvent) {
        let key = (person, turn);
        let Some(turn) = self.get(&key) else { return };
        let last = event.is_last();
        if turn.append(event) && last {
            let at = self.clock.now();
            let mut turns = lock(&self.turns);
            turns.closed.push_back(Marked { key, turn: Arc::downgrade(&turn), at });
            turns.forget(&self.config, at);
        }
    }

    async fn follow(
        &self,
        person: UserId,
        turn: MessageId,
        after: u64,
    ) -> Option<BoxStream<'static, (u64, TurnEvent)>> {
        self.get(&(person, turn)).map(|turn| turn.follow(after))
    }
}

impl Turns {
    /// Lets go of turns that were finished long ago or that nobody will finish.
    fn forget(&mut self, config: &MemoryTurnFeedConfig, now: Timestamp) {
        let closed_for = |marked: &Marked| now.since(marked.at);
        while self.closed.len() > config.kept_turns
            || self.closed.front().is_some_and(|marked| closed_for(marked) >= config.kept_for)
        {
            let Some(marked) = self.closed.pop_front() else { break };
            self.remove(&marked);
        }
        while self.opened.front().is_some_and(|marked| {
            marked.turn.upgrade().is_none_or(|turn| turn.is_closed())
                || now.since(marked.at) >= config.abandoned_after
        }) {
            let Some(marked) = self.opened.pop_front() else { break };
            if marked.turn.upgrade().is_some_and(|turn| turn.append(TurnEvent::Failed)) {
                self.remove(&marked);
            }
        }
    }

    fn remove(&mut self, marked: &Marked) {
        let is_it = |turn: &Arc<OpenTurn>| std::ptr::eq(Arc::as_ptr(turn), marked.turn.as_ptr());
        if self.by_key.get(&marked.key).is_some_and(is_it) {
            self.by_key.remove(&marked.key);
        }
    }
}

#[cfg(test)]
mod tests;
