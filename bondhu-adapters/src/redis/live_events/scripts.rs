//! What is done to a person's events in Redis, each in one step.
//!
//! `live:number:{person}` is the number of the latest event, `live:events:{person}` the list of the latest ones,
//! `live:devices:{person}` the set of those who listen, scored with when they are given up unless they are heard of again.

use bondhu_domain::ids::UserId;
use bondhu_ports::live_events::{LiveEvent, Numbered};
use fred::types::scripts::Script;

use super::RedisLiveEventsConfig;
use crate::redis::connections::Redis;
use crate::redis::error::{RedisError, RedisErrorKind};

/// Fetched at once at most.
const PAGE: u32 = 128;

#[derive(Clone)]
pub(super) struct Scripts {
    publish: Script,
    attend: Script,
    fetch: Script,
}

/// What a device that listens is about to do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Attendance {
    Come,
    Stay,
    Leave,
}

/// What comes after a number.
pub(super) enum Fetched {
    /// These, in order, up to this number; none when there is nothing new.
    Events(Vec<Numbered>, u64),
    /// Something was missed; go on after this number.
    Missed(u64),
    /// Nothing is known of the person.
    Forgotten,
}

impl Scripts {
    pub(super) fn new() -> Self {
        Self {
            publish: Script::from_lua(concat!(include_str!("add.lua"), include_str!("publish.lua"))),
            attend: Script::from_lua(concat!(include_str!("add.lua"), include_str!("attend.lua"))),
            fetch: Script::from_lua(include_str!("fetch.lua")),
        }
    }

    pub(super) async fn publish(
        &self,
        redis: &Redis,
        config: RedisLiveEventsConfig,
        person: UserId,
        event: &LiveEvent,
    ) -> Result<(), RedisError> {
        let event =
            serde_json::to_string(event).map_err(|error| RedisError::new(RedisErrorKind::Refused, error))?;
        let mut args = limits(redis, config, person);
        args.push(event);
        redis.run::<()>(&self.publish, keys(redis, person), args).await
    }

    /// A device comes, is still there or leaves. The number of the latest event before that; `first` is where numbers begin
    /// when nothing is known.
    pub(super) async fn attend(
        &self,
        redis: &Redis,
        config: RedisLiveEventsConfig,
        person: UserId,
        device: u64,
        what: Attendance,
        first: u64,
    ) -> Result<u64, RedisError> {
        let what = match what {
            Attendance::Come => "come",
            Attendance::Stay => "stay",
            Attendance::Leave => "leave",
        };
        let mut args = limits(redis, config, person);
        args.extend([format!("{device:016x}"), what.to_owned(), first.to_string()]);
        redis.run(&self.attend, keys(redis, person), args).await
    }

    pub(super) async fn fetch(
        &self,
        redis: &Redis,
        person: UserId,
        after: u64,
    ) -> Result<Fetched, RedisError> {
        // Above what a script's numbers hold exactly; no event has such a number.
        let after = after.min(1 << 53);
        let args = vec![after.to_string(), PAGE.to_string()];
        let answer: (String, u64, Vec<String>) = redis.run(&self.fetch, keys(redis, person), args).await?;
        Ok(match answer {
            (kind, from, events) if kind == "events" => {
                let last = (from + events.len() as u64).saturating_sub(1);
                let numbered = (from..).zip(events).filter_map(|(number, event)| {
                    // One that a newer program wrote and this one does not know is left out.
                    let event = serde_json::from_str(&event).ok()?;
                    Some(Numbered { number, event })
                });
                Fetched::Events(numbered.collect(), last)
            }
            (kind, next, _) if kind == "missed" => Fetched::Missed(next),
            _ => Fetched::Forgotten,
        })
    }
}

/// The channel that says that a person has new events.
pub(super) fn channel(redis: &Redis, person: UserId) -> String {
    redis.named(&format!("live:wake:{{{person}}}"))
}

fn keys(redis: &Redis, person: UserId) -> Vec<String> {
    ["number", "events", "devices"].map(|part| redis.named(&format!("live:{part}:{{{person}}}"))).to_vec()
}

fn limits(redis: &Redis, config: RedisLiveEventsConfig, person: UserId) -> Vec<String> {
    let kept_for = config.kept_for.as_millis().max(1);
    vec![channel(redis, person), config.kept_events.max(1).to_string(), kept_for.to_string()]
}
