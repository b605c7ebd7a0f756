//! `worker`: what is done in the background.

use std::time::Duration;

use super::kinds::Lasting;
use super::section::section;

section! {
    /// What is done in the background.
    pub struct Worker: "worker" {
        /// How often sessions that went idle are closed and what has expired is removed.
        tick: Duration = Lasting(Duration::from_secs(1), Duration::from_hours(1)), "60s";
    }
}
