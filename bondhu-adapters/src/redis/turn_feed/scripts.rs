//! What is done to a turn in Redis, each in one step.
//!
//! `turn:open:{person}:turn` is there while somebody answers and holds how many bytes of deltas may still come;
//! `turn:events:{person}:turn` is the list of its events, the last one marked.

use bondhu_ports::turn_feed::TurnEvent;
use fred::types::scripts::Script;

use super::TurnKey;
use crate::memory::turn_feed::MemoryTurnFeedConfig;
use crate::redis::connections::Redis;
use crate::redis::error::{RedisError, RedisErrorKind};

/// Fetched at once at most.
const PAGE: u32 = 256;
/// What a delta costs beside its text.
const DELTA_BYTES: usize = 64;

#[derive(Clone)]
pub(super) struct Scripts {
    open: Script,
    append: Script,
    fetch: Script,
}

/// How a turn stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// More will come.
    Open,
    /// The last event is there.
    Closed,
    /// Not known, or given up by whoever answered.
    Gone,
}

/// What comes after a number.
pub(super) struct Fetched {
    pub(super) state: State,
    pub(super) events: Vec<TurnEvent>,
    /// Whether these are all that there are now.
    pub(super) all: bool,
}

impl Scripts {
    pub(super) fn new() -> Self {
        Self {
            open: Script::from_lua(include_str!("open.lua")),
            append: Script::from_lua(include_str!("append.lua")),
            fetch: Script::from_lua(include_str!("fetch.lua")),
        }
    }

    pub(super) async fn open(
        &self,
        redis: &Redis,
        kept: &MemoryTurnFeedConfig,
        turn: TurnKey,
    ) -> Result<bool, RedisError> {
        let args =
            vec![kept.kept_delta_bytes.to_string(), kept.abandoned_after.as_millis().max(1).to_string()];
        redis.run(&self.open, keys(redis, turn), args).await
    }

    pub(super) async fn append(
        &self,
        redis: &Redis,
        kept: &MemoryTurnFeedConfig,
        turn: TurnKey,
        event: &TurnEvent,
    ) -> Result<(), RedisError> {
        let cost = match event {
            TurnEvent::Delta { text } => DELTA_BYTES + text.len(),
            TurnEvent::Accepted { .. } | TurnEvent::Done(_) | TurnEvent::Failed => 0,
        };
        let kept_for = if event.is_last() { kept.kept_for } else { kept.abandoned_after + kept.kept_for };
        let json = serde_json::to_string(event).map_err(malformed)?;
        let mark = if event.is_last() { '!' } else { '.' };
        let args = vec![
            channel(redis, turn),
            format!("{mark}{json}"),
            cost.to_string(),
            kept_for.as_millis().max(1).to_string(),
        ];
        redis.run::<()>(&self.append, keys(redis, turn), args).await
    }

    pub(super) async fn fetch(
        &self,
        redis: &Redis,
        turn: TurnKey,
        after: u64,
    ) -> Result<Fetched, RedisError> {
        let args = vec![after.min(1 << 53).to_string(), PAGE.to_string()];
        let (state, events): (String, Vec<String>) = redis.run(&self.fetch, keys(redis, turn), args).await?;
        let state = match state.as_str() {
            "open" => State::Open,
            "closed" => State::Closed,
            _ => State::Gone,
        };
        let all = events.len() < PAGE as usize;
        let read =
            |event: &String| serde_json::from_str(event.get(1..).unwrap_or_default()).map_err(malformed);
        Ok(Fetched { state, events: events.iter().map(read).collect::<Result<_, _>>()?, all })
    }
}

fn malformed(error: serde_json::Error) -> RedisError {
    RedisError::new(RedisErrorKind::Refused, error)
}

/// The channel that says that a turn has new events.
pub(super) fn channel(redis: &Redis, (person, turn): TurnKey) -> String {
    redis.named(&format!("turn:wake:{{{person}}}:{turn}"))
}

fn keys(redis: &Redis, (person, turn): TurnKey) -> Vec<String> {
    ["open", "events"].map(|part| redis.named(&format!("turn:{part}:{{{person}}}:{turn}"))).to_vec()
}
