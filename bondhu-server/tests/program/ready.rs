//! Asking a process whether it is ready.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::Output;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Executor};

use super::commands::text;
use super::process::{Server, log_of, program};

/// Asks at `setting`, which is that address.
fn ask(setting: &str, address: &str, args: &[&str]) -> Output {
    let directory = tempfile::tempdir().unwrap();
    let mut command = program(&directory.path().join("data"));
    command.env(setting, address).arg("ready").args(args);
    command.output().unwrap()
}

#[tokio::test]
async fn it_is_ready_when_it_can_serve() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    let mut server = Server::start(&data, 0);
    let address = server.origin.strip_prefix("http://").unwrap().to_owned();
    // As in a container, where it listens on every address.
    let port = address.rsplit_once(':').unwrap().1;
    for listen in [&address, &format!("0.0.0.0:{port}")] {
        let answer = ask("BONDHU_SERVER__LISTEN", listen, &[]);
        assert_eq!(answer.status.code(), Some(0), "{}", text(&answer.stderr));
        assert_eq!(text(&answer.stdout), format!("{address} is ready\n"));
    }

    // Its database is another's now.
    let file = SqliteConnectOptions::new().filename(data.join("bondhu.db"));
    let mut other = file.connect().await.unwrap();
    other.execute("UPDATE _bondhu_migrations SET checksum = x'00'").await.unwrap();
    let answer = ask("BONDHU_SERVER__LISTEN", &address, &[]);
    let told = text(&answer.stderr);
    assert_eq!(answer.status.code(), Some(1), "{told}");
    assert!(told.contains("is not ready: HTTP/1.0 503") && told.contains("database"), "{told}");

    server.kill();
    let answer = ask("BONDHU_SERVER__LISTEN", &address, &[]);
    let told = text(&answer.stderr);
    assert_eq!(answer.status.code(), Some(1), "{told}");
    assert!(told.contains("server.listen: cannot ask"), "{told}");
}

/// A worker answers at the operators' address only.
#[test]
fn the_operators_address_can_be_asked() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let answering = std::thread::spawn(move || {
        let (mut connection, _) = listener.accept().unwrap();
        let mut asked = [0; 1024];
        let length = connection.read(&mut asked).unwrap();
        connection.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nready").unwrap();
        text(&asked[..length])
    });
    let answer = ask("BONDHU_SERVER__ADMIN_LISTEN", &address, &["--admin"]);
    assert_eq!(answer.status.code(), Some(0), "{}", text(&answer.stderr));
    let asked = answering.join().unwrap();
    assert!(asked.starts_with("GET /readyz ") && asked.contains(&format!("Host: {address}\r\n")), "{asked}");
}

/// Any other program may have the address that nobody chose.
#[tokio::test]
async fn the_page_is_served_also_when_the_usual_address_of_operators_is_in_use() {
    // If this fails another process has it, which serves as well.
    let _taken = TcpListener::bind("127.0.0.1:8081");
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    let mut command = program(&data);
    command.env_remove("BONDHU_SERVER__ADMIN_LISTEN").args(["--listen", "127.0.0.1:0"]);
    let server = Server::begin(command, &data);
    let address = server.origin.strip_prefix("http://").unwrap();
    assert_eq!(ask("BONDHU_SERVER__LISTEN", address, &[]).status.code(), Some(0));
    assert!(log_of(&data).contains("server.admin_listen: 127.0.0.1:8081 is in use"));

    let mut chosen = program(&directory.path().join("other"));
    chosen.env("BONDHU_SERVER__ADMIN_LISTEN", address).args(["--listen", "127.0.0.1:0"]);
    let refused = chosen.output().unwrap();
    assert_eq!(refused.status.code(), Some(1), "an address that was chosen must be free");
    assert!(text(&refused.stderr).contains("server.admin_listen: cannot listen on"));
}
