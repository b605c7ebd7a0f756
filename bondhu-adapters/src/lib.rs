//! Bondhu.

#[cfg(feature = "argon2")]
pub mod argon2;
#[cfg(feature = "companion")]
pub mod companion;
#[cfg(feature = "jwt")]
pub mod http_client;
#[cfg(feature = "jwt")]
pub mod jwt;
pub mod layers;
#[cfg(feature = "memory")]
pub mod memory;
#[cfg(feature = "sentiment")]
pub mod sentiment;
#[cfg(feature = "sqlite")]
pub mod sqlite;
pub mod system_clock;
pub mod system_random;
