//! The operators' listener, apart from the public one and on loopback by default: metrics, health, and the jobs.

mod jobs_page;

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Router, serve};
use bondhu_domain::ids::TaskId;
use bondhu_ports::error::BoxError;
use bondhu_ports::job_queue::TaskState;
use bondhu_ports::store::StoreError;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;

use crate::app::App;
use crate::http::security_headers;
use crate::tasks::Tasks;

/// Seconds; requests that write take a few milliseconds, turns up to a minute.
const BUCKETS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.25, 1.0, 2.5, 10.0, 60.0];
/// How many jobs of each state the page shows.
const SHOWN: u32 = 50;

/// Begins to keep metrics. Once in a process.
pub fn record() -> Result<PrometheusHandle, BoxError> {
    let names = Matcher::Suffix("_seconds".to_owned());
    Ok(PrometheusBuilder::new().set_buckets_for_metric(names, &BUCKETS)?.install_recorder()?)
}

/// Takes the operators' address. `None` if another process on this machine has it and it matters too little to stop for
/// that.
pub async fn listen(address: SocketAddr, needed: bool) -> Result<Option<TcpListener>, BoxError> {
    match TcpListener::bind(address).await {
        Ok(listener) => Ok(Some(listener)),
        Err(error) if !needed && error.kind() == ErrorKind::AddrInUse => {
            tracing::warn!(
                "server.admin_listen: {address} is in use; this process shows no metrics and no jobs"
            );
            Ok(None)
        }
        Err(error) => Err(format!("server.admin_listen: cannot listen on {address}: {error}").into()),
    }
}

/// Serves until the program stops, and tells where.
pub fn start(
    listener: TcpListener,
    app: &Arc<App>,
    tasks: &Tasks,
    metrics: PrometheusHandle,
) -> std::io::Result<String> {
    let at = format!("http://{}", listener.local_addr()?);
    let (router, stop) = (router(app.clone(), metrics), tasks.clone());
    tasks.spawn(async move {
        let stopping = async move { stop.stopping().await };
        if let Err(error) = serve(listener, router).with_graceful_shutdown(stopping).await {
            tracing::error!(error = &error as &dyn std::error::Error, "the operators' listener ended");
        }
    });
    Ok(at)
}

#[derive(Clone)]
struct Operations {
    app: Arc<App>,
    metrics: PrometheusHandle,
}

fn router(app: Arc<App>, metrics: PrometheusHandle) -> Router {
    Router::new()
        .route("/metrics", get(metrics_text))
        .route("/livez", get(async || "ok"))
        .route("/readyz", get(ready))
        .route("/admin/jobs", get(jobs))
        .route("/admin/jobs/{id}/retry", post(retry))
        .route("/admin/jobs/{id}/discard", post(discard))
        .route("/admin/jobs.css", get(jobs_page::style))
        .layer(from_fn(own_pages_only))
        .layer(from_fn(security_headers::add))
        .with_state(Operations { app, metrics })
}

async fn metrics_text(State(it): State<Operations>) -> impl IntoResponse {
    it.metrics.run_upkeep();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], it.metrics.render())
}

async fn ready(State(it): State<Operations>) -> Response {
    match it.app.store.check().await {
        Ok(()) => "ready".into_response(),
        Err(error) => (StatusCode::SERVICE_UNAVAILABLE, format!("database: {error}")).into_response(),
    }
}

async fn jobs(State(it): State<Operations>) -> Response {
    let queue = &it.app.queue;
    let view = async {
        Ok::<_, StoreError>(jobs_page::JobsView {
            counts: queue.counts().await?,
            running: queue.list(TaskState::Running, SHOWN).await?,
            retrying: queue.list(TaskState::Retrying, SHOWN).await?,
            failed: queue.list(TaskState::Failed, SHOWN).await?,
        })
    };
    match view.await {
        Ok(view) => jobs_page::page(&view).into_response(),
        Err(error) => unavailable(&error),
    }
}

async fn retry(State(it): State<Operations>, Path(id): Path<String>) -> Response {
    let Ok(id) = id.parse::<TaskId>() else { return StatusCode::NOT_FOUND.into_response() };
    back_to_jobs(it.app.queue.retry(id).await)
}

async fn discard(State(it): State<Operations>, Path(id): Path<String>) -> Response {
    let Ok(id) = id.parse::<TaskId>() else { return StatusCode::NOT_FOUND.into_response() };
    back_to_jobs(it.app.queue.discard(id).await)
}

/// The page shows what became of it; a job that is gone meanwhile needs no words.
fn back_to_jobs(done: Result<bool, StoreError>) -> Response {
    match done {
        Ok(_) => Redirect::to("/admin/jobs").into_response(),
        Err(error) => unavailable(&error),
    }
}

fn unavailable(error: &StoreError) -> Response {
    tracing::error!(error = error as &dyn std::error::Error, "the jobs could not be read or changed");
    (StatusCode::SERVICE_UNAVAILABLE, error.to_string()).into_response()
}

/// Nobody signs in here, so a page of another site must not be able to read or press anything: the listener has to be
/// addressed by an IP address or as localhost (a name could be made to point here), and forms must come from its own page.
async fn own_pages_only(request: Request, next: Next) -> Response {
    let host = text(request.headers(), "host").unwrap_or_default();
    let by_form = !request.method().is_safe();
    if !is_local_name(host) || (by_form && !same_origin(request.headers(), host)) {
        return (StatusCode::FORBIDDEN, "This request did not come from this page.").into_response();
    }
    next.run(request).await
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn is_local_name(host: &str) -> bool {
    let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|it| it.is_ascii_digit()));
    let name = name.map_or(host, |(name, _)| name);
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    bare == "localhost" || bare.parse::<std::net::IpAddr>().is_ok()
}

fn same_origin(headers: &HeaderMap, host: &str) -> bool {
    let by_site = text(headers, "sec-fetch-site").map(|site| site == "same-origin");
    let by_origin =
        text(headers, "origin").map(|origin| origin.split_once("://").is_some_and(|(_, it)| it == host));
    matches!((by_site, by_origin), (Some(true), None | Some(true)) | (None, Some(true)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_could_point_here_are_none_of_ours() {
        for good in ["127.0.0.1:8081", "[::1]:8081", "localhost", "localhost:1", "10.0.0.7:8081"] {
            assert!(is_local_name(good), "{good}");
        }
        for bad in
            ["", "evil.example", "evil.example:8081", "127.0.0.1.evil.example", "localhost.evil.example:80"]
        {
            assert!(!is_local_name(bad), "{bad}");
        }
    }

    #[test]
    fn forms_of_other_sites_are_refused() {
        let from = |pairs: &[(&'static str, &'static str)]| {
            let headers = pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
            same_origin(&headers.collect(), "127.0.0.1:8081")
        };
        assert!(from(&[("origin", "http://127.0.0.1:8081")]));
        assert!(from(&[("sec-fetch-site", "same-origin")]));
        assert!(!from(&[]));
        assert!(!from(&[("origin", "http://evil.example")]));
        assert!(!from(&[("sec-fetch-site", "cross-site"), ("origin", "http://127.0.0.1:8081")]));
        assert!(!from(&[("sec-fetch-site", "same-origin"), ("origin", "null")]));
    }
}
