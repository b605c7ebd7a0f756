//! The one home of background tasks: all are known, so that a stop can wait for them.

use std::future::Future;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Spawns tasks and waits for them.
#[derive(Clone, Debug, Default)]
pub struct Tasks {
    tracker: TaskTracker,
    stopping: CancellationToken,
}

impl Tasks {
    /// Runs `work` to its end, whoever waits for it.
    pub fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.tracker.spawn(work);
    }

    /// Runs `work` that blocks on a thread of its own.
    pub fn spawn_blocking(&self, work: impl FnOnce() + Send + 'static) {
        self.tracker.spawn_blocking(work);
    }

    /// Done as soon as the program has been asked to stop.
    pub async fn stopping(&self) {
        self.stopping.cancelled().await;
    }

    /// Asks everything that listens to [`Self::stopping`] to end.
    pub fn stop(&self) {
        self.stopping.cancel();
    }

    /// Waits until every task has ended, at most `patience`. False when some had not.
    pub async fn finish(&self, patience: Duration) -> bool {
        self.tracker.close();
        tokio::time::timeout(patience, self.tracker.wait()).await.is_ok()
    }
}
