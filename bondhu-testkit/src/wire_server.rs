//! An HTTP server that answers as a test says, and breaks off, hangs or drips where it says so.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]
#![expect(clippy::missing_panics_doc, reason = "panicking is how a test fails")]

mod request;

use std::future::pending;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncWriteExt, BufStream};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::sleep;

pub use self::request::WireRequest;
use crate::scripted_chat_model::Gate;

/// The server. Ends with the test.
pub struct WireServer {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<WireRequest>>>,
    accepting: JoinHandle<()>,
}

type Answering = dyn Fn(&WireRequest) -> WireReply + Send + Sync;

impl WireServer {
    /// Listens at a port of its own and answers each request with what `answer` makes of it.
    #[expect(clippy::disallowed_methods, reason = "ended with the server")]
    pub async fn start(answer: impl Fn(&WireRequest) -> WireReply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::<Mutex<Vec<WireRequest>>>::default();
        let (answer, seen): (Arc<Answering>, _) = (Arc::new(answer), Arc::clone(&requests));
        let accepting = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                connections.spawn(serve(stream, Arc::clone(&answer), Arc::clone(&seen)));
            }
        });
        Self { address, requests, accepting }
    }

    /// The same answer to every request.
    pub async fn always(reply: WireReply) -> Self {
        Self::start(move |_| reply.clone()).await
    }

    /// These answers in order, the last one again and again.
    pub async fn in_order(replies: impl IntoIterator<Item = WireReply>) -> Self {
        let mut replies: Vec<WireReply> = replies.into_iter().collect();
        replies.reverse();
        let replies = Mutex::new(replies);
        Self::start(move |_| {
            let mut replies = replies.lock().unwrap();
            if replies.len() > 1 { replies.pop() } else { replies.last().cloned() }.unwrap()
        })
        .await
    }

    /// Its URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it was asked so far, in order.
    pub fn requests(&self) -> Vec<WireRequest> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for WireServer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// What the server does with one request. The connection ends with it.
#[derive(Clone, Debug)]
pub struct WireReply {
    status: u16,
    headers: Vec<(String, String)>,
    steps: Vec<Step>,
}

#[derive(Clone, Debug)]
enum Step {
    Bytes(Vec<u8>),
    Drip(Vec<u8>),
    DripForever(Vec<u8>, Duration),
    Wait(Gate),
    Hang,
    Cut,
    Reset,
}

impl WireReply {
    /// An answer with this status, without a body yet.
    pub const fn status(status: u16) -> Self {
        Self { status, headers: Vec::new(), steps: Vec::new() }
    }

    /// No answer at all: the connection is reset once the request is read.
    pub fn reset_at_once() -> Self {
        Self::status(0).reset()
    }

    /// No answer, and the connection stays open.
    pub fn hang_at_once() -> Self {
        Self::status(0).hang()
    }

    /// The same with a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Then bytes of the body.
    #[must_use]
    pub fn bytes(self, bytes: impl Into<Vec<u8>>) -> Self {
        self.then(Step::Bytes(bytes.into()))
    }

    /// Then bytes of the body, each sent alone.
    #[must_use]
    pub fn drip(self, bytes: impl Into<Vec<u8>>) -> Self {
        self.then(Step::Drip(bytes.into()))
    }

    /// Then the same bytes again and again with a pause between them, without end.
    #[must_use]
    pub fn drip_forever(self, bytes: impl Into<Vec<u8>>, pause: Duration) -> Self {
        self.then(Step::DripForever(bytes.into(), pause))
    }

    /// Then a wait until the test opens the gate.
    #[must_use]
    pub fn wait(self, gate: &Gate) -> Self {
        self.then(Step::Wait(gate.clone()))
    }

    /// Then silence without end.
    #[must_use]
    pub fn hang(self) -> Self {
        self.then(Step::Hang)
    }

    /// Then the connection closes although more was announced.
    #[must_use]
    pub fn cut(self) -> Self {
        self.then(Step::Cut)
    }

    /// Then the connection is reset.
    #[must_use]
    pub fn reset(self) -> Self {
        self.then(Step::Reset)
    }

    fn then(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }
}

async fn serve(stream: TcpStream, answer: Arc<Answering>, seen: Arc<Mutex<Vec<WireRequest>>>) {
    let mut stream = BufStream::new(stream);
    let Some(request) = WireRequest::read(&mut stream).await else { return };
    let reply = answer(&request);
    seen.lock().unwrap_or_else(PoisonError::into_inner).push(request);
    // Whoever asked may have gone away.
    let _ = play(stream, reply).await;
}

async fn play(mut stream: BufStream<TcpStream>, reply: WireReply) -> std::io::Result<()> {
    stream.get_ref().set_nodelay(true)?;
    if reply.status > 0 {
        let mut head = format!("HTTP/1.1 {} x\r\nconnection: close\r\n", reply.status);
        for (name, value) in &reply.headers {
            head.extend([name.as_str(), ": ", value.as_str(), "\r\n"]);
        }
        head.push_str("transfer-encoding: chunked\r\n\r\n");
        stream.write_all(head.as_bytes()).await?;
        stream.flush().await?;
    }
    for step in reply.steps {
        match step {
            Step::Bytes(bytes) => chunk(&mut stream, &bytes).await?,
            Step::Drip(bytes) => {
                for byte in bytes {
                    chunk(&mut stream, &[byte]).await?;
                }
            }
            Step::DripForever(bytes, pause) => loop {
                chunk(&mut stream, &bytes).await?;
                sleep(pause).await;
            },
            Step::Wait(gate) => gate.pass().await,
            Step::Hang => pending().await,
            Step::Cut => return Ok(()),
            Step::Reset => return stream.get_ref().set_zero_linger(),
        }
    }
    stream.write_all(b"0\r\n\r\n").await?;
    stream.flush().await
}

async fn chunk(stream: &mut BufStream<TcpStream>, bytes: &[u8]) -> std::io::Result<()> {
    if bytes.is_empty() {
        return Ok(());
    }
    stream.write_all(format!("{:x}\r\n", bytes.len()).as_bytes()).await?;
    stream.write_all(bytes).await?;
    stream.write_all(b"\r\n").await?;
    stream.flush().await
}
