//! The devices of this process that listen: heard of again and again, so that those of a process that died are forgotten.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bondhu_domain::ids::UserId;
use bondhu_ports::randomness::Randomness;
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval};

use super::RedisLiveEventsConfig;
use super::first_number;
use super::scripts::{Attendance, Scripts};
use crate::redis::background::Background;
use crate::redis::connections::Redis;

/// So many times within its time to live a device is heard of.
const BEATS: u32 = 4;

/// All devices that listen in this process.
pub(super) struct Presence {
    present: Arc<Mutex<HashMap<u64, UserId>>>,
    leaving: mpsc::UnboundedSender<(UserId, u64)>,
    _tasks: [Background; 2],
}

impl Presence {
    pub(super) fn new(
        redis: Redis,
        scripts: Scripts,
        config: RedisLiveEventsConfig,
        random: Arc<dyn Randomness>,
    ) -> Self {
        let present = Arc::default();
        let (leaving, leavers) = mpsc::unbounded_channel();
        let tasks = [
            Background::start(stay(redis.clone(), scripts.clone(), config, random, Arc::clone(&present))),
            Background::start(leave(redis, scripts, config, leavers)),
        ];
        Self { present, leaving, _tasks: tasks }
    }

    pub(super) fn come(&self, person: UserId, device: u64) {
        lock(&self.present).insert(device, person);
    }

    /// Tells the others, in the background: whoever leaves waits for nobody.
    pub(super) fn leave(&self, person: UserId, device: u64) {
        lock(&self.present).remove(&device);
        // Fails only when the connection is given up, and then the device is forgotten by and by.
        let _late = self.leaving.send((person, device));
    }
}

async fn stay(
    redis: Redis,
    scripts: Scripts,
    config: RedisLiveEventsConfig,
    random: Arc<dyn Randomness>,
    present: Arc<Mutex<HashMap<u64, UserId>>>,
) {
    let mut beats = interval(config.kept_for / BEATS);
    beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        beats.tick().await;
        let devices: Vec<_> = lock(&present).iter().map(|(device, person)| (*device, *person)).collect();
        for (device, person) in devices {
            let first = first_number(&*random);
            let stays = scripts.attend(&redis, config, person, device, Attendance::Stay, first);
            if let Err(error) = stays.await {
                tracing::debug!(
                    error = &error as &dyn std::error::Error,
                    "a device could not be kept present"
                );
                break;
            }
            if !lock(&present).contains_key(&device) {
                // It left in between, and must not be brought back.
                let _forgotten = scripts.attend(&redis, config, person, device, Attendance::Leave, 0).await;
            }
        }
    }
}

async fn leave(
    redis: Redis,
    scripts: Scripts,
    config: RedisLiveEventsConfig,
    mut leavers: mpsc::UnboundedReceiver<(UserId, u64)>,
) {
    while let Some((person, device)) = leavers.recv().await {
        if let Err(error) = scripts.attend(&redis, config, person, device, Attendance::Leave, 0).await {
            tracing::debug!(error = &error as &dyn std::error::Error, "a device's leaving could not be told");
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
