//! The rails around the workers of a queue:
//!
//! - one failure of the store ends a worker for good, so a new one is begun after a pause, so that a store that is down
//!   is not asked in a loop;
//! - each has a name that no other ever had: under the name of a dead one it would keep that one's jobs locked;
//! - one with nothing to do asks as often as the settings say; by itself it would ask once in each heartbeat: see
//!   [`looks`](super::looks);
//! - what it held when it ended is given back by name, at once and not after missed heartbeats.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use bondhu_domain::ids::uuid_v7;
use bondhu_ports::clock::Clock;
use bondhu_ports::randomness::RandomnessExt;
use bondhu_ports::store::StoreError;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};

use super::Guard;

/// How often what the engine leaves behind is put right.
const MENDING: Duration = Duration::from_mins(1);

/// Keeps a worker of the guard's queue going until the guard stops. `run` works under a name until it fails, or the
/// guard stops.
pub(in crate::jobs) async fn keep_working<F, R>(guard: Arc<Guard>, clock: Arc<dyn Clock>, run: F)
where
    F: Fn(String) -> R + Send + Sync,
    R: Future<Output = ()> + Send,
{
    let mending = async {
        let mut ticks = interval(MENDING);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            told(&guard, &guard.ledger.mend(guard.queue).await);
        }
    };
    let working = async {
        while !guard.stopping.is_asked() {
            let name = format!("{}-{}", guard.queue.as_str(), uuid_v7(clock.now(), guard.random.entropy()));
            run(name.clone()).await;
            give_back(&guard, &name).await;
            if !guard.stopping.is_asked() {
                tracing::warn!(queue = guard.queue.as_str(), "a worker ended by itself; another begins");
                pause(&guard).await;
            }
        }
        told(&guard, &guard.ledger.mend(guard.queue).await);
    };
    tokio::select! {
        () = working => {}
        () = mending => {}
    }
}

/// What a worker held when it ended is there for others at once. While the store is away this is tried again: later than
/// after two missed heartbeats others have taken it.
async fn give_back(guard: &Guard, name: &str) {
    let taken_by_others = Instant::now() + guard.config.heartbeat * 2;
    while !told(guard, &guard.ledger.release(name).await)
        && !guard.stopping.is_asked()
        && Instant::now() < taken_by_others
    {
        pause(guard).await;
    }
}

async fn pause(guard: &Guard) {
    tokio::select! {
        () = sleep(guard.config.restart_pause) => {}
        () = guard.stopping.asked() => {}
    }
}

/// Tells a failure, and whether there was none.
fn told(guard: &Guard, done: &Result<(), StoreError>) -> bool {
    if let Err(error) = done {
        // The next time does it; till then others wait for missed heartbeats.
        tracing::warn!(
            queue = guard.queue.as_str(),
            error = error as &dyn std::error::Error,
            "jobs were not put right"
        );
    }
    done.is_ok()
}

/// A worker on any of the engine's stores, as a future that ends when the worker does.
macro_rules! guarded_worker {
    ($backend:expr, $name:expr, $guard:expr) => {{
        use ::apalis::prelude::{
            Attempt, BackendExt, BoxDynError, Monitor, TaskId, WorkerBuilder, WorkerBuilderExt,
        };
        let (backend, name, guard) = ($backend, $name, $guard.clone());
        let (stopping, patience) = (guard.stopping.clone(), guard.config.patience);
        let worker =
            move |_restarts| {
                let handled = guard.clone();
                let handler = move |payload: $crate::jobs::payload::Payload, id: TaskId, attempt: Attempt| {
                    let guard = handled.clone();
                    async move {
                        let found = guard.run(&id.to_string(), attempt.current(), &payload.0).await?;
                        Ok::<::serde_json::Value, BoxDynError>(found)
                    }
                };
                WorkerBuilder::new(name.clone())
                    .backend(backend.clone().with_codec($crate::jobs::payload::Verbatim).poll_with_strategy(
                        $crate::jobs::guard::looks::Looks::every(guard.config.poll_interval),
                    ))
                    .concurrency(guard.config.concurrency_of(guard.queue))
                    .build(handler)
            };
        async move {
            let signal = async move {
                stopping.asked().await;
                Ok(())
            };
            let ended = Monitor::new()
                .register(worker)
                // Begun when the signal has come, unlike the engine's own timer.
                .with_terminator(async move { ::tokio::time::sleep(patience).await })
                .run_with_signal(signal)
                .await;
            if let Err(error) = ended {
                tracing::warn!(error = &error as &dyn std::error::Error, "a worker ended");
            }
        }
    }};
}

pub(in crate::jobs) use guarded_worker;
