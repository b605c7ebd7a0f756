//! Invalidations that have not got through to the cache yet.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use bondhu_domain::ids::UserId;
use bondhu_ports::cache::CacheGroup;

/// What is still to be dropped, by person.
#[derive(Default)]
pub(super) struct Undelivered(Mutex<Notes>);

#[derive(Default)]
struct Notes {
    by_person: HashMap<UserId, (BTreeSet<CacheGroup>, u64)>,
    last_version: u64,
}

/// A person's groups to drop, as they were when they were asked for.
pub(super) struct Pending {
    pub(super) groups: Vec<CacheGroup>,
    version: u64,
}

impl Undelivered {
    pub(super) fn add(&self, person: UserId, groups: &[CacheGroup]) {
        let mut notes = self.lock();
        notes.last_version += 1;
        let version = notes.last_version;
        let note = notes.by_person.entry(person).or_default();
        note.0.extend(groups);
        note.1 = version;
    }

    pub(super) fn of(&self, person: UserId) -> Option<Pending> {
        let notes = self.lock();
        let (groups, version) = notes.by_person.get(&person)?;
        Some(Pending { groups: groups.iter().copied().collect(), version: *version })
    }

    /// Strikes out what was delivered. False if more has come in since: the delivery may have been before it.
    pub(super) fn delivered(&self, person: UserId, pending: &Pending) -> bool {
        let mut notes = self.lock();
        let newer = notes.by_person.get(&person).is_some_and(|(_, version)| *version != pending.version);
        if !newer {
            notes.by_person.remove(&person);
        }
        !newer
    }

    /// Somebody with something to deliver.
    pub(super) fn any(&self) -> Option<UserId> {
        self.lock().by_person.keys().next().copied()
    }

    pub(super) fn people(&self) -> u64 {
        self.lock().by_person.len() as u64
    }

    fn lock(&self) -> MutexGuard<'_, Notes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
