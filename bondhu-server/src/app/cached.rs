//! What is kept at hand so that the store is not asked again: read through the cache, dropped with every change.

use std::time::Duration;

use bondhu_domain::ids::UserId;
use bondhu_ports::cache::{Bytes, CacheGroup, EntryKey, Lookup};

use super::{App, AppError};

/// Something that may come from the cache.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer<T> {
    /// In the form in which it was encoded when it was loaded.
    Cached(Bytes),
    /// Just loaded.
    Loaded(T),
}

impl<T> Answer<T> {
    /// The cached form, or that which `encode` gives to what was just loaded.
    pub fn encoded(self, encode: impl FnOnce(&T) -> Bytes) -> Bytes {
        match self {
            Self::Cached(body) => body,
            Self::Loaded(loaded) => encode(&loaded),
        }
    }
}

/// Shorter than this nothing is kept.
const WORTH_KEEPING: Duration = Duration::from_secs(1);

impl App {
    /// The entry, or what `load` gives, which is then kept in the form of `encode` for as long as `load` says that it
    /// holds. A cache that fails is passed by.
    pub(super) async fn read_through<T: Send>(
        &self,
        key: EntryKey,
        load: impl Future<Output = Result<(T, Duration), AppError>> + Send,
        encode: impl Fn(&T) -> Bytes + Send,
    ) -> Result<Answer<T>, AppError> {
        let lease = match self.cache.lookup(&key).await {
            Ok(Lookup::Hit(body)) => return Ok(Answer::Cached(body)),
            Ok(Lookup::Miss(lease)) => Some(lease),
            Err(error) => {
                tracing::debug!(error = &error as &dyn std::error::Error, "the cache is passed by");
                None
            }
        };
        let (loaded, holds_for) = load.await?;
        if let Some(lease) = lease
            && holds_for >= WORTH_KEEPING
            && let Err(error) = self.cache.store(&key, lease, encode(&loaded), holds_for).await
        {
            tracing::debug!(error = &error as &dyn std::error::Error, "an answer could not be cached");
        }
        Ok(Answer::Loaded(loaded))
    }

    /// Makes a change of what is cached. Entries of these groups are dropped before it begins, and new ones kept away until
    /// it has ended: should the process die right after its commit, nobody is shown what was before. A change that fails
    /// has ended too, since nobody may know whether it was committed. It must begin its unit of work itself, because the
    /// cache may be slow to answer.
    pub(super) async fn changing<T: Send>(
        &self,
        user: UserId,
        groups: &[CacheGroup],
        change: impl Future<Output = Result<T, AppError>> + Send,
    ) -> Result<T, AppError> {
        if let Err(error) = self.cache.announce(user, groups).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "a change could not be announced");
        }
        let changed = change.await;
        if let Err(error) = self.cache.invalidate(user, groups).await {
            // The cache itself remembers that this person's entries cannot be trusted.
            tracing::warn!(error = &error as &dyn std::error::Error, "what was cached could not be dropped");
        }
        changed
    }
}
