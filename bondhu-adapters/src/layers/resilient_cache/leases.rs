//! The leases that are out, so that a look-up that waits for one is not taken for a slow cache.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bondhu_ports::cache::{EntryKey, Lease};
use tokio::sync::watch;

/// Leases that readers in this process hold.
#[derive(Default)]
pub(super) struct Leases(Mutex<Out>);

#[derive(Default)]
struct Out {
    by_key: HashMap<EntryKey, (u64, watch::Receiver<()>)>,
    last_id: u64,
}

/// What our leases hold: what the inner cache's lease held, given up first, and a note in [`Leases`].
struct Held {
    inner: Option<Box<dyn Any + Send + Sync>>,
    note: Note,
}

/// A lease is out for as long as this lives.
pub(super) struct Note {
    leases: Arc<Leases>,
    key: EntryKey,
    id: u64,
    _released: watch::Sender<()>,
}

impl Leases {
    /// Notes the lease for as long as it is held.
    pub(super) fn watch(self: &Arc<Self>, key: &EntryKey, lease: Lease) -> Lease {
        let (released, holder) = watch::channel(());
        let mut out = self.lock();
        out.last_id += 1;
        let id = out.last_id;
        out.by_key.insert(key.clone(), (id, holder));
        drop(out);
        let note = Note { leases: Arc::clone(self), key: key.clone(), id, _released: released };
        Lease { stamp: lease.stamp, held: Some(Box::new(Held { inner: lease.held, note })) }
    }

    /// The lease as the inner cache gave it, if it did.
    pub(super) fn unwrap(lease: Lease) -> Option<(Lease, Note)> {
        let Held { inner, note } = *lease.held?.downcast::<Held>().ok()?;
        Some((Lease { stamp: lease.stamp, held: inner }, note))
    }

    /// A channel that closes when the lease of this entry is given up, if one is out.
    pub(super) fn holder(&self, key: &EntryKey) -> Option<watch::Receiver<()>> {
        self.lock().by_key.get(key).map(|(_, holder)| holder.clone())
    }

    fn lock(&self) -> MutexGuard<'_, Out> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Note {
    fn drop(&mut self) {
        let mut out = self.leases.lock();
        // After an invalidation there may be a newer one.
        if out.by_key.get(&self.key).is_some_and(|(id, _)| *id == self.id) {
            out.by_key.remove(&self.key);
        }
    }
}
