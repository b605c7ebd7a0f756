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
#[cfg(any(
    feature = "jwt",
    feature = "upstash",
    feature = "gemini",
    feature = "openai",
    feature = "vendor-api"
))]
pub mod http_client;
#[cfg(feature = "imports")]
pub mod imports;
#[cfg(feature = "jobs")]
pub mod jobs;
#[cfg(feature = "jwt")]
pub mod jwt;
pub mod layers;
#[cfg(feature = "memory")]
pub mod memory;
#[cfg(any(feature = "gemini", feature = "openai"))]
mod model_wire;
#[cfg(feature = "oauth")]
mod oauth;
#[cfg(feature = "openai")]
pub mod openai;
#[cfg(feature = "postgres")]
pub mod postgres;
#[cfg(any(feature = "gemini", feature = "youtube"))]
mod quota_day;
#[cfg(feature = "redis")]
pub mod redis;
#[cfg(feature = "sentiment")]
pub mod sentiment;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod sign_in_lookups;
#[cfg(any(feature = "memory", feature = "redis", feature = "upstash"))]
mod single_flight;
#[cfg(feature = "spotify")]
pub mod spotify;
#[cfg(feature = "sqlite")]
pub mod sqlite;
#[cfg(any(feature = "redis", feature = "upstash"))]
mod stamped_cache;
#[cfg(feature = "steam")]
pub mod steam;
pub mod system_clock;
pub mod system_random;
#[cfg(feature = "upstash")]
pub mod upstash;
#[cfg(feature = "vault")]
pub mod vault;
#[cfg(feature = "vendor-api")]
mod vendor_api;
#[cfg(feature = "youtube")]
pub mod youtube;
