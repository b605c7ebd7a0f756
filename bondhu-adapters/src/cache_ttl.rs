//! How long an entry of a cache really lives.

use std::time::Duration;

use bondhu_ports::randomness::{Randomness, RandomnessExt};

/// No entry lives longer, whatever is asked for.
const LONGEST: Duration = Duration::from_hours(24 * 365);

/// `ttl` less a random part of at most `percent` of it, so that what was stored together does not expire together. It is
/// never lengthened: the caller's figure is a promise.
pub(crate) fn shortened(ttl: Duration, percent: u8, random: &dyn Randomness) -> Duration {
    let ttl = ttl.min(LONGEST);
    // In millionths of the span that may be cut off.
    let part = u32::try_from(random.seed() % 1_000_001).unwrap_or(0);
    let most = ttl * u32::from(percent.min(100)) / 100;
    ttl.saturating_sub(most.mul_f64(f64::from(part) / 1e6))
}
