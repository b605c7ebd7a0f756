//! Which life of the server a connection speaks to.
//!
//! A server that comes back may have been restored from a snapshot, and one that takes over may be behind: either can hold
//! entries whose invalidations it never saw. Each life has a run id of its own, asked for anew after each cut.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use fred::clients::Client;
use fred::error::Error;
use fred::interfaces::{ClientLike, EventInterface};
use fred::types::InfoKind;
use fred::types::config::Server;
use sha2::{Digest, Sha256};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::TryRecvError;
use tokio::sync::watch;

use super::background::Background;

/// After so long the server is asked again when it did not answer.
const ASK_AGAIN: Duration = Duration::from_millis(100);

/// The life that one connection speaks to.
pub(super) struct Incarnation {
    shared: Arc<Shared>,
    _watch: Background,
}

struct Shared {
    /// Zero while it is not known.
    run: watch::Sender<u64>,
    /// Cuts of the connection that the watch has not dealt with yet. The client notes a cut before it connects anew, so an
    /// answer from another life never comes while this is empty.
    cuts: Mutex<Receiver<Cut>>,
}

type Cut = (Error, Option<Server>);

impl Incarnation {
    /// Watches a client that is about to connect. The nodes of a cluster are not told apart.
    pub(super) fn watch(client: &Client, is_cluster: bool) -> Self {
        let shared = Arc::new(Shared { run: watch::Sender::new(0), cuts: Mutex::new(client.error_rx()) });
        let watching = follow(client.clone(), client.error_rx(), Arc::clone(&shared), is_cluster);
        Self { shared, _watch: Background::start(watching) }
    }

    /// Waits until it is known.
    pub(super) async fn known(&self) {
        // The sender is here: this cannot fail.
        let mut run = self.shared.run.subscribe();
        let _known = run.wait_for(|run| *run != 0).await;
    }

    /// The life, if it is known and was not cut off.
    pub(super) fn current(&self) -> Option<u64> {
        let run = *self.shared.run.borrow();
        let uncut = self.shared.cuts.lock().unwrap_or_else(PoisonError::into_inner).is_empty();
        (run != 0 && uncut).then_some(run)
    }
}

async fn follow(client: Client, mut cuts: Receiver<Cut>, shared: Arc<Shared>, is_cluster: bool) {
    let mut known = false;
    loop {
        if !known
            && let Ok(run) = run_id(&client, is_cluster).await
            && cuts.is_empty()
        {
            shared.run.send_replace(run);
            known = true;
        }
        let patience = if known { Duration::from_hours(24) } else { ASK_AGAIN };
        if tokio::time::timeout(patience, cuts.recv()).await.is_ok() {
            known = false;
            shared.run.send_replace(0);
            let mut waiting = shared.cuts.lock().unwrap_or_else(PoisonError::into_inner);
            // Errors are of no interest here, only that they were.
            while !matches!(waiting.try_recv(), Err(TryRecvError::Empty | TryRecvError::Closed)) {}
        }
    }
}

async fn run_id(client: &Client, is_cluster: bool) -> Result<u64, Error> {
    let info: String = client.info(Some(InfoKind::Server)).await?;
    let run = info.lines().find_map(|line| line.strip_prefix("run_id:")).filter(|_| !is_cluster);
    let hash = Sha256::digest(run.unwrap_or_default().trim().as_bytes());
    let bytes: [u8; 8] = std::array::from_fn(|index| hash[index]);
    Ok(u64::from_be_bytes(bytes).max(1))
}
