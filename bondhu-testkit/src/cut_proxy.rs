//! A way to a server that a test can cut in the middle of an answer.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]
#![expect(clippy::missing_panics_doc, reason = "panicking is how a test fails")]

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Passes bytes on between clients and one server. Ends with the test.
pub struct CutProxy {
    address: SocketAddr,
    cut: Arc<Cut>,
    accepting: JoinHandle<()>,
}

struct Cut {
    /// How many more bytes of answers are passed on before all connections are cut.
    budget: AtomicI64,
    cuts: watch::Sender<u64>,
}

impl CutProxy {
    /// A way to `server` at a port of its own.
    #[expect(clippy::disallowed_methods, reason = "ended with the proxy")]
    pub async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let cut = Arc::new(Cut { budget: AtomicI64::new(i64::MAX), cuts: watch::Sender::new(0) });
        let shared = Arc::clone(&cut);
        let accepting = tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                connections.spawn(pass(client, server, Arc::clone(&shared)));
            }
        });
        Self { address, cut, accepting }
    }

    /// Where clients connect.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Cuts all connections after so many more bytes of answers. New connections are passed on.
    pub fn cut_after(&self, bytes: u32) {
        self.cut.budget.store(i64::from(bytes), Ordering::SeqCst);
    }

    /// How often it has cut.
    pub fn cuts(&self) -> u64 {
        *self.cut.cuts.borrow()
    }
}

impl Drop for CutProxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn pass(client: TcpStream, server: SocketAddr, cut: Arc<Cut>) {
    let Ok(server) = TcpStream::connect(server).await else { return };
    let mut cuts = cut.cuts.subscribe();
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    tokio::select! {
        () = copy(from_client, to_server, None) => {}
        () = copy(from_server, to_client, Some(&cut)) => {}
        _ = cuts.changed() => {}
    }
}

async fn copy(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, cut: Option<&Cut>) {
    let mut buffer = vec![0; 64 << 10];
    loop {
        let Ok(read @ 1..) = from.read(&mut buffer).await else { return };
        let left = cut.map_or(i64::MAX, |cut| cut.budget.fetch_sub(count(read), Ordering::SeqCst));
        let passed = read.min(usize::try_from(left).unwrap_or(0));
        if to.write_all(&buffer[..passed]).await.is_err() {
            return;
        }
        if let Some(cut) = cut.filter(|_| passed < read) {
            let _flushed = to.flush().await;
            cut.budget.store(i64::MAX, Ordering::SeqCst);
            cut.cuts.send_modify(|cuts| *cuts += 1);
            return;
        }
    }
}

fn count(bytes: usize) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}
