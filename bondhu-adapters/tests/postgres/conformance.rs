//! The suite of every store.

use std::sync::Arc;

use bondhu_ports::store::Store;

use super::fixtures;

async fn make() -> (Arc<dyn Store>, ()) {
    let (store, _) = fixtures::store().await;
    (Arc::new(store), ())
}

bondhu_testkit::store_conformance!(make);
