//! Ports kept in the memory of one process: the default where nothing else is installed.
//!
//! Everything here has a bound on what it keeps, and loses it with the process.

pub mod cache;
pub mod live_events;
pub mod rate_limiter;
pub mod turn_feed;

mod shards;
