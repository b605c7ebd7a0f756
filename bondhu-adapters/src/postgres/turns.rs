//! Whose turn it is to write, within this process.
//!
//! The locks in the database decide; but whoever waits there holds a connection. Here units of work wait without one, so
//! that many of one person, or the program's own, cannot take all connections while others could work.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

use bondhu_domain::ids::UserId;
use bondhu_ports::store::{Scope, StoreError, StoreErrorKind};
use tokio::sync::{
    Mutex, OwnedMutexGuard, OwnedRwLockReadGuard, OwnedRwLockWriteGuard, OwnedSemaphorePermit, RwLock,
    Semaphore,
};

/// Doors that people go through, each one person at a time. More than there are connections, so that few share one.
const DOORS: usize = 1_024;

/// Gives turns to write. A clone gives the same ones.
#[derive(Clone, Debug)]
pub(super) struct Turns {
    patience: Duration,
    everybody: Arc<RwLock<()>>,
    doors: Arc<[Arc<Mutex<()>>]>,
    writers: Arc<Semaphore>,
}

/// A turn to write, until it is dropped.
#[derive(Debug)]
#[expect(dead_code, reason = "held, not read")]
pub(super) enum Turn {
    Person { everybody: OwnedRwLockReadGuard<()>, door: OwnedMutexGuard<()>, writer: OwnedSemaphorePermit },
    System(OwnedRwLockWriteGuard<()>),
}

impl Turns {
    /// `connections` for people's work, of which writers leave a quarter, at least one, to readers.
    pub(super) fn new(patience: Duration, connections: u32) -> Self {
        let writers = connections - (connections / 4).max(1);
        Self {
            patience,
            everybody: Arc::default(),
            doors: (0..DOORS).map(|_| Arc::default()).collect(),
            writers: Arc::new(Semaphore::new(writers.max(1) as usize)),
        }
    }

    /// Waits for a turn; `Busy` when it does not come in time.
    pub(super) async fn take(&self, scope: Scope) -> Result<Turn, StoreError> {
        match tokio::time::timeout(self.patience, self.wait(scope)).await {
            Ok(Some(turn)) => Ok(turn),
            Ok(None) | Err(_) => Err(StoreError::bare(StoreErrorKind::Busy)),
        }
    }

    async fn wait(&self, scope: Scope) -> Option<Turn> {
        Some(match scope {
            Scope::Person(user) => {
                // Everything here is had before a lock of the database is asked for, so nobody waits in a circle.
                let door = Arc::clone(self.door(user)).lock_owned().await;
                let everybody = Arc::clone(&self.everybody).read_owned().await;
                let writer = Arc::clone(&self.writers).acquire_owned().await.ok()?;
                Turn::Person { everybody, door, writer }
            }
            Scope::System => Turn::System(Arc::clone(&self.everybody).write_owned().await),
        })
    }

    fn door(&self, user: UserId) -> &Arc<Mutex<()>> {
        let mut hasher = DefaultHasher::new();
        user.hash(&mut hasher);
        #[expect(clippy::cast_possible_truncation, reason = "a remainder of 1,024")]
        let number = (hasher.finish() % DOORS as u64) as usize;
        &self.doors[number]
    }
}
