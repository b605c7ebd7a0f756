//! The process that asks: 16 connections, each with one request after another.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The argument that makes this program the client. After it: address, path, token, milliseconds.
pub const FLAG: &str = "--load";
const CONNECTIONS: usize = 16;

/// Asks for so long, and prints how often it was answered.
pub fn run(arguments: &[String]) {
    let [address, path, token, millis] = arguments else { panic!("four arguments") };
    let ends = Instant::now() + Duration::from_millis(millis.parse().expect("milliseconds"));
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\n\r\n");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().expect("a runtime");
    let asking = (0..CONNECTIONS).map(|_| ask(address, request.as_bytes(), ends));
    let answers: usize = runtime.block_on(futures::future::join_all(asking)).into_iter().sum();
    println!("{answers}");
}

async fn ask(address: &str, request: &[u8], ends: Instant) -> usize {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.set_nodelay(true).expect("an option");
    let mut buffer = vec![0; 256 << 10];
    let mut answers = 0;
    while Instant::now() < ends {
        stream.write_all(request).await.expect("a request");
        let mut filled = 0;
        while !is_whole(&buffer[..filled]) {
            let read = stream.read(&mut buffer[filled..]).await.expect("an answer");
            assert!(read > 0, "the connection was cut");
            filled += read;
        }
        assert!(buffer.starts_with(b"HTTP/1.1 200 "), "not a success");
        answers += 1;
    }
    answers
}

/// Whether an answer is there with all of its body.
fn is_whole(answer: &[u8]) -> bool {
    let Some(head) = answer.windows(4).position(|it| it == b"\r\n\r\n") else { return false };
    let text = std::str::from_utf8(&answer[..head]).expect("a head of text");
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length.and_then(|it| it.parse().ok()).expect("a length");
    answer.len() >= head + 4 + length
}
