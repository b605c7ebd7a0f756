//! The processor time of a page of history that comes from the cache, over the network with 16 connections, beside bare
//! handlers that answer the same bytes in the same way. The load comes from a process of its own, whose time is not counted.

#[path = "load/client.rs"]
mod client;
#[path = "stage/served.rs"]
mod served;

use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use bondhu_testkit::ephemeral_postgres::{Durability, EphemeralPostgres};
use bondhu_testkit::ephemeral_redis::EphemeralRedis;
use fred::clients::Client;
use fred::interfaces::{ClientLike, KeysInterface};
use fred::types::config::Config;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use self::served::Served;

const PAGE: &str = "/api/v1/chat/history/me?limit=50";
const JSON: [(header::HeaderName, &str); 1] = [(header::CONTENT_TYPE, "application/json")];
const WARM_UP: Duration = Duration::from_secs(1);
const RUN: Duration = Duration::from_secs(4);
/// The middle one of so many runs counts.
const RUNS: usize = 5;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.get(1).is_some_and(|it| it == client::FLAG) {
        return client::run(&arguments[2..]);
    }
    let runtime = Runtime::new().expect("a runtime");
    in_process(&runtime);
    through_redis(&runtime);
}

fn in_process(runtime: &Runtime) {
    let (served, page) = runtime.block_on(filled("memory:", None));
    let bare = Router::new().route("/", get(async move || (JSON, page.clone()).into_response()));
    let bare = Subject::start(runtime, "bare handler", bare, "/", "");
    let hit = Subject::start(
        runtime,
        "hit in this process, sign-in from SQLite",
        served.router.clone(),
        PAGE,
        &served.token,
    );
    measure(&[bare, hit]);
}

fn through_redis(runtime: &Runtime) {
    let redis = EphemeralRedis::start();
    let postgres = EphemeralPostgres::start(Durability::Full);
    let database = postgres.empty_database();
    let (on_sqlite, page) = runtime.block_on(filled(&redis.url(), None));
    let (on_postgres, _) = runtime.block_on(filled(&redis.url(), Some(&database)));
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
    let bare = Subject::start(runtime, "bare handler with one GET", bare, "/", "");
    let start =
        |name, served: &Served| Subject::start(runtime, name, served.router.clone(), PAGE, &served.token);
    let on_sqlite = start("hit through Redis, sign-in from SQLite", &on_sqlite);
    let on_postgres = start("hit through Redis, sign-in from PostgreSQL", &on_postgres);
    measure(&[bare, on_sqlite, on_postgres]);
}

async fn filled(cache: &str, database: Option<&str>) -> (Served, Bytes) {
    let served = Served::start(cache, database).await;
    served.fill(50).await;
    // What was filled in by way of the store is not in the cache.
    loop {
        let page = served.call("GET", PAGE, "").await;
        if page.ends_with(br#""cached":true}"#) {
            return (served, page.into());
        }
    }
}

/// Something that is served on the network.
struct Subject {
    name: &'static str,
    address: SocketAddr,
    path: &'static str,
    token: String,
}

impl Subject {
    fn start(runtime: &Runtime, name: &'static str, router: Router, path: &'static str, token: &str) -> Self {
        let listener = runtime.block_on(TcpListener::bind(("127.0.0.1", 0))).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        runtime.spawn(async move { axum::serve(listener, service).await });
        Self { name, address, path, token: token.to_owned() }
    }

    /// Requests a second, and microseconds of this process for one.
    fn load(&self, time: Duration) -> (f64, f64) {
        let program = std::env::current_exe().expect("this program");
        let millis = time.as_millis().to_string();
        let address = self.address.to_string();
        let mut command = Command::new(program);
        command.args([client::FLAG, &address, self.path, &self.token, &millis]).stdout(Stdio::piped());
        let before = processor_micros();
        let output = command.output().expect("a client");
        let spent = processor_micros() - before;
        assert!(output.status.success(), "the client failed");
        let requests: f64 = String::from_utf8_lossy(&output.stdout).trim().parse().expect("a number");
        (requests / time.as_secs_f64(), spent / requests)
    }
}

/// One after another, so often, so that all of them see the machine alike. The first is what the others are compared with.
fn measure(subjects: &[Subject]) {
    let mut runs = vec![Vec::new(); subjects.len()];
    for subject in subjects {
        subject.load(WARM_UP);
    }
    for _ in 0..RUNS {
        for (subject, runs) in subjects.iter().zip(&mut runs) {
            runs.push(subject.load(RUN));
        }
    }
    let middle = |runs: &[(f64, f64)], part: fn(&(f64, f64)) -> f64| {
        let mut parts: Vec<f64> = runs.iter().map(part).collect();
        parts.sort_by(f64::total_cmp);
        parts[parts.len() / 2]
    };
    let bare = middle(&runs[0], |run| run.1);
    for (subject, runs) in subjects.iter().zip(&runs) {
        let (rate, micros) = (middle(runs, |run| run.0), middle(runs, |run| run.1));
        let name = subject.name;
        println!(
            "{name}: {rate:.0} requests/s, {micros:.1} us of CPU each, {:.2} times the bare one",
            micros / bare
        );
    }
}

/// What all threads of this process have spent.
fn processor_micros() -> f64 {
    let threads = std::fs::read_dir("/proc/self/task").expect("Linux");
    let nanos = |thread: std::fs::DirEntry| {
        let spent = std::fs::read_to_string(thread.path().join("schedstat")).unwrap_or_default();
        spent.split(' ').next().and_then(|it| it.parse::<f64>().ok()).unwrap_or(0.0)
    };
    threads.flatten().map(nanos).sum::<f64>() / 1_000.0
}
