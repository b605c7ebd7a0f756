//! `cache`: what is kept at hand.

use std::time::Duration;

use super::kinds::{Bytes, Lasting, OneOf, TextKind, Whole};
use super::section::section;

section! {
    /// What is kept at hand so that the database is not asked again.
    pub struct Cache: "cache" {
        /// Where the cache is: `memory:` is in this process. Also read from `REDIS_URL`.
        url: CacheUrl = Store, "memory:", secret;
        /// The most memory that a cache in this process takes.
        max_bytes: u64 = Bytes(1 << 20, 64 << 30), "64MiB";
        /// A cache that takes longer than this to answer is passed by.
        timeout: Duration = Lasting(Duration::from_millis(1), Duration::from_secs(10)), "50ms";
    }
    nested { ttl: CacheTtl }
}

section! {
    /// How long what is cached lasts at most. Changes drop it at once.
    pub struct CacheTtl: "cache.ttl" {
        /// A page of a chat's history.
        history: Duration = Lasting(Duration::from_secs(1), Duration::from_hours(30 * 24)), "24h";
        /// The results of a search in a chat.
        search: Duration = Lasting(Duration::from_secs(1), Duration::from_hours(30 * 24)), "1h";
        /// Each time is longer or shorter by up to this many per cent, so that not everything ends at once.
        jitter_percent: u8 = Whole(0, 50), "10";
    }
}

/// Where the cache is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CacheUrl {
    /// In this process.
    Memory,
}

struct Store;

const NAMES: OneOf<CacheUrl> = OneOf(&[("memory:", CacheUrl::Memory)]);

impl TextKind for Store {
    type Value = CacheUrl;

    fn describe(&self) -> String {
        NAMES.describe()
    }

    fn parse_text(&self, text: &str) -> Result<CacheUrl, String> {
        // The URL is never quoted: it may hold a password.
        let redis = ["redis", "rediss", "valkey", "upstash"].iter().any(|scheme| text.starts_with(scheme));
        NAMES.parse_text(text).map_err(|_| {
            let reason = if redis { "Redis is not supported yet; " } else { "" };
            format!("{reason}must be memory:")
        })
    }
}
