//! Turns across processes: the events of each in a list, and a wake-up by publish/subscribe.

mod follower;
mod scripts;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bondhu_domain::ids::{MessageId, UserId};
use bondhu_ports::clock::Clock;
use bondhu_ports::turn_feed::{TurnEvent, TurnFeed};
use futures::stream::BoxStream;

use self::follower::Follower;
use self::scripts::{Scripts, State};
use super::connections::Redis;
use super::error::RedisError;
use crate::layers::breaker::Breaker;
use crate::memory::turn_feed::{MemoryTurnFeed, MemoryTurnFeedConfig};

/// How much [`RedisTurnFeed`] keeps, and how patient it is.
#[derive(Clone, Copy, Debug)]
pub struct RedisTurnFeedConfig {
    /// For how long what is kept where; the bounds hold in this process and in the server.
    pub kept: MemoryTurnFeedConfig,
    /// How long telling the server one event may take.
    pub timeout: Duration,
}

impl Default for RedisTurnFeedConfig {
    /// As in one process; 100 ms.
    fn default() -> Self {
        Self { kept: MemoryTurnFeedConfig::default(), timeout: Duration::from_millis(100) }
    }
}

/// After so many failures in a row the server is not told for a while.
const FAILURES: u32 = 3;
const COOL_DOWN: Duration = Duration::from_secs(1);

/// Turns that any process on one Redis server can follow.
///
/// What this process answers it also keeps itself, so that a turn goes on, for whoever follows it here, when the server is
/// away. Then two processes may answer the same message; its reply is stored once all the same.
pub struct RedisTurnFeed {
    redis: Redis,
    scripts: Scripts,
    config: RedisTurnFeedConfig,
    own: MemoryTurnFeed,
    /// The turns that this process is answering.
    answering: Mutex<HashMap<TurnKey, Mirror>>,
    breaker: Breaker,
    clock: Arc<dyn Clock>,
}

type TurnKey = (UserId, MessageId);

/// Whether the server has all events so far. A gap in the middle would look like the reply, so after one is lost only the
/// last event, which holds the whole reply, is told.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mirror {
    Whole,
    Broken,
}

impl RedisTurnFeed {
    /// Over these connections.
    pub fn new(redis: Redis, config: RedisTurnFeedConfig, clock: Arc<dyn Clock>) -> Self {
        Self {
            redis,
            scripts: Scripts::new(),
            config,
            own: MemoryTurnFeed::new(config.kept, Arc::clone(&clock)),
            answering: Mutex::default(),
            breaker: Breaker::new("the bus of turns", FAILURES, COOL_DOWN),
            clock,
        }
    }

    /// The answer of the server, if it gives one in time.
    async fn ask<T>(&self, call: impl Future<Output = Result<T, RedisError>>) -> Option<T> {
        if !self.breaker.admits(self.clock.now()) {
            return None;
        }
        let answer = tokio::time::timeout(self.config.timeout, call).await.ok().and_then(Result::ok);
        match answer {
            Some(_) => self.breaker.succeeded(self.clock.now()),
            None => self.breaker.failed(self.clock.now()),
        }
        answer
    }

    fn answering(&self) -> MutexGuard<'_, HashMap<TurnKey, Mirror>> {
        self.answering.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl TurnFeed for RedisTurnFeed {
    async fn open(&self, person: UserId, turn: MessageId) -> bool {
        let key = (person, turn);
        let opened = self.ask(self.scripts.open(&self.redis, &self.config.kept, key)).await;
        let mirror = match opened {
            Some(false) => return false,
            Some(true) => Mirror::Whole,
            None => Mirror::Broken,
        };
        let here = self.own.open(person, turn).await;
        if here {
            self.answering().insert(key, mirror);
        }
        here
    }

    async fn append(&self, person: UserId, turn: MessageId, event: TurnEvent) {
        let key = (person, turn);
        let Some(mirror) = self.answering().get(&key).copied() else { return };
        self.own.append(person, turn, event.clone()).await;
        let last = event.is_last();
        if mirror == Mirror::Whole || last {
            let told = self.ask(self.scripts.append(&self.redis, &self.config.kept, key, &event)).await;
            if told.is_none()
                && let Some(mirror) = self.answering().get_mut(&key)
            {
                *mirror = Mirror::Broken;
            }
        }
        if last {
            self.answering().remove(&key);
        }
    }

    async fn follow(
        &self,
        person: UserId,
        turn: MessageId,
        after: u64,
    ) -> Option<BoxStream<'static, (u64, TurnEvent)>> {
        let key = (person, turn);
        if self.answering().contains_key(&key) {
            return self.own.follow(person, turn, after).await;
        }
        let bell = self.redis.bells().hang(scripts::channel(&self.redis, key));
        match self.ask(self.scripts.fetch(&self.redis, key, after)).await {
            Some(fetched) if fetched.state != State::Gone => {
                let follower = Follower::new(self.redis.clone(), self.scripts.clone(), key, after, bell);
                Some(follower.into_stream(fetched))
            }
            // The server may have forgotten what this process still knows.
            Some(_) | None => self.own.follow(person, turn, after).await,
        }
    }
}
