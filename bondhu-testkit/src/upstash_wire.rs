//! A server that behaves as Upstash's REST API does, over a real Redis server, and is strict about requests.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]
#![expect(clippy::missing_panics_doc, reason = "panicking is how a test fails")]

mod resp;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufStream};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use crate::ephemeral_redis::EphemeralRedis;

/// The only token it takes.
pub const TOKEN: &str = "AXXXtoken-of-the-wire-server";

/// The server. Ends with the test.
pub struct UpstashWire {
    /// What it keeps its data in.
    pub redis: EphemeralRedis,
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

#[derive(Default)]
struct Shared {
    requests: Mutex<Vec<String>>,
    failure: Mutex<Option<(u16, String)>>,
}

impl UpstashWire {
    /// Listens at a port of its own.
    #[expect(clippy::disallowed_methods, reason = "ended with the server")]
    pub async fn start() -> Self {
        let redis = EphemeralRedis::start();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::<Shared>::default();
        let (behind, of_task) = (redis.address(), Arc::clone(&shared));
        let accepting = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                connections.spawn(serve(stream, behind, Arc::clone(&of_task)));
            }
        });
        Self { redis, address, shared, accepting }
    }

    /// Its URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The names of the commands so far, in order.
    pub fn requests(&self) -> Vec<String> {
        lock(&self.shared.requests).clone()
    }

    /// From now on every request is answered with this status and body; with `None` as it should be.
    pub fn fail(&self, with: Option<(u16, &str)>) {
        *lock(&self.shared.failure) = with.map(|(status, body)| (status, body.to_owned()));
    }
}

impl Drop for UpstashWire {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn serve(stream: TcpStream, redis: SocketAddr, shared: Arc<Shared>) {
    let mut stream = BufStream::new(stream);
    while let Some(request) = read(&mut stream).await {
        let (status, body) = answer(&request, redis, &shared).await;
        let head = format!(
            "HTTP/1.1 {status} x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        let sent = async {
            stream.write_all(head.as_bytes()).await?;
            stream.write_all(body.as_bytes()).await?;
            stream.flush().await
        };
        if sent.await.is_err() {
            return;
        }
    }
}

struct Request {
    line: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Request {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

async fn read(stream: &mut BufStream<TcpStream>) -> Option<Request> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let line = line.trim_end().to_owned();
        if line.is_empty() {
            break;
        }
        lines.push(line);
    }
    let headers: Vec<(String, String)> = lines
        .iter()
        .skip(1)
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let mut request = Request { line: lines.swap_remove(0), headers, body: Vec::new() };
    let length = request.header("content-length").and_then(|it| it.parse().ok()).unwrap_or(0);
    request.body = vec![0; length];
    stream.read_exact(&mut request.body).await.ok()?;
    Some(request)
}

async fn answer(request: &Request, redis: SocketAddr, shared: &Shared) -> (u16, String) {
    let refused = |status: u16, error: &str| (status, json!({ "error": error }).to_string());
    let failure = lock(&shared.failure).clone();
    if let Some(failure) = failure {
        lock(&shared.requests).push("FAILED".to_owned());
        return failure;
    }
    if request.header("authorization") != Some(&format!("Bearer {TOKEN}")) {
        return refused(401, "WRONGPASS invalid or missing auth token");
    }
    if !request.line.starts_with("POST ") {
        return refused(405, "ERR method not allowed");
    }
    let path = request.line.split(' ').nth(1).unwrap_or_default();
    let base64 = request.header("upstash-encoding") == Some("base64");
    let Ok(body) = serde_json::from_slice::<Value>(&request.body) else {
        return refused(400, "ERR failed to parse command");
    };
    match path {
        "/" => match one(&body, redis, base64, shared).await {
            Ok(result) => (200, json!({ "result": result }).to_string()),
            Err(error) => refused(400, &error),
        },
        "/pipeline" | "/multi-exec" => {
            let Some(commands) = body.as_array() else { return refused(400, "ERR failed to parse pipeline") };
            let mut results = Vec::new();
            for command in commands {
                match one(command, redis, base64, shared).await {
                    Ok(result) => results.push(json!({ "result": result })),
                    // What is atomic is discarded as a whole.
                    Err(error) if path == "/multi-exec" => return refused(400, &error),
                    Err(error) => results.push(json!({ "error": error })),
                }
            }
            (200, Value::Array(results).to_string())
        }
        _ => refused(400, "ERR the command belongs into the body"),
    }
}

async fn one(command: &Value, redis: SocketAddr, base64: bool, shared: &Shared) -> Result<Value, String> {
    let parts = command.as_array().filter(|parts| !parts.is_empty()).ok_or("ERR empty command")?;
    let mut words = Vec::new();
    for part in parts {
        words.push(match part {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
                return Err("ERR an argument is neither text nor number".to_owned());
            }
        });
    }
    lock(&shared.requests).push(words[0].clone());
    let blocking = ["SUBSCRIBE", "BLPOP", "BRPOP", "MONITOR"];
    if blocking.contains(&words[0].to_ascii_uppercase().as_str()) {
        return Err("ERR unsupported command".to_owned());
    }
    let reply = resp::call(redis, &words).await.map_err(|error| format!("ERR {error}"))?;
    reply.into_json(base64)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
