//! Time that a test moves by hand.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use crate::manual_clock::ManualClock;

/// Whatever an adapter reads its time from, as seen by a test that wants it to pass.
#[async_trait]
pub trait MovableTime: Send + Sync {
    /// Lets `by` pass at once.
    async fn advance(&self, by: Duration);
}

#[async_trait]
impl MovableTime for ManualClock {
    async fn advance(&self, by: Duration) {
        Self::advance(self, by);
    }
}

/// A port whose behaviour depends on time, with the time it depends on.
pub struct Timed<P: ?Sized> {
    /// The port.
    pub port: Arc<P>,
    /// Its time.
    pub time: Arc<dyn MovableTime>,
}

impl<P: ?Sized> Timed<P> {
    /// Both together.
    pub fn new(port: Arc<P>, time: Arc<dyn MovableTime>) -> Self {
        Self { port, time }
    }
}
