//! When a worker with nothing to do looks for jobs. The engine's own interval is not used: where it comes due while a look
//! is under way, as on a slow database, it asks to be woken no more, and the worker sleeps until its next heartbeat.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use apalis::prelude::{PollSnapshot, PollStrategy};
use tokio::time::{Instant, Sleep, sleep};

/// Wakes the worker again and again, after a pause that begins anew each time.
pub(in crate::jobs) struct Looks {
    pause: Duration,
    next: Option<Pin<Box<Sleep>>>,
}

impl Looks {
    /// With a pause of at least a millisecond.
    pub fn every(pause: Duration) -> Self {
        Self { pause: pause.max(Duration::from_millis(1)), next: None }
    }
}

impl PollStrategy for Looks {
    fn poll_drive(&mut self, cx: &mut Context<'_>, _: &PollSnapshot) -> Poll<Option<()>> {
        let pause = self.pause;
        let next = self.next.get_or_insert_with(|| Box::pin(sleep(pause)));
        let mut due = false;
        // Until it is pending, because only then does it wake whoever asked.
        while next.as_mut().poll(cx).is_ready() {
            due = true;
            next.as_mut().reset(Instant::now() + pause);
        }
        if due { Poll::Ready(Some(())) } else { Poll::Pending }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::task::{Wake, Waker};

    use tokio::time::advance;

    use super::*;

    #[derive(Default)]
    struct Woken(AtomicU32);

    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_look_that_comes_due_during_another_is_not_the_last() {
        let (mut looks, woken) = (Looks::every(Duration::from_millis(250)), Arc::new(Woken::default()));
        let waker = Waker::from(woken.clone());
        let mut drive = || looks.poll_drive(&mut Context::from_waker(&waker), &PollSnapshot::new());
        assert_eq!(drive(), Poll::Pending);
        for wakes in 1..=3 {
            advance(Duration::from_millis(251)).await;
            tokio::task::yield_now().await;
            assert_eq!(woken.0.load(Ordering::SeqCst), wakes);
            // Once, as when the look it leads to is over at once.
            assert_eq!(drive(), Poll::Ready(Some(())));
        }
    }
}
