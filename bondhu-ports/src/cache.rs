//! A cache whose entries can never be older than the newest invalidation.
//!
//! Every person has a stamp, which an invalidation changes. A reader that misses gets the stamp of that moment as part of a
//! [`Lease`] and may store what it loads only while the stamp is still current, so a slow reader cannot put old data
//! back after a write.
//!
//! A change is announced before it is committed and invalidated after: a process that dies in between leaves nothing old
//! behind, because what was announced is dropped already and nothing is stored again until the change must be over.

use std::any::Any;
use std::time::Duration;

use async_trait::async_trait;
use bondhu_domain::ids::UserId;
pub use bytes::Bytes;

use crate::error::BoxError;

/// A group of entries of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CacheGroup {
    /// Pages of chat history.
    History,
    /// Results of searches in a chat.
    Search,
    /// A person's statistics.
    Stats,
    /// What the last 24 hours of a chat show.
    Insights,
    /// What the model is told of a person: profile, manner, mood, facts and tastes.
    Context,
}

impl CacheGroup {
    /// All groups.
    pub const ALL: [Self; 5] = [Self::History, Self::Search, Self::Stats, Self::Insights, Self::Context];
    /// What a new, changed or deleted message makes old.
    pub const CHAT: [Self; 5] = Self::ALL;
    /// What the beginning, the end and every activity of a visit makes old.
    pub const VISIT: [Self; 1] = [Self::Stats];
    /// What a change of a person's settings makes old.
    pub const PROFILE: [Self; 3] = [Self::Stats, Self::Insights, Self::Context];
    /// What an analysis of the last 24 hours makes old.
    pub const ANALYSIS: [Self; 2] = [Self::Insights, Self::Context];
    /// What a change of the Big Five profile, a fact or a taste makes old.
    pub const PERSONALITY: [Self; 1] = [Self::Context];

    /// The first part of the key.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::History => "chat:history",
            Self::Search => "chat:search",
            Self::Stats => "stats:activity",
            Self::Insights => "personality:sentiment",
            Self::Context => "personality:context",
        }
    }
}

/// The name of an entry: `{group}:{person}`, field `{field}`. A field never holds text of a person: hash it first.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EntryKey {
    /// Its group.
    pub group: CacheGroup,
    /// Whose it is.
    pub person: UserId,
    /// Which one of the group.
    pub field: String,
}

/// The right to store one entry, if nothing was invalidated since it was given.
pub struct Lease {
    /// The person's stamp when the lease was given; opaque to callers.
    pub stamp: u128,
    /// Whatever the adapter wants to know when the lease is given up; dropped with it.
    pub held: Option<Box<dyn Any + Send + Sync>>,
}

impl std::fmt::Debug for Lease {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lease").field("stamp", &self.stamp).finish_non_exhaustive()
    }
}

/// For how long an announced change keeps a person out of the cache when no invalidation follows. No commit takes longer.
pub const CHANGE_WINDOW: Duration = Duration::from_secs(30);

/// What a look-up found.
#[derive(Debug)]
pub enum Lookup {
    /// The entry.
    Hit(Bytes),
    /// Nothing; load it, then store it under this lease.
    Miss(Lease),
}

/// What came of storing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    /// The entry is there.
    Kept,
    /// An invalidation came in between; nothing was stored.
    Stale,
}

/// The cache does not answer. A caller treats that as a miss that cannot be stored.
#[derive(Debug, thiserror::Error)]
#[error("the cache is not available")]
pub struct CacheError {
    /// Why.
    pub source: BoxError,
}

/// A cache of bytes.
#[async_trait]
pub trait Cache: Send + Sync {
    /// Looks an entry up. While somebody holds the lease of an entry, other look-ups of it wait until it is stored or
    /// given up, so that concurrent misses load once.
    async fn lookup(&self, key: &EntryKey) -> Result<Lookup, CacheError>;

    /// Stores an entry for at most `ttl`, unless the person was invalidated since the lease was given.
    async fn store(
        &self,
        key: &EntryKey,
        lease: Lease,
        value: Bytes,
        ttl: Duration,
    ) -> Result<Stored, CacheError>;

    /// Says that a change of these groups is about to be committed: drops the person's entries of these groups, makes every
    /// lease stale, and lets nothing be stored for that person, not even under a lease given from now on, until as many
    /// invalidations as announcements have come, or [`CHANGE_WINDOW`] after the last announcement.
    async fn announce(&self, person: UserId, groups: &[CacheGroup]) -> Result<(), CacheError>;

    /// Drops a person's entries of these groups at once, and makes every lease of that person stale. Costs the same
    /// whatever the number of entries.
    async fn invalidate(&self, person: UserId, groups: &[CacheGroup]) -> Result<(), CacheError>;

    /// Whether the cache answers.
    async fn check(&self) -> Result<(), CacheError>;
}
