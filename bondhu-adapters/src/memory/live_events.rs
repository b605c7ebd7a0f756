//! Live events in process: the latest events of each person who listens, and a bell.

mod channel;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bondhu_domain::ids::UserId;
use bondhu_ports::clock::Clock;
use bondhu_ports::live_events::{LiveEvent, LiveEvents, Numbered};
use bondhu_ports::randomness::Randomness;
use futures::stream::BoxStream;

use self::channel::{Channel, Listener};
use super::shards::Shards;

/// How much [`MemoryLiveEvents`] keeps.
#[derive(Clone, Copy, Debug)]
pub struct MemoryLiveEventsConfig {
    /// How many events of a person are known at a time; at least 1. A listener further behind gets a reset.
    pub kept_events: usize,
    /// How long the events of somebody without a listener are kept, for a connection that broke to go on.
    pub kept_for: Duration,
}

impl Default for MemoryLiveEventsConfig {
    /// 256 events, for two minutes.
    fn default() -> Self {
        Self { kept_events: 256, kept_for: Duration::from_mins(2) }
    }
}

/// Live events for listeners in this process.
///
/// The numbers of a person begin at a random one, and at another one when the process starts anew or the person was
/// forgotten in between. So a number from before says that something was missed, whatever the clock does.
pub struct MemoryLiveEvents {
    channels: Shards<UserId, Arc<Channel>>,
    config: MemoryLiveEventsConfig,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Randomness>,
}

impl MemoryLiveEvents {
    /// Nobody listens yet.
    pub fn new(config: MemoryLiveEventsConfig, clock: Arc<dyn Clock>, random: Arc<dyn Randomness>) -> Self {
        Self { channels: Shards::new(), config, clock, random }
    }
}

#[async_trait]
impl LiveEvents for MemoryLiveEvents {
    async fn publish(&self, person: UserId, event: LiveEvent) {
        let mut shard = self.channels.lock(&person);
        let Some(channel) = shard.map.get(&person) else { return };
        if channel.is_of_use(self.clock.now(), self.config.kept_for) {
            channel.publish(event);
        } else {
            shard.map.remove(&person);
        }
    }

    async fn subscribe(&self, person: UserId, last_seen: Option<u64>) -> BoxStream<'static, Numbered> {
        let now = self.clock.now();
        let mut shard = self.channels.lock(&person);
        let of_use = |channel: &Arc<Channel>| channel.is_of_use(now, self.config.kept_for);
        let known = shard.map.get(&person).filter(|channel| of_use(channel)).cloned();
        let channel = known.unwrap_or_else(|| {
            shard.make_room(of_use);
            let channel = Arc::new(Channel::new(self.config.kept_events, self.random.as_ref()));
            shard.map.insert(person, Arc::clone(&channel));
            channel
        });
        // Still under the shard's lock: nobody may find the channel without its listener and forget it.
        Listener::join(channel, Arc::clone(&self.clock), last_seen).into_stream()
    }
}

#[cfg(test)]
mod tests;
