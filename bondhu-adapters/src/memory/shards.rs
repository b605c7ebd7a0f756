//! A map split over several locks, which forgets entries that are of no more use.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};

const SHARDS: usize = 64;
/// A shard with fewer entries is not worth a sweep.
const FEW: usize = 64;

/// A map whose keys are spread over locks, so that people do not wait for each other.
pub(super) struct Shards<K, V> {
    shards: Box<[Mutex<Shard<K, V>>]>,
    hasher: RandomState,
}

/// The part of the map behind one lock.
pub(super) struct Shard<K, V> {
    pub(super) map: HashMap<K, V>,
    sweep_at: usize,
}

impl<K: Hash + Eq, V> Shards<K, V> {
    pub(super) fn new() -> Self {
        let shard = || Mutex::new(Shard { map: HashMap::new(), sweep_at: FEW });
        Self { shards: (0..SHARDS).map(|_| shard()).collect(), hasher: RandomState::new() }
    }

    /// The part in which `key` is or would be.
    pub(super) fn lock(&self, key: &K) -> MutexGuard<'_, Shard<K, V>> {
        let hash = self.hasher.hash_one(key);
        let index = usize::try_from(hash % SHARDS as u64).unwrap_or(0);
        lock(&self.shards[index])
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.shards.iter().map(|shard| lock(shard).map.len()).sum()
    }
}

impl<K: Hash + Eq, V> Shard<K, V> {
    /// Makes room for a new entry: when the shard has doubled since the last time, what is not of use goes. So at most
    /// half of a large shard is useless, and an insertion costs a constant on average.
    pub(super) fn make_room(&mut self, mut of_use: impl FnMut(&V) -> bool) {
        if self.map.len() >= self.sweep_at {
            self.map.retain(|_, value| of_use(value));
            self.map.shrink_to(2 * self.map.len());
            self.sweep_at = FEW.max(2 * self.map.len());
        }
    }
}

/// Locks `mutex` also after a panic elsewhere: what is kept in memory here is only ever changed in whole steps.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
