//! `bondhu serve`: the page, the API, background work and the operators' listener, until it is told to stop.

use std::net::SocketAddr;
use std::time::Duration;

use bondhu_domain::safety::Detector;
use bondhu_ports::error::BoxError;
use bondhu_ports::job_queue::Queue;
use bondhu_ports::randomness::RandomnessExt;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::cli::ServeArgs;
use crate::config::Settings;
use crate::http::{Options, Web, router};
use crate::operations;
use crate::tasks::Tasks;
use crate::wiring::{ModelFinding, check_models, open_store, wire};
use crate::worker;

use super::{Done, in_database, say};

/// Serves until SIGTERM or SIGINT, then finishes what was begun.
pub(super) async fn serve(settings: Settings, args: &ServeArgs) -> Done {
    let store = open_store(&settings).await?;
    let ready =
        if args.no_migrate { store.require_current().await } else { store.migrate().await.map(|_steps| ()) };
    ready.map_err(|error| in_database(&settings, error))?;
    let metrics = operations::record()?;
    let wired = wire(&settings, store)?;
    let address = settings.server.listen;
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| format!("server.listen: cannot listen on {address}: {error}"))?;
    let bound = listener.local_addr()?;
    let must_be_free = !settings.server.admin_listen_is_usual();
    let admin = operations::listen(settings.server.admin_listen, must_be_free).await?;
    let origin = settings.server.origin(bound);

    let tasks = Tasks::default();
    let options = Options::new(&settings, origin.as_str(), wired.app.random.seed());
    let web = Web::new(wired.app.clone(), tasks.clone(), options);
    for tending in wired.background {
        let stop = tasks.clone();
        tasks.spawn(async move {
            tokio::select! {
                () = tending.run() => {}
                () = stop.stopping() => {}
            }
        });
    }
    // A model that was withdrawn is told of before somebody is answered by the next of the chain.
    let (models, stop) = (settings.clone(), tasks.clone());
    tasks.spawn(async move {
        tokio::select! {
            findings = check_models(&models) => tell_problems(findings),
            () = stop.stopping() => {}
        }
    });
    // The tables of the detector are read before somebody has to wait for them.
    tasks.spawn_blocking(|| {
        Detector::global();
    });
    let operators = match admin {
        Some(listener) => Some(operations::start(listener, &wired.app, &tasks, metrics)?),
        None => None,
    };
    if !args.no_worker {
        worker::start(&wired.app, &tasks, Queue::ALL.to_vec(), settings.worker.schedules.clone());
    }

    tracing::info!(%bound, database = settings.database_name(), "Bondhu is ready at {}", origin.as_str());
    let operators = operators.map(|at| format!("Metrics and jobs are at {at}/admin/jobs\n"));
    say(&format!("Bondhu is ready at {}\n{}", origin.as_str(), operators.unwrap_or_default()));
    let stop = tasks.clone();
    let serving = axum::serve(listener, router(web).into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(async move { stop.stopping().await });
    let served = until_stopped(
        async { serving.await.map_err(BoxError::from) },
        &tasks,
        settings.server.shutdown_timeout,
    )
    .await;
    wired.store.close().await;
    served
}

/// Runs the server until a signal, then gives requests, streams and turns `patience` to end.
async fn until_stopped(
    serving: impl Future<Output = Result<(), BoxError>>,
    tasks: &Tasks,
    patience: Duration,
) -> Done {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::pin!(serving);
    tokio::select! {
        // Ends by itself only when the listener breaks.
        ended = &mut serving => return ended,
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("stopping: requests and replies in progress are finished first");
    tasks.stop();
    let finished = async {
        let (served, tasks_ended) =
            futures::join!(tokio::time::timeout(patience, serving), tasks.finish(patience));
        served.is_ok() && tasks_ended
    };
    tokio::select! {
        in_time = finished => {
            if !in_time {
                tracing::warn!("some requests were still open after {patience:?} and are cut");
            }
        }
        // Asked twice: at once.
        _ = interrupt.recv() => tracing::warn!("stopped at once"),
    }
    Ok(())
}

fn tell_problems(findings: Vec<ModelFinding>) {
    for ModelFinding { setting, result } in findings {
        if let Err(error) = result {
            tracing::warn!(
                setting,
                error = &*error as &dyn std::error::Error,
                "a language model will not answer"
            );
        }
    }
}
