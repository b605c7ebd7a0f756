//! Live events across processes: the latest events of each person in a list, and a wake-up by publish/subscribe.

mod listener;
mod presence;
mod scripts;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bondhu_domain::ids::UserId;
use bondhu_ports::clock::Clock;
use bondhu_ports::live_events::{LiveEvent, LiveEvents, Numbered};
use bondhu_ports::randomness::{Randomness, RandomnessExt};
use futures::stream::BoxStream;

use self::listener::Listener;
use self::presence::Presence;
use self::scripts::Scripts;
use super::connections::Redis;
use super::error::RedisError;
use crate::layers::breaker::Breaker;

/// How much [`RedisLiveEvents`] keeps, and how patient it is.
#[derive(Clone, Copy, Debug)]
pub struct RedisLiveEventsConfig {
    /// How many events of a person are known at a time; at least 1. A listener further behind gets a reset.
    pub kept_events: u32,
    /// How long the events of somebody without a listener are kept, for a connection that broke to go on; also after
    /// what time the devices of a process that died no longer count.
    pub kept_for: Duration,
    /// How long publishing may take before the event is given up.
    pub timeout: Duration,
}

impl Default for RedisLiveEventsConfig {
    /// 256 events, for two minutes; 100 ms.
    fn default() -> Self {
        Self { kept_events: 256, kept_for: Duration::from_mins(2), timeout: Duration::from_millis(100) }
    }
}

/// After so many failures in a row publishing is given up at once for a while.
const FAILURES: u32 = 3;
const COOL_DOWN: Duration = Duration::from_secs(1);

/// Live events for listeners in all processes on one Redis server.
///
/// The numbers of a person begin at a random one, and at another one when the server forgot them in between, so a number
/// from before says that something was missed.
pub struct RedisLiveEvents {
    wire: Arc<Wire>,
    breaker: Breaker,
    clock: Arc<dyn Clock>,
}

/// What listeners and publishers share.
struct Wire {
    redis: Redis,
    scripts: Scripts,
    config: RedisLiveEventsConfig,
    random: Arc<dyn Randomness>,
    presence: Presence,
}

impl RedisLiveEvents {
    /// Over these connections.
    pub fn new(
        redis: Redis,
        config: RedisLiveEventsConfig,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Randomness>,
    ) -> Self {
        let scripts = Scripts::new();
        let presence = Presence::new(redis.clone(), scripts.clone(), config, Arc::clone(&random));
        let wire = Arc::new(Wire { redis, scripts, config, random, presence });
        Self { wire, breaker: Breaker::new("the bus of live events", FAILURES, COOL_DOWN), clock }
    }
}

#[async_trait]
impl LiveEvents for RedisLiveEvents {
    async fn publish(&self, person: UserId, event: LiveEvent) {
        if !self.breaker.admits(self.clock.now()) {
            return;
        }
        let published =
            tokio::time::timeout(self.wire.config.timeout, self.wire.publish(person, &event)).await;
        match published {
            Ok(Ok(())) => self.breaker.succeeded(self.clock.now()),
            Ok(Err(error)) => {
                tracing::debug!(error = &error as &dyn std::error::Error, "a live event is lost");
                self.breaker.failed(self.clock.now());
            }
            Err(_) => self.breaker.failed(self.clock.now()),
        }
    }

    async fn subscribe(&self, person: UserId, last_seen: Option<u64>) -> BoxStream<'static, Numbered> {
        Listener::join(Arc::clone(&self.wire), person, last_seen).await.into_stream()
    }
}

/// First numbers are below this, so that every number is exact also in a client that knows only doubles.
const FIRST_NUMBERS: u64 = 1 << 52;

/// Where the numbers of a person begin of whom nothing is known.
fn first_number(random: &dyn Randomness) -> u64 {
    1 + random.seed() % FIRST_NUMBERS
}

impl Wire {
    async fn publish(&self, person: UserId, event: &LiveEvent) -> Result<(), RedisError> {
        self.scripts.publish(&self.redis, self.config, person, event).await
    }
}
