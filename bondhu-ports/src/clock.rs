//! The current time as a port, so that tests can move it.

use bondhu_domain::timestamp::Timestamp;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The current instant, truncated to microseconds. It may stand still or go back: nothing may rely on it rising.
    fn now(&self) -> Timestamp;
}
