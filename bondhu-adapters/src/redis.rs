//! Ports over a Redis server, shared by any number of processes: cache, rate limiter, live events and turns.
//!
//! All four share the connections of one [`Redis`]. Works with Redis 6.2 and later, with Valkey, through Sentinel and on a
//! cluster. Nothing here is the only copy of anything: a server that forgets costs time, not data.

pub mod cache;
pub mod live_events;
pub mod rate_limiter;
pub mod turn_feed;

mod background;
mod bells;
mod connections;
mod error;
mod incarnation;
mod options;
mod probe;

pub use connections::Redis;
pub use error::{RedisError, RedisErrorKind};
pub use options::RedisOptions;
