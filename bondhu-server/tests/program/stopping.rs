//! A stop that was asked for.

use std::process::{Command, ExitStatus};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use super::client::Person;
use super::process::{Server, log_of};

impl Server {
    /// Asks it to stop.
    pub fn terminate(&self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    }

    /// Waits until it has ended by itself.
    pub fn ended(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }
}

/// A request whose body is still on its way when the stop is asked for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_in_progress_are_finished_first() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    let mut server = Server::start(&data, 0);
    let mitu = Person::sign_up(&server.origin, "mitu").await;
    let listening = mitu.open("/api/v1/events").await.unwrap();

    let address = server.origin.strip_prefix("http://").unwrap();
    let mut connection = BufReader::new(TcpStream::connect(address).await.unwrap());
    let body = "{\"email\":\"asha@example.org\",\"password\":\"tea with asha\"}";
    let head = format!(
        "POST /api/v1/auth/register HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nexpect: 100-continue\r\nconnection: close\r\n\r\n",
        body.len()
    );
    connection.write_all(head.as_bytes()).await.unwrap();
    let mut line = String::new();
    connection.read_line(&mut line).await.unwrap();
    assert!(line.starts_with("HTTP/1.1 100"), "the handler reads the body now: {line}");

    server.terminate();
    // A stream of events ends as soon as the program knows that it stops.
    listening.text().await.unwrap();
    connection.write_all(body.as_bytes()).await.unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    assert!(answer.trim_start().starts_with("HTTP/1.1 201"), "{answer}");
    let status = server.ended();
    assert_eq!(status.code(), Some(0), "{}", log_of(&data));
    assert!(!data.join("bondhu.db-wal").exists(), "the log was moved into the file");

    let again = Server::start(&data, 0);
    let chat = mitu.at(&again.origin).chat().await;
    assert!(chat.is_empty(), "the token still counts");
}
