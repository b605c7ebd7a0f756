//! Tasks that belong to a connection and end with it.

use tokio::task::JoinHandle;

/// A task that is ended when this is dropped.
pub(super) struct Background(JoinHandle<()>);

impl Background {
    #[expect(clippy::disallowed_methods, reason = "ended with its owner: a stop has nothing to wait for")]
    pub(super) fn start(work: impl Future<Output = ()> + Send + 'static) -> Self {
        Self(tokio::spawn(work))
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        self.0.abort();
    }
}
