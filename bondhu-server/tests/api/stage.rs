//! A server of a test's own.

use std::sync::Arc;

use axum::Router;
use bondhu_server::app::App;
use bondhu_testkit::manual_clock::ManualClock;

use super::in_process::in_process;

pub struct Stage {
    pub app: Arc<App>,
    pub clock: ManualClock,
    pub router: Router,
}

impl Stage {
    /// On fakes, with a model that answers "I am here.".
    pub fn new() -> Self {
        Self::with(|_| {})
    }

    /// The same with some parts changed.
    pub fn with(change: impl FnOnce(&mut App)) -> Self {
        Self::at(ManualClock::default(), 1, change)
    }

    /// At the time of `clock`, as the `start`th start of the program.
    pub fn at(clock: ManualClock, start: u64, change: impl FnOnce(&mut App)) -> Self {
        let (app, router) = in_process(&clock, start, change);
        Self { app, clock, router }
    }
}
