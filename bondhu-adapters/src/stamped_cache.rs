//! The cache in a server that knows Redis' commands and runs its scripts, however it is reached.
//!
//! Entries of a person and group are the fields of one hash, `chat:history:{person}`. Beside them the person may have a
//! stamp, random and never used twice, against which leases are held, and a mark of changes that were announced. To
//! drop entries is to delete the hashes and the stamp: a lease whose stamp is gone, for whatever reason, is stale. All
//! keys of a person carry `{person}`, so that a cluster keeps them together and one script can see all of them.

mod entry;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bondhu_domain::ids::UserId;
use bondhu_ports::cache::{Bytes, CHANGE_WINDOW, CacheError, CacheGroup, EntryKey, Lease, Lookup, Stored};
use bondhu_ports::clock::Clock;
use bondhu_ports::error::BoxError;
use bondhu_ports::randomness::Randomness;

use self::entry::Entry;
use crate::cache_ttl::shortened;
use crate::single_flight::{Flight, Flights};

/// A person's stamp is forgotten after so long, and with it every lease that old.
const STAMP_TTL: Duration = Duration::from_hours(1);
/// No person has more entries of one group at once; the next one begins anew.
const MOST_FIELDS: u32 = 1_000;

/// A script of this module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CacheScript {
    /// Keys: hash, stamp, mark. Arguments: field, fresh stamp, its time in ms, now. Answers with the entry or an empty
    /// text, then the stamp or, while a change is announced, an empty text.
    Lease,
    /// Keys: hash, stamp, mark. Arguments: stamp, field, entry, its time in ms, now, most fields. Answers with 1 if it was
    /// stored, else 0.
    Store,
    /// Keys: mark, stamp, hashes. Arguments: now, end of the window, its length in ms. Answers with 1.
    Announce,
    /// Keys: mark, stamp, hashes. Answers with 1.
    Invalidate,
}

impl CacheScript {
    /// All scripts.
    pub(crate) const ALL: [Self; 4] = [Self::Lease, Self::Store, Self::Announce, Self::Invalidate];

    pub(crate) const fn source(self) -> &'static str {
        match self {
            Self::Lease => include_str!("stamped_cache/lease.lua"),
            Self::Store => include_str!("stamped_cache/store.lua"),
            Self::Announce => include_str!("stamped_cache/announce.lua"),
            Self::Invalidate => include_str!("stamped_cache/invalidate.lua"),
        }
    }
}

/// What a script answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    /// A number.
    Number(i64),
    /// Texts in order.
    Texts(Vec<Bytes>),
}

/// How the server is reached.
#[async_trait]
pub(crate) trait Server: Send + Sync {
    /// Tells this life of the server from earlier ones, which may have left entries behind whose invalidations it
    /// never saw: it was restored from a snapshot, or is a replica that took over. `None` while it is not known.
    fn incarnation(&self) -> Option<u64>;

    /// A field of a hash.
    async fn field(&self, key: &str, field: &str) -> Result<Option<Bytes>, BoxError>;

    /// Runs a script.
    async fn run(&self, script: CacheScript, keys: Vec<String>, args: Vec<Bytes>) -> Result<Reply, BoxError>;

    /// Whether it answers.
    async fn ping(&self) -> Result<(), BoxError>;
}

/// How a cache shared by processes names and keeps its entries.
#[derive(Clone, Debug)]
pub struct SharedCacheConfig {
    /// What every key begins with; empty when nobody else uses the server.
    pub prefix: String,
    /// By up to how many percent of itself a time to live is shortened; 0 to 100.
    pub ttl_jitter_percent: u8,
}

impl Default for SharedCacheConfig {
    /// No prefix and 10 %.
    fn default() -> Self {
        Self { prefix: String::new(), ttl_jitter_percent: 10 }
    }
}

/// The cache over a [`Server`].
pub(crate) struct StampedCache<S> {
    server: S,
    config: SharedCacheConfig,
    flights: Arc<Flights>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Randomness>,
}

impl<S: Server> StampedCache<S> {
    pub(crate) fn new(
        server: S,
        config: SharedCacheConfig,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Randomness>,
    ) -> Self {
        Self { server, config, flights: Arc::default(), clock, random }
    }

    pub(crate) async fn lookup(&self, key: &EntryKey) -> Result<Lookup, CacheError> {
        let hash = self.hash(key.group, key.person);
        loop {
            let incarnation = self.incarnation()?;
            let found = self.server.field(&hash, &key.field).await.map_err(down)?;
            if let Some(value) = self.fresh(found, incarnation) {
                return Ok(Lookup::Hit(value));
            }
            match self.flights.take_off(key) {
                Flight::Lead(lead) => return self.lease(key, hash, lead).await,
                Flight::Follow(mut landed) => {
                    // An error only says that the leader is gone, which is what is waited for.
                    let _gone = landed.changed().await;
                }
            }
        }
    }

    async fn lease(
        &self,
        key: &EntryKey,
        hash: String,
        lead: crate::single_flight::Lead,
    ) -> Result<Lookup, CacheError> {
        let incarnation = self.incarnation()?;
        let mut stamp = [0; 16];
        self.random.fill(&mut stamp);
        let args = vec![
            Bytes::from(key.field.clone()),
            Bytes::from(stamp_text(u128::from_be_bytes(stamp))),
            millis(STAMP_TTL),
            number(self.clock.now().as_micros()),
        ];
        let keys = vec![hash, self.stamp(key.person), self.mark(key.person)];
        let reply = self.server.run(CacheScript::Lease, keys, args).await.map_err(down)?;
        let Reply::Texts(texts) = reply else { return Err(unexpected()) };
        let [found, stamp] = texts.as_slice() else { return Err(unexpected()) };
        if let Some(value) = self.fresh(Some(found.clone()), incarnation) {
            return Ok(Lookup::Hit(value));
        }
        if stamp.is_empty() {
            // A change is announced: whoever waits must load for themselves too.
            return Ok(Lookup::Miss(Lease { stamp: 0, held: None }));
        }
        let text = std::str::from_utf8(stamp).map_err(|error| down(Box::new(error)))?;
        let stamp = u128::from_str_radix(text, 16).map_err(|error| down(Box::new(error)))?;
        Ok(Lookup::Miss(Lease { stamp, held: Some(Box::new(lead)) }))
    }

    pub(crate) async fn store(
        &self,
        key: &EntryKey,
        lease: Lease,
        value: Bytes,
        ttl: Duration,
    ) -> Result<Stored, CacheError> {
        if lease.held.is_none() {
            return Ok(Stored::Stale);
        }
        let incarnation = self.incarnation()?;
        let ttl = shortened(ttl, self.config.ttl_jitter_percent, self.random.as_ref());
        let now = self.clock.now();
        let entry = Entry { incarnation, expires_at: now + ttl, value };
        let args = vec![
            Bytes::from(stamp_text(lease.stamp)),
            Bytes::from(key.field.clone()),
            entry.encode(),
            millis(ttl),
            number(now.as_micros()),
            number(i64::from(MOST_FIELDS)),
        ];
        let keys = vec![self.hash(key.group, key.person), self.stamp(key.person), self.mark(key.person)];
        let reply = self.server.run(CacheScript::Store, keys, args).await.map_err(down)?;
        // Only now may those who wait look again.
        drop(lease);
        Ok(if reply == Reply::Number(1) { Stored::Kept } else { Stored::Stale })
    }

    pub(crate) async fn announce(&self, person: UserId, groups: &[CacheGroup]) -> Result<(), CacheError> {
        let now = self.clock.now();
        let ends = number((now + CHANGE_WINDOW).as_micros());
        self.drop_entries(
            CacheScript::Announce,
            person,
            groups,
            vec![number(now.as_micros()), ends, millis(CHANGE_WINDOW)],
        )
        .await
    }

    pub(crate) async fn invalidate(&self, person: UserId, groups: &[CacheGroup]) -> Result<(), CacheError> {
        self.drop_entries(CacheScript::Invalidate, person, groups, Vec::new()).await
    }

    pub(crate) async fn check(&self) -> Result<(), CacheError> {
        // Connected is not enough: without knowing to whom, nothing is believed.
        self.incarnation()?;
        self.server.ping().await.map_err(down)
    }

    async fn drop_entries(
        &self,
        script: CacheScript,
        person: UserId,
        groups: &[CacheGroup],
        args: Vec<Bytes>,
    ) -> Result<(), CacheError> {
        let mut keys = vec![self.mark(person), self.stamp(person)];
        keys.extend(groups.iter().map(|group| self.hash(*group, person)));
        let dropped = self.server.run(script, keys, args).await;
        self.flights.disown(person);
        dropped.map(drop).map_err(down)
    }

    /// The value, if it is one of ours, of this life of the server before and after it was asked, and not expired.
    fn fresh(&self, found: Option<Bytes>, incarnation: u64) -> Option<Bytes> {
        let entry = Entry::decode(found?)?;
        let known = entry.incarnation == incarnation && self.server.incarnation() == Some(incarnation);
        (known && self.clock.now() < entry.expires_at).then_some(entry.value)
    }

    fn incarnation(&self) -> Result<u64, CacheError> {
        self.server.incarnation().ok_or_else(|| down("the connection is not established".into()))
    }

    fn hash(&self, group: CacheGroup, person: UserId) -> String {
        format!("{}{}:{{{person}}}", self.config.prefix, group.as_str())
    }

    fn stamp(&self, person: UserId) -> String {
        format!("{}cache:stamp:{{{person}}}", self.config.prefix)
    }

    fn mark(&self, person: UserId) -> String {
        format!("{}cache:change:{{{person}}}", self.config.prefix)
    }
}

fn down(source: BoxError) -> CacheError {
    CacheError { source }
}

fn unexpected() -> CacheError {
    down("the answer has another form than its script gives".into())
}

fn stamp_text(stamp: u128) -> String {
    format!("{stamp:032x}")
}

fn number(number: i64) -> Bytes {
    Bytes::from(number.to_string())
}

fn millis(time: Duration) -> Bytes {
    // Redis takes no time to live of zero.
    Bytes::from(time.as_millis().max(1).to_string())
}
