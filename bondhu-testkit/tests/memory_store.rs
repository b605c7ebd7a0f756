//! The in-memory store does what every store does.

use std::sync::Arc;

use bondhu_ports::clock::Clock;
use bondhu_ports::store::Store;
use bondhu_testkit::conformance::job_queue::JobBench;
use bondhu_testkit::manual_clock::ManualClock;
use bondhu_testkit::memory_store::{MemoryJobQueue, MemoryStore};

async fn fresh() -> (Arc<dyn Store>, ()) {
    (Arc::new(MemoryStore::new()), ())
}

bondhu_testkit::store_conformance!(fresh);

async fn fresh_queue() -> (JobBench, ()) {
    let store = MemoryStore::new();
    let clock: Arc<dyn Clock> = Arc::new(ManualClock::default());
    let queue = Arc::new(MemoryJobQueue::new(store.clone(), clock.clone()));
    (JobBench { store: Arc::new(store), queue, clock }, ())
}

bondhu_testkit::job_queue_conformance!(fresh_queue);
