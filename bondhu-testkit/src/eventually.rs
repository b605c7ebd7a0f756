//! Waiting for what another task or process does, without guessing how long it takes.

use std::time::Duration;

use tokio::time::{Instant, sleep};

/// What `look` finds, as soon as it finds it.
///
/// # Panics
/// When it has found nothing for a minute, which no test should take.
pub async fn eventually<T, F: Future<Output = Option<T>>>(what: &str, mut look: impl FnMut() -> F) -> T {
    let deadline = Instant::now() + Duration::from_mins(1);
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(Instant::now() < deadline, "waited in vain for {what}");
        sleep(Duration::from_millis(5)).await;
    }
}
