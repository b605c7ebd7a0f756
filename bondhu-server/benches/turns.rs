//! Turns over loopback, on a real SQLite file with every commit on disk, with a model that takes no time: what the program
//! adds to a model's own time, how long the first word takes to its reader, and what two hundred open streams take. A
//! program of its own because each figure needs its own way of measuring; it prints them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use bondhu_ports::chat_model::{
    Capability, ChatModel, ChatModelError, ChatModelErrorKind, ChatPiece, ChatRequest, ChatStream, Finish,
};
use bondhu_server::app::App;
use bondhu_server::config::{Environment, Flag, Settings, Sources};
use bondhu_server::http::{Options, Web, router};
use bondhu_server::tasks::Tasks;
use bondhu_server::wiring::{open_store, wire};
use futures::{StreamExt, stream};
use reqwest::Client;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

/// Turns that are measured one after the other.
const TURNS: usize = 500;
/// Streams that are open at once.
const STREAMS: usize = 200;
const WORDS: usize = 40;

/// A model whose words are there at once; it waits for a permit after the first.
struct Instantly {
    began: Instant,
    /// When the first word of the last answer was given, in nanoseconds since `began`.
    first_at: AtomicU64,
    go_on: Semaphore,
}

impl Instantly {
    fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }
}

/// The port's trait is not ours to implement for an `Arc`.
struct Shared(Arc<Instantly>);

#[async_trait]
impl ChatModel for Shared {
    fn provider(&self) -> &'static str {
        "instant"
    }

    fn can(&self, capability: Capability) -> bool {
        capability == Capability::Streaming
    }

    async fn models(&self) -> Result<Vec<String>, ChatModelError> {
        Err(ChatModelErrorKind::Unsupported.into())
    }

    async fn stream(&self, _: ChatRequest) -> Result<ChatStream, ChatModelError> {
        let model = Arc::clone(&self.0);
        let first = async move {
            model.first_at.store(model.now(), Ordering::Relaxed);
            Ok(ChatPiece::Text("Well, ".to_owned()))
        };
        let model = Arc::clone(&self.0);
        let second = async move {
            model.go_on.acquire().await.expect("it is never closed").forget();
            Ok(ChatPiece::Text("so ".to_owned()))
        };
        let rest = stream::iter((2..WORDS).map(|_| Ok(ChatPiece::Text("and ".to_owned()))));
        let finish = Finish { provider: "instant".to_owned(), model: "instant-1".to_owned(), usage: None };
        let end = stream::iter([Ok(ChatPiece::Finished(finish))]);
        Ok(stream::once(first).chain(stream::once(second)).chain(rest).chain(end).boxed())
    }
}

struct Program {
    origin: String,
    web: Client,
    model: Arc<Instantly>,
}

impl Program {
    async fn start(directory: &std::path::Path) -> Self {
        let set = |key, value: &str| Flag { name: "--set", key, value: value.to_owned() };
        let flags = vec![
            set("server.data_dir", &directory.display().to_string()),
            set("limits.auth", "100000"),
            set("limits.chat", "100000"),
        ];
        let working_dir = directory.to_owned();
        let sources = Sources { config: None, working_dir, environment: Environment::default(), flags };
        let settings = Settings::load(&sources).expect("settings");
        let store = open_store(&settings).await.expect("a store");
        store.migrate().await.expect("a schema");
        let mut wired = wire(&settings, store).expect("an app");
        let model = Arc::new(Instantly {
            began: Instant::now(),
            first_at: AtomicU64::new(0),
            go_on: Semaphore::new(0),
        });
        let app: &mut App = Arc::get_mut(&mut wired.app).expect("nobody else has it yet");
        app.model = Arc::new(Shared(Arc::clone(&model)));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let web = Web::new(wired.app.clone(), Tasks::default(), Options::new(&settings, &origin, 1));
        let service = router(web).into_make_service_with_connect_info::<std::net::SocketAddr>();
        Tasks::default().spawn(async move {
            axum::serve(listener, service).await.expect("a server");
        });
        let web = Client::builder().tcp_nodelay(true).build().expect("a client");
        Self { origin, web, model }
    }

    async fn person(&self, number: usize) -> String {
        let body = json!({"email": format!("p{number}@example.com"), "password": "a bench to sit on"});
        let url = format!("{}/api/v1/auth/register", self.origin);
        let answer = self.web.post(url).json(&body).send().await.expect("an answer");
        let granted: Value = answer.json().await.expect("JSON");
        granted["token"].as_str().expect("a token").to_owned()
    }

    async fn stream(&self, token: &str) -> Reader {
        let url = format!("{}/api/v1/chat/stream", self.origin);
        let body = json!({"message": "I had a long day and my tea went cold."});
        let answer = self.web.post(url).bearer_auth(token).json(&body).send().await.expect("an answer");
        assert!(answer.status().is_success(), "{}", answer.status());
        Reader {
            body: answer.bytes_stream().map(|it| it.expect("a piece").to_vec()).boxed(),
            read: String::new(),
        }
    }
}

struct Reader {
    body: stream::BoxStream<'static, Vec<u8>>,
    read: String,
}

impl Reader {
    /// Reads until this stands in what was read.
    async fn until(&mut self, text: &str) {
        while !self.read.contains(text) {
            let piece = self.body.next().await.expect("more of the stream");
            self.read.push_str(&String::from_utf8_lossy(&piece));
        }
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// Resident memory of this process, server and client together, in MB.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|it| it.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kib.unwrap_or(0) / 1_000
}

#[tokio::main]
async fn main() {
    let directory = tempfile::tempdir().expect("a directory");
    let program = Program::start(directory.path()).await;
    let token = program.person(0).await;
    let (mut whole, mut first) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        let began = Instant::now();
        let mut reader = program.stream(&token).await;
        reader.until("event: delta").await;
        let given = program.model.first_at.load(Ordering::Relaxed);
        first.push(Duration::from_nanos(program.model.now().saturating_sub(given)));
        program.model.go_on.add_permits(1);
        reader.until("event: done").await;
        whole.push(began.elapsed());
    }
    println!("turn, from the request to its end, median of {TURNS}: {:?}", median(whole));
    println!("first word, from the model to the reader, median of {TURNS}: {:?}", median(first));

    let mut tokens = Vec::new();
    for number in 0..STREAMS {
        tokens.push(program.person(number + 1).await);
    }
    let before = resident();
    let mut readers = futures::future::join_all(tokens.iter().map(|token| program.stream(token))).await;
    for reader in &mut readers {
        reader.until("event: delta").await;
    }
    println!("resident: {before} MB before, {} MB with {STREAMS} open streams, client included", resident());
    let began = Instant::now();
    program.model.go_on.add_permits(STREAMS);
    for reader in &mut readers {
        reader.until("event: done").await;
    }
    println!("all {STREAMS} ended and stored after {:?}", began.elapsed());
}
