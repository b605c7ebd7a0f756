//! The stamps of the people of whom the cache holds an entry or has given a lease, and nobody else's.
//!
//! Entries and leases hold an [`Arc`] of their [`Person`], the map only a [`Weak`]: with the last of them the person
//! goes, and if they come back their stamps are new ones. So nothing old can ever match, and the map is bounded by what
//! the cache holds.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Weak};

use bondhu_domain::ids::UserId;
use bondhu_ports::cache::{CacheGroup, EntryKey, Lease};

use crate::memory::shards::{Shards, lock};
use crate::single_flight::Lead;

/// All people with something in the cache.
pub(super) struct People {
    by_id: Shards<UserId, Weak<Person>>,
    /// One counter for all stamps, so that none is ever used twice. At a thousand million a second it lasts 584 years.
    last_stamp: AtomicU64,
}

/// The stamps of one person.
pub(super) struct Person {
    id: UserId,
    people: Arc<People>,
    state: Mutex<State>,
}

struct State {
    /// Changes with every invalidation; leases are held against it.
    stamp: u64,
    /// Change with the invalidations of their group; entries are held against them.
    groups: [u64; CacheGroup::ALL.len()],
}

/// What a lease holds: the person's stamps stay known for as long as it does.
struct Held {
    _person: Arc<Person>,
    _lead: Lead,
}

impl People {
    pub(super) fn new() -> Self {
        Self { by_id: Shards::new(), last_stamp: AtomicU64::new(0) }
    }

    pub(super) fn get_or_add(self: &Arc<Self>, id: UserId) -> Arc<Person> {
        let mut shard = self.by_id.lock(&id);
        if let Some(person) = shard.map.get(&id).and_then(Weak::upgrade) {
            return person;
        }
        let stamp = self.next_stamp();
        let state = State { stamp, groups: [stamp; CacheGroup::ALL.len()] };
        let person = Arc::new(Person { id, people: Arc::clone(self), state: Mutex::new(state) });
        shard.map.insert(id, Arc::downgrade(&person));
        person
    }

    /// The person and the stamp of the entry's group, if `lease_stamp` is still the person's.
    pub(super) fn check(&self, key: &EntryKey, lease_stamp: u128) -> Option<(Arc<Person>, u64)> {
        let person = self.get(key.person)?;
        let state = lock(&person.state);
        let group_stamp = (u128::from(state.stamp) == lease_stamp).then(|| state.groups[key.group as usize]);
        drop(state);
        group_stamp.map(|stamp| (person, stamp))
    }

    /// Somebody who is not known has neither entries nor leases, so there is nothing to do for them.
    pub(super) fn invalidate(&self, id: UserId, groups: &[CacheGroup]) {
        if let Some(person) = self.get(id) {
            let stamp = self.next_stamp();
            let mut state = lock(&person.state);
            state.stamp = stamp;
            for group in groups {
                state.groups[*group as usize] = stamp;
            }
        }
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.by_id.len()
    }

    fn get(&self, id: UserId) -> Option<Arc<Person>> {
        let shard = self.by_id.lock(&id);
        shard.map.get(&id).and_then(Weak::upgrade)
    }

    fn next_stamp(&self) -> u64 {
        self.last_stamp.fetch_add(1, Ordering::Relaxed) + 1
    }
}

impl Person {
    pub(super) fn group_stamp(&self, group: CacheGroup) -> u64 {
        lock(&self.state).groups[group as usize]
    }

    /// A lease of this moment for whoever leads.
    pub(super) fn lease(self: Arc<Self>, lead: Lead) -> Lease {
        let stamp = u128::from(lock(&self.state).stamp);
        Lease { stamp, held: Some(Box::new(Held { _person: self, _lead: lead })) }
    }
}

impl Drop for Person {
    fn drop(&mut self) {
        let mut shard = self.people.by_id.lock(&self.id);
        // They may have come back in between; then the map has their new self.
        if shard.map.get(&self.id).is_some_and(|person| person.strong_count() == 0) {
            shard.map.remove(&self.id);
        }
    }
}
