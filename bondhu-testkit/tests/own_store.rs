//! The store of `docs/embedding.md` does what every store does, and the page shows it as it is here.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::tokens::TokenHash;
use bondhu_ports::auth_tokens::AuthToken;
use bondhu_ports::store::{Scope, Store, StoreError, UnitOfWork};
use bondhu_testkit::memory_store::MemoryStore;

/// Counts the units of work that may write, and leaves the rest to another store.
struct CountedStore {
    inner: Arc<dyn Store>,
    writers: AtomicU64,
}

#[async_trait]
impl Store for CountedStore {
    async fn begin(&self, scope: Scope) -> Result<Box<dyn UnitOfWork>, StoreError> {
        self.writers.fetch_add(1, Ordering::Relaxed);
        self.inner.begin(scope).await
    }

    async fn begin_read(&self, scope: Scope) -> Result<Box<dyn UnitOfWork>, StoreError> {
        self.inner.begin_read(scope).await
    }

    async fn find_sign_in(&self, hash: TokenHash, now: Timestamp) -> Result<Option<AuthToken>, StoreError> {
        self.inner.find_sign_in(hash, now).await
    }

    async fn check(&self) -> Result<(), StoreError> {
        self.inner.check().await
    }
}

async fn fresh() -> (Arc<dyn Store>, ()) {
    (Arc::new(CountedStore { inner: Arc::new(MemoryStore::new()), writers: AtomicU64::new(0) }), ())
}

bondhu_testkit::store_conformance!(fresh);

#[test]
fn the_page_shows_this_store() {
    let (here, page) = (include_str!("own_store.rs"), include_str!("../../docs/embedding.md"));
    let shown = here.split_once("use std::sync::Arc;").map(|(_, rest)| rest);
    let shown = shown.and_then(|rest| rest.split_once("\n#[test]")).map(|(shown, _)| shown.trim_end());
    assert!(shown.is_some_and(|shown| page.contains(shown)), "docs/embedding.md shows another store");
}
