//! Decorators: a port's adapter wrapped into one of the same port that adds a quality the inner one lacks.

pub mod metered_cache;
pub mod resilient_cache;
