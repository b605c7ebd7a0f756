//! Single flight: of those who miss one entry at the same time in this process, one loads it and the others wait.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bondhu_domain::ids::UserId;
use bondhu_ports::cache::EntryKey;
use tokio::sync::watch;

/// The loads that are under way.
#[derive(Default)]
pub(crate) struct Flights(Mutex<UnderWay>);

#[derive(Default)]
struct UnderWay {
    by_key: HashMap<EntryKey, (u64, watch::Receiver<()>)>,
    last_id: u64,
}

/// The part of somebody who missed.
pub(crate) enum Flight {
    /// They load, and hold this until the entry is stored or given up.
    Lead(Lead),
    /// Somebody else does; the channel closes when they are done.
    Follow(watch::Receiver<()>),
}

/// Dropping it tells those who wait.
pub(crate) struct Lead {
    flights: Arc<Flights>,
    key: EntryKey,
    id: u64,
    _landing: watch::Sender<()>,
}

impl Flights {
    /// Leads, unless somebody does already.
    pub(crate) fn take_off(self: &Arc<Self>, key: &EntryKey) -> Flight {
        let mut under_way = self.lock();
        if let Some((_, landed)) = under_way.by_key.get(key) {
            return Flight::Follow(landed.clone());
        }
        let (landing, landed) = watch::channel(());
        under_way.last_id += 1;
        let id = under_way.last_id;
        under_way.by_key.insert(key.clone(), (id, landed));
        drop(under_way);
        Flight::Lead(Lead { flights: Arc::clone(self), key: key.clone(), id, _landing: landing })
    }

    /// From now on nobody waits for loads of this person that are under way: they became stale. Costs a look at each load
    /// under way in this process.
    pub(crate) fn disown(&self, person: UserId) {
        self.lock().by_key.retain(|key, _| key.person != person);
    }

    fn lock(&self) -> MutexGuard<'_, UnderWay> {
        // What is kept is only ever changed in whole steps.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Lead {
    fn drop(&mut self) {
        let mut under_way = self.flights.lock();
        // Another may lead since this load was disowned.
        if under_way.by_key.get(&self.key).is_some_and(|(id, _)| *id == self.id) {
            under_way.by_key.remove(&self.key);
        }
    }
}
