//! Decorators: a port's adapter wrapped into one of the same port that adds a quality the inner one lacks.

pub mod chat_model;
pub mod local_fallback_rate_limiter;
pub mod metered_cache;
pub mod resilient_cache;

pub(crate) mod breaker;
