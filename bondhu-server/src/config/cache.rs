//! `cache`: what is kept at hand, and what several processes share.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::kinds::{Bytes, Directory, Lasting, Optional, Secret, TextKind, Whole};
use super::section::section;

section! {
    /// What is kept at hand so that the database is not asked again. With Redis, several processes share it, and limits,
    /// live updates and replies in progress too.
    pub struct Cache: "cache" {
        /// Where the cache is: `memory:` is in this process; `redis://`, `rediss://` (TLS), and both with `-sentinel` or
        /// `-cluster` after the name, are a Redis server; `upstash:https://…` is Upstash by its REST API, for the cache
        /// alone. Also read from `REDIS_URL`.
        url: CacheUrl = Store, "memory:", secret;
        /// The token of Upstash's REST API.
        token: Option<SecretString> = Optional(Secret { min_bytes: 8 }), "", secret;
        /// A PEM file with the certificates that may have signed that of a `rediss://` server. Without it, those that the
        /// machine trusts. A relative path starts where the program was started.
        ca_file: Option<PathBuf> = Optional(Directory), "";
        /// The most memory that a cache in this process takes.
        max_bytes: u64 = Bytes(1 << 20, 64 << 30), "64MiB";
        /// A cache that takes longer than this to answer is passed by.
        timeout: Duration = Lasting(Duration::from_millis(1), Duration::from_secs(10)), "50ms";
        /// For so long a change waits until the cache knows of it, so that no other process tells what is old. After one
        /// wait in vain, changes do not wait until the cache answers again.
        change_timeout: Duration = Lasting(Duration::from_millis(10), Duration::from_secs(10)), "1s";
    }
    nested { ttl: CacheTtl }
    check fits_the_url;
}

section! {
    /// How long what is cached lasts at most. Changes drop it at once.
    pub struct CacheTtl: "cache.ttl" {
        /// A page of a chat's history.
        history: Duration = Lasting(Duration::from_secs(1), Duration::from_hours(30 * 24)), "24h";
        /// The results of a search in a chat.
        search: Duration = Lasting(Duration::from_secs(1), Duration::from_hours(30 * 24)), "1h";
        /// A person's statistics; they end earlier with the day and with a visit.
        stats: Duration = Lasting(Duration::from_secs(1), Duration::from_hours(1)), "1m";
        /// What the last 24 hours of a chat show.
        insights: Duration = Lasting(Duration::from_secs(1), Duration::from_hours(24)), "1h";
        /// How to be with a person: what every prompt is told of them.
        context: Duration = Lasting(Duration::from_secs(1), Duration::from_hours(24)), "30m";
        /// Each time is shorter by up to this many per cent, so that not everything ends at once.
        jitter_percent: u8 = Whole(0, 50), "10";
    }
}

/// Where the cache is.
#[derive(Clone, Debug)]
pub enum CacheUrl {
    /// In this process.
    Memory,
    /// A Redis server, by its whole URL.
    Redis(SecretString),
    /// Upstash's REST API.
    Upstash(Url),
}

struct Store;

const REDIS: [&str; 6] =
    ["redis", "rediss", "redis-sentinel", "rediss-sentinel", "redis-cluster", "rediss-cluster"];

impl TextKind for Store {
    type Value = CacheUrl;

    fn describe(&self) -> String {
        "`memory:`, a URL of Redis such as `redis://host:6379`, or `upstash:https://…`".to_owned()
    }

    fn parse_text(&self, text: &str) -> Result<CacheUrl, String> {
        // The URL is never quoted: it may hold a password.
        let no = || format!("must be {}", self.describe());
        if text == "memory:" {
            return Ok(CacheUrl::Memory);
        }
        if let Some(rest) = text.strip_prefix("upstash:") {
            let url = Url::parse(rest).ok().filter(|url| url.scheme() == "https" || is_local(url));
            let anonymous = |url: &Url| url.username().is_empty() && url.password().is_none();
            return url
                .filter(anonymous)
                .map(CacheUrl::Upstash)
                .ok_or_else(|| "must be upstash: and an https URL; its token is cache.token".to_owned());
        }
        let url = Url::parse(text).map_err(|_| no())?;
        if !REDIS.contains(&url.scheme()) || url.host_str().is_none_or(str::is_empty) {
            return Err(no());
        }
        Ok(CacheUrl::Redis(text.to_owned().into()))
    }
}

/// A token may travel in the clear within one machine.
fn is_local(url: &Url) -> bool {
    url.scheme() == "http" && matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
}

fn fits_the_url(cache: &Cache) -> Vec<(&'static str, String)> {
    let mut complaints = Vec::new();
    let is_tls = match &cache.url {
        CacheUrl::Redis(url) => url.expose_secret().starts_with("rediss"),
        CacheUrl::Memory | CacheUrl::Upstash(_) => false,
    };
    match (&cache.url, &cache.token) {
        (CacheUrl::Upstash(_), None) => {
            complaints.push(("cache.token", "must be set when cache.url is that of Upstash".to_owned()));
        }
        (CacheUrl::Memory | CacheUrl::Redis(_), Some(_)) => {
            complaints
                .push(("cache.token", "has an effect only when cache.url is that of Upstash".to_owned()));
        }
        (CacheUrl::Upstash(_), Some(_)) | (CacheUrl::Memory | CacheUrl::Redis(_), None) => {}
    }
    if cache.ca_file.is_some() && !is_tls {
        complaints.push(("cache.ca_file", "has an effect only when cache.url begins with rediss".to_owned()));
    }
    complaints
}
