//! The in-memory store does what every store does.

use std::sync::Arc;

use bondhu_ports::store::Store;
use bondhu_testkit::memory_store::MemoryStore;

async fn fresh() -> (Arc<dyn Store>, ()) {
    (Arc::new(MemoryStore::new()), ())
}

bondhu_testkit::store_conformance!(fresh);
