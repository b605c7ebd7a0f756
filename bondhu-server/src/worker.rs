//! What is done from time to time while the program runs.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::app::{App, AppError};
use crate::tasks::Tasks;

/// How often everybody who wrote something is analysed.
const HOURLY: Duration = Duration::from_hours(1);

/// Every `tick`: closes idle sessions, does follow-up work, forgets what has expired.
pub async fn housekeeping(app: Arc<App>, tasks: Tasks, tick: Duration) {
    let mut ticks = interval(tick);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut analysed: Option<Instant> = None;
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = tasks.stopping() => return,
        }
        told("idle sessions closed", app.close_idle_sessions().await);
        told("follow-up jobs done", app.run_due_jobs().await);
        told("expired rows forgotten", app.purge_expired().await);
        if analysed.is_none_or(|at| at.elapsed() >= HOURLY) {
            analysed = Some(Instant::now());
            told("people analysed", app.analyse_active(HOURLY + tick).await);
        }
    }
}

fn told(what: &str, outcome: Result<u64, AppError>) {
    match outcome {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, "{what}"),
        // The next tick tries again.
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "housekeeping failed: {what}");
        }
    }
}
