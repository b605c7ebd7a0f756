//! Directories and files that cannot be used: a clear message, no half-written turn, never an empty chat instead.

use std::fs;
use std::path::Path;

use bondhu_adapters::sqlite::{SqliteOptions, SqliteStore};
use bondhu_ports::store::{Scope, Store};
use serde_json::json;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Executor};

use super::client::Person;
use super::commands::{refused, said};
use super::process::{Server, program};

/// What `serve` says when it cannot begin.
fn serve_refused(data: &Path) -> String {
    let mut command = program(data);
    command.args(["--listen", "127.0.0.1:0"]);
    refused(command, 1)
}

#[test]
fn a_data_directory_that_cannot_be_made_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file");
    fs::write(&file, "not a directory").unwrap();
    let data = file.join("data");
    let mut command = program(&directory.path().join("x"));
    command.arg("--data-dir").arg(&data).args(["--listen", "127.0.0.1:0"]);
    let told = refused(command, 1);
    assert!(told.contains(data.to_str().unwrap()), "{told}");
    // A file system that takes no files, whoever asks.
    let mut command = program(&directory.path().join("x"));
    command.args(["--data-dir", "/proc/bondhu", "--listen", "127.0.0.1:0"]);
    assert!(refused(command, 1).contains("/proc/bondhu"));
}

#[tokio::test]
async fn a_file_that_is_no_database_is_named_and_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    fs::create_dir(&data).unwrap();
    let file = data.join("bondhu.db");
    let content = "This is somebody's diary and no database. ".repeat(100);
    fs::write(&file, &content).unwrap();
    for command in ["serve", "migrate", "check"] {
        let mut command_line = program(&data);
        command_line.env("BONDHU_SERVER__LISTEN", "127.0.0.1:0").arg(command);
        let output = command_line.output().unwrap();
        let told =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(1), "{command}: {told}");
        assert!(told.contains(file.to_str().unwrap()), "{command}: {told}");
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), content);
}

/// Pages in the middle of the file overwritten while nobody looked.
#[tokio::test]
async fn a_damaged_chat_is_an_error_and_not_an_empty_one() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    let mut server = Server::start(&data, 0);
    let mitu = Person::sign_up(&server.origin, "mitu").await;
    for number in 0..60 {
        assert_eq!(mitu.send(&number.to_string(), &"tea and rice ".repeat(300)).await.unwrap().0, 200);
    }
    server.terminate();
    assert!(server.ended().success());
    let file = data.join("bondhu.db");
    let mut bytes = fs::read(&file).unwrap();
    // What the messages lie in is damaged; accounts and schema are not.
    for page in
        bytes.chunks_mut(4_096).skip(1).filter(|page| page.windows(12).any(|text| text == b"tea and rice"))
    {
        page[..16].fill(0xee);
    }
    fs::write(&file, bytes).unwrap();

    let server = Server::start(&data, 0);
    let answer = mitu.at(&server.origin).open("/api/v1/chat/history/me").await.unwrap();
    assert_eq!(answer.status(), 503);
    let problem: serde_json::Value = answer.json().await.unwrap();
    assert!(problem["detail"].as_str().unwrap().contains("damaged"), "{problem}");
}

#[tokio::test]
async fn a_database_that_another_process_holds_is_told_as_busy() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    let server = Server::start(&data, 0);
    let mitu = Person::sign_up(&server.origin, "mitu").await;
    let file = data.join("bondhu.db");
    drop(server);

    let other = SqliteStore::open(&SqliteOptions::at(&file)).await.unwrap();
    let held = other.begin(Scope::System).await.unwrap();
    let mut command = program(&data);
    command.env("BONDHU_DATABASE__BUSY_TIMEOUT", "10ms").args([
        "user",
        "delete",
        "mitu@example.org",
        "--yes",
    ]);
    let told = refused(command, 1);
    assert!(told.contains("locked") && told.contains(file.to_str().unwrap()), "{told}");

    drop(held);
    let server = Server::start(&data, 0);
    assert_eq!(mitu.at(&server.origin).send("k", "hi").await.unwrap().0, 200, "nothing was lost by it");
}

#[tokio::test]
async fn a_fresh_file_that_another_process_holds_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    fs::create_dir(&data).unwrap();
    let file = data.join("bondhu.db");
    let mut other =
        SqliteConnectOptions::new().filename(&file).create_if_missing(true).connect().await.unwrap();
    other.execute("PRAGMA locking_mode = EXCLUSIVE").await.unwrap();
    other.execute("BEGIN EXCLUSIVE").await.unwrap();
    let mut command = program(&data);
    command.env("BONDHU_DATABASE__BUSY_TIMEOUT", "10ms").args(["--listen", "127.0.0.1:0"]);
    let told = refused(command, 1);
    assert!(told.contains(file.to_str().unwrap()) && told.contains("locked"), "{told}");
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_refused_and_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    said(&data, &["migrate"]);
    let file = data.join("bondhu.db");
    let mut other = SqliteConnectOptions::new().filename(&file).connect().await.unwrap();
    let newer = "INSERT INTO _bondhu_migrations (version, description, success, checksum, execution_time) \
                 VALUES (9001, 'of the future', TRUE, x'00', 0)";
    other.execute(newer).await.unwrap();
    drop(other);
    let told = serve_refused(&data);
    assert!(told.contains("newer version") && told.contains(file.to_str().unwrap()), "{told}");
    let mut check = program(&data);
    check.env("BONDHU_SERVER__LISTEN", "127.0.0.1:0").arg("check");
    let output = check.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("newer version"), "{}", json!(output.stdout));
}
