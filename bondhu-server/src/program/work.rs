//! `bondhu worker`: background work beside processes that serve.

use std::time::Duration;

use bondhu_ports::job_queue::Queue;
use tokio::signal::unix::{SignalKind, signal};

use crate::cli::WorkerArgs;
use crate::config::Settings;
use crate::operations;
use crate::tasks::Tasks;
use crate::wiring::{open_store, wire};
use crate::worker;

use super::{Done, in_database, say};

/// Works until SIGTERM or SIGINT, then finishes what was begun or gives it back.
pub(super) async fn work(settings: Settings, args: &WorkerArgs) -> Done {
    let metrics = operations::record()?;
    let store = open_store(&settings).await?;
    store.migrate().await.map_err(|error| in_database(&settings, error))?;
    let wired = wire(&settings, store)?;
    let tasks = Tasks::default();
    let queues = if args.queues.is_empty() { Queue::ALL.to_vec() } else { args.queues.clone() };
    let names = queues.iter().map(|queue| queue.as_str()).collect::<Vec<_>>().join(", ");
    // Beside a server on the same machine the address is taken; a worker works without it.
    let operators = match operations::listen(settings.server.admin_listen, false).await? {
        Some(listener) => Some(operations::start(listener, &wired.app, &tasks, metrics)?),
        None => None,
    };
    worker::start(&wired.app, &tasks, queues, settings.worker.schedules.clone());
    let operators = operators.map(|at| format!("Metrics and jobs are at {at}/admin/jobs\n"));
    say(&format!("Bondhu works on {names}\n{}", operators.unwrap_or_default()));
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("stopping: jobs in progress are finished or given back");
    tasks.stop();
    let patience = settings.server.shutdown_timeout + Duration::from_secs(1);
    tokio::select! {
        in_time = tasks.finish(patience) => if !in_time { tracing::warn!("some jobs were still running and are cut") },
        _ = interrupt.recv() => tracing::warn!("stopped at once"),
    }
    wired.store.close().await;
    Ok(())
}
