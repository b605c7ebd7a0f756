//! The suite of every store.

use std::sync::Arc;

use bondhu_ports::store::Store;
use tempfile::TempDir;

use super::fixtures;

async fn make() -> (Arc<dyn Store>, TempDir) {
    let (store, directory) = fixtures::store().await;
    (Arc::new(store), directory)
}

bondhu_testkit::store_conformance!(make);
