//! Bondhu.

#[cfg(feature = "argon2")]
pub mod argon2;
#[cfg(any(feature = "memory", feature = "redis", feature = "upstash"))]
mod cache_ttl;
#[cfg(feature = "companion")]
pub mod companion;
#[cfg(any(feature = "gemini", feature = "openai", feature = "vendor-api"))]
mod delay;
#[cfg(feature = "gemini")]
pub mod gemini;
#[cfg(any(feature = "jwt", feature = "upstash", feature = "gemini", feature = "openai"))]
pub mod http_client;
#[cfg(feature = "jobs")]
pub mod jobs;
#[cfg(feature = "jwt")]
pub mod jwt;
pub mod layers;
#[cfg(feature = "memory")]
pub mod memory;
#[cfg(any(feature = "gemini", feature = "openai"))]
mod model_wire;
#[cfg(feature = "openai")]
pub mod openai;
#[cfg(feature = "postgres")]
pub mod postgres;
#[cfg(feature = "redis")]
pub mod redis;
#[cfg(feature = "sentiment")]
pub mod sentiment;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod sign_in_lookups;
#[cfg(any(feature = "memory", feature = "redis", feature = "upstash"))]
mod single_flight;
#[cfg(feature = "sqlite")]
pub mod sqlite;
#[cfg(any(feature = "redis", feature = "upstash"))]
mod stamped_cache;
pub mod system_clock;
pub mod system_random;
#[cfg(feature = "upstash")]
pub mod upstash;
