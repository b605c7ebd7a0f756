//! Server time of whole requests through the router, over a real SQLite file with every commit on disk.

use std::hint::black_box;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Request, header};
use bondhu_domain::ids::UserId;
use bondhu_domain::messages::{Message, Sender, next_instant};
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::randomness::RandomnessExt;
use bondhu_ports::store::Scope;
use bondhu_server::config::{Environment, Flag, Settings, Sources};
use bondhu_server::http::{Options, Web, router};
use bondhu_server::tasks::Tasks;
use bondhu_server::wiring::{Wired, open_store, wire};
use criterion::{Criterion, criterion_group, criterion_main};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tower::ServiceExt;

/// Messages in the chat that is read.
const DEEP: usize = 100_000;

struct Served {
    router: Router,
    wired: Wired,
    token: String,
    user: UserId,
    _directory: TempDir,
}

impl Served {
    async fn start() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let data_dir = directory.path().display().to_string();
        let flags = vec![Flag { name: "--data-dir", key: "server.data_dir", value: data_dir }];
        let working_dir = directory.path().to_owned();
        let sources = Sources { config: None, working_dir, environment: Environment::default(), flags };
        let settings = Settings::load(&sources).expect("settings");
        let store = open_store(&settings).await.expect("a store");
        store.migrate().await.expect("a schema");
        let wired = wire(&settings, store).expect("an app");
        let options = Options::new(&settings, "http://127.0.0.1:8080", 1);
        let web = Web::new(wired.app.clone(), Tasks::default(), options);
        let mut served = Self {
            router: router(web),
            wired,
            token: String::new(),
            user: UserId::from_uuid(uuid::Uuid::nil()),
            _directory: directory,
        };
        let body = r#"{"email":"bench@example.com","password":"a bench to sit on"}"#;
        let answer = served.call("POST", "/api/v1/auth/register", body).await;
        let granted: serde_json::Value = serde_json::from_slice(&answer).expect("JSON");
        granted["token"].as_str().expect("a token").clone_into(&mut served.token);
        served.user = granted["user_id"].as_str().expect("an id").parse().expect("an id");
        served
    }

    async fn call(&self, method: &str, path: &str, body: &str) -> Vec<u8> {
        let peer: SocketAddr = ([127, 0, 0, 1], 1).into();
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .header(header::CONTENT_TYPE, "application/json")
            .extension(ConnectInfo(peer))
            .body(Body::from(body.to_owned()))
            .expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        assert!(response.status().is_success(), "{path}: {}", response.status());
        to_bytes(response.into_body(), usize::MAX).await.expect("a body").to_vec()
    }

    /// Fills the chat by way of the store, many messages a commit.
    async fn fill(&self) {
        self.call("POST", "/api/v1/chat/send", r#"{"message":"The first one."}"#).await;
        let random = &self.wired.app.random;
        let mut work = self.wired.store.port().begin(Scope::Person(self.user)).await.expect("a unit of work");
        let session = work.sessions().latest(self.user).await.expect("a read").expect("a session");
        let mut at = work.messages().newest_at(self.user).await.expect("a read");
        for number in 0..DEEP {
            let created_at = next_instant(at, Timestamp::UNIX_EPOCH);
            at = Some(created_at);
            let message = Message {
                id: bondhu_domain::ids::MessageId::new(created_at, random.entropy()),
                user_id: self.user,
                session_id: session.id,
                sender: Sender::User,
                text: format!("Message number {number}, about as long as people's messages tend to be."),
                mood: None,
                sentiment_score: None,
                has_personality_context: false,
                safety_tier: 0,
                off_the_record: false,
                in_reply_to: None,
                authorship: None,
                reactions: Vec::new(),
                created_at,
            };
            work.messages().insert(&message).await.expect("a write");
        }
        work.commit().await.expect("a commit");
    }
}

fn history(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let served = runtime.block_on(async {
        let served = Served::start().await;
        served.fill().await;
        served
    });
    let mut group = criterion.benchmark_group("history of 50");
    group.bench_function("from the cache", |bencher| {
        bencher.to_async(&runtime).iter(|| served.call("GET", "/api/v1/chat/history/me?limit=50", ""));
    });
    // Every page asked for is another one, so none comes from the cache.
    let mut offset = 0;
    group.bench_function("from SQLite, near the newest", |bencher| {
        bencher.to_async(&runtime).iter(|| {
            offset = (offset + 1) % 40;
            let before = offset;
            let served = &served;
            async move { black_box(served.wired.app.load_history(served.user, &page(before)).await) }
        });
    });
    let deep = runtime.block_on(async {
        let all = served.wired.app.export_messages(served.user, None).await.expect("messages");
        all[400].id
    });
    group.bench_function("from SQLite, at the far end", |bencher| {
        bencher.to_async(&runtime).iter(|| {
            let query = bondhu_ports::messages::HistoryQuery { before: Some(deep), ..page(0) };
            let served = &served;
            async move { black_box(served.wired.app.load_history(served.user, &query).await) }
        });
    });
    group.bench_function("whole request that misses the cache", |bencher| {
        bencher.to_async(&runtime).iter_custom(|rounds| {
            let served = &served;
            async move {
                let mut spent = Duration::ZERO;
                for _ in 0..rounds {
                    let groups = bondhu_ports::cache::CacheGroup::ALL;
                    served.wired.app.cache.invalidate(served.user, &groups).await.expect("an invalidation");
                    let start = Instant::now();
                    black_box(served.call("GET", "/api/v1/chat/history/me?limit=50", "").await);
                    spent += start.elapsed();
                }
                spent
            }
        });
    });
    group.finish();
}

const fn page(offset: u64) -> bondhu_ports::messages::HistoryQuery {
    bondhu_ports::messages::HistoryQuery { session: None, before: None, offset, limit: 50 }
}

fn send(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let served = runtime.block_on(Served::start());
    criterion.bench_function("send with the built-in companion", |bencher| {
        bencher.to_async(&runtime).iter(|| {
            served.call(
                "POST",
                "/api/v1/chat/send",
                r#"{"message":"I had a long day and my tea went cold."}"#,
            )
        });
    });
}

criterion_group!(benches, history, send);
criterion_main!(benches);
