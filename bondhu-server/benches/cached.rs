//! A page of history that comes from the cache, beside a bare handler that answers the same bytes: in this process, and with
//! one GET of a Redis server on this machine.

#[path = "stage/served.rs"]
mod served;

use std::hint::black_box;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{Request, header};
use axum::response::IntoResponse;
use axum::routing::get;
use bondhu_testkit::ephemeral_redis::EphemeralRedis;
use criterion::{Criterion, criterion_group, criterion_main};
use fred::clients::Client;
use fred::interfaces::{ClientLike, KeysInterface};
use fred::types::config::Config;
use tokio::runtime::Runtime;
use tower::ServiceExt;

use self::served::Served;

const PAGE: &str = "/api/v1/chat/history/me?limit=50";
const JSON: [(header::HeaderName, &str); 1] = [(header::CONTENT_TYPE, "application/json")];

async fn filled(cache: &str) -> (Served, Bytes) {
    let served = Served::start(cache, None).await;
    served.fill(50).await;
    // What was filled in by way of the store is not in the cache.
    loop {
        let page = served.call("GET", PAGE, "").await;
        if page.ends_with(br#""cached":true}"#) {
            return (served, page.into());
        }
    }
}

async fn ask(router: &Router) -> Bytes {
    let request = Request::builder().uri("/").body(Body::empty()).expect("a request");
    let response = router.clone().oneshot(request).await.expect("an answer");
    to_bytes(response.into_body(), usize::MAX).await.expect("a body")
}

fn in_process(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let (served, page) = runtime.block_on(filled("memory:"));
    let bare = Router::new().route("/", get(async move || (JSON, page.clone()).into_response()));
    let mut group = criterion.benchmark_group("history of 50, cached in this process");
    group.bench_function("bare handler", |bencher| {
        bencher.to_async(&runtime).iter(async || black_box(ask(&bare).await));
    });
    group.bench_function("hit", |bencher| {
        bencher.to_async(&runtime).iter(async || black_box(served.call("GET", PAGE, "").await));
    });
    group.finish();
}

fn through_redis(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let redis = EphemeralRedis::start();
    let (served, page) = runtime.block_on(filled(&redis.url()));
    let client = runtime.block_on(async {
        let client = Client::new(Config::from_url(&redis.url()).expect("a URL"), None, None, None);
        client.init().await.expect("a connection");
        client.set::<(), _, _>("bare", page, None, None, false).await.expect("a SET");
        client
    });
    let bare = Router::new().route(
        "/",
        get(async move || {
            let page: Bytes = client.get("bare").await.expect("a GET");
            (JSON, page).into_response()
        }),
    );
    let mut group = criterion.benchmark_group("history of 50, cached in Redis");
    group.bench_function("bare handler with one GET", |bencher| {
        bencher.to_async(&runtime).iter(async || black_box(ask(&bare).await));
    });
    group.bench_function("hit", |bencher| {
        bencher.to_async(&runtime).iter(async || black_box(served.call("GET", PAGE, "").await));
    });
    group.finish();
}

criterion_group!(benches, in_process, through_redis);
criterion_main!(benches);
