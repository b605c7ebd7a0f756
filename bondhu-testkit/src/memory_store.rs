//! A whole store in memory, with the same transactions as a real one and failures on request.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::tokens::TokenHash;
use bondhu_ports::auth_tokens::AuthToken;
use bondhu_ports::store::{Scope, Store, StoreError, StoreErrorKind, UnitOfWork};
use tokio::sync::Mutex as AsyncMutex;

mod achievements;
mod activity_days;
mod auth_tokens;
mod care;
mod chat_summaries;
mod facts;
mod faults;
mod idempotency;
mod job_outbox;
mod job_queue;
mod message_search;
mod messages;
mod personality;
mod reactions;
mod sessions;
mod stats;
mod tables;
mod unit_of_work;
mod users;

use faults::Faults;
pub use job_queue::MemoryJobQueue;
use tables::Tables;
use unit_of_work::MemoryUnitOfWork;

/// A [`Store`] that forgets everything when it is dropped. Clones share their contents.
#[derive(Clone, Default)]
pub struct MemoryStore {
    committed: Arc<Mutex<Arc<Tables>>>,
    writer: Arc<AsyncMutex<()>>,
    faults: Arc<Mutex<Faults>>,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets the next call of any kind (`begin`, `begin_read`, `check`, or one of a repository) fail, and only that one.
    pub fn fail_next(&self, kind: StoreErrorKind) {
        self.fail_call_after(0, kind);
    }

    /// Lets the next `good` calls pass and the one after them fail, and only that one.
    pub fn fail_call_after(&self, good: u32, kind: StoreErrorKind) {
        self.faults().next = Some((good, kind));
    }

    /// Lets every commit fail until [`Self::recover`]. What the unit of work did is rolled back.
    pub fn fail_commits(&self, kind: StoreErrorKind) {
        self.faults().commits = Some((0, kind));
    }

    /// Lets the next `good` commits pass and every later one fail until [`Self::recover`].
    pub fn fail_commits_after(&self, good: u32, kind: StoreErrorKind) {
        self.faults().commits = Some((good, kind));
    }

    /// Ends all failures.
    pub fn recover(&self) {
        *self.faults() = Faults::default();
    }

    fn faults(&self) -> std::sync::MutexGuard<'_, Faults> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn snapshot(&self) -> Arc<Tables> {
        Arc::clone(&self.committed.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[async_trait]
impl Store for MemoryStore {
    async fn begin(&self, _scope: Scope) -> Result<Box<dyn UnitOfWork>, StoreError> {
        self.faults().call()?;
        let writer = Arc::clone(&self.writer).lock_owned().await;
        Ok(Box::new(MemoryUnitOfWork::new(self.clone(), self.snapshot(), Some(writer))))
    }

    async fn begin_read(&self, _scope: Scope) -> Result<Box<dyn UnitOfWork>, StoreError> {
        self.faults().call()?;
        Ok(Box::new(MemoryUnitOfWork::new(self.clone(), self.snapshot(), None)))
    }

    async fn find_sign_in(&self, hash: TokenHash, now: Timestamp) -> Result<Option<AuthToken>, StoreError> {
        self.begin_read(Scope::System).await?.auth_tokens().find(hash, now).await
    }

    async fn check(&self) -> Result<(), StoreError> {
        self.faults().call()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builders::a_user;
    use bondhu_ports::users::Credential;

    #[tokio::test]
    async fn one_failure_is_one_failure() {
        let store = MemoryStore::new();
        store.fail_next(StoreErrorKind::Busy);
        assert_eq!(store.begin(Scope::System).await.err().map(|e| e.kind()), Some(StoreErrorKind::Busy));
        let mut unit = store.begin(Scope::System).await.unwrap();
        store.fail_next(StoreErrorKind::Full);
        let user = a_user().build();
        assert_eq!(unit.users().find(user.id).await.unwrap_err().kind(), StoreErrorKind::Full);
        assert_eq!(unit.users().find(user.id).await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_failed_commit_leaves_nothing() {
        let store = MemoryStore::new();
        store.fail_commits_after(1, StoreErrorKind::Unavailable);
        let users = [a_user().build(), a_user().build()];
        let mut failed = Vec::new();
        for user in &users {
            let mut unit = store.begin(Scope::System).await.unwrap();
            unit.users().insert(user, &Credential::PasswordHash("$x$y".to_owned())).await.unwrap();
            failed.push(unit.commit().await.is_err());
        }
        assert_eq!(failed, [false, true]);
        store.recover();
        let mut unit = store.begin(Scope::System).await.unwrap();
        assert_eq!(unit.users().find(users[0].id).await.unwrap().as_ref(), Some(&users[0]));
        assert_eq!(unit.users().find(users[1].id).await.unwrap(), None);
        unit.commit().await.unwrap();
    }
}
