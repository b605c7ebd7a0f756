//! What each command says and how it ends.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};

use super::process::{Server, program};

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Runs one command to its end.
pub fn run(data: &Path, args: &[&str]) -> Output {
    program(data).args(args).output().unwrap()
}

/// Standard output of a command that must succeed.
pub fn said(data: &Path, args: &[&str]) -> String {
    let output = run(data, args);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}", text(&output.stderr));
    text(&output.stdout)
}

/// Standard error of a command that must fail with this code.
pub fn refused(mut command: Command, code: i32) -> String {
    let output = command.output().unwrap();
    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{}{told}", text(&output.stdout));
    told
}

#[tokio::test]
async fn it_starts_in_an_empty_directory_and_says_where() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("not/yet/there");
    let outside = directory.path().join("data");
    let mut command = program(&outside);
    command.arg("--data-dir").arg(&data).arg("migrate");
    assert!(command.output().unwrap().status.success());
    assert!(data.join("bondhu.db").exists());

    let server = Server::start(&outside, 0);
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    for path in ["/livez", "/readyz", "/", "/api/openapi.json"] {
        let answer = http.get(format!("{}{path}", server.origin)).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
    }
}

#[test]
fn the_version_has_the_commit() {
    let directory = tempfile::tempdir().unwrap();
    let told = said(&directory.path().join("data"), &["--version"]);
    let version = told.trim().strip_prefix("bondhu ").unwrap();
    let (number, commit) = version.split_once(" (").unwrap();
    assert_eq!(number, env!("CARGO_PKG_VERSION"));
    assert!(commit.len() > 7 && commit.ends_with(')'), "{told}");
}

#[test]
fn all_mistakes_in_the_settings_are_told_at_once() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    std::fs::write(directory.path().join("bondhu.toml"), "[server]\nlisten = \"nowhere\"\nlistne = 1\n")
        .unwrap();
    let mut command = program(&data);
    command.env("BONDHU_LIMITS__AUTH", "0").env("BONDHU_NOPE__X", "1").args(["--data-dir", ""]).arg("serve");
    let told = refused(command, 2);
    for named in ["server.listen", "bondhu.toml", "listne", "BONDHU_LIMITS__AUTH", "BONDHU_NOPE__X"] {
        assert!(told.contains(named), "{named} in {told}");
    }
    assert!(!data.exists(), "nothing was tried");
    for args in [&["--nonsense"][..], &["fly"], &["user"], &["--listen", "x", "migrate"]] {
        let mut command = program(&data);
        command.args(args);
        assert!(refused(command, 2).contains("Usage"), "{args:?}");
    }
}

#[test]
fn migrating_says_what_was_done() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    let file = data.join("bondhu.db");
    let first = said(&data, &["migrate"]);
    assert!(first.contains("migrations done") && first.contains(file.to_str().unwrap()), "{first}");
    assert_eq!(said(&data, &["migrate"]), format!("{} is up to date\n", file.display()));
}

#[test]
fn serve_without_migrating_refuses_an_old_database() {
    let directory = tempfile::tempdir().unwrap();
    let mut command = program(&directory.path().join("data"));
    command.args(["--listen", "127.0.0.1:0", "--no-migrate"]);
    assert!(refused(command, 1).contains("schema"));
}

#[test]
fn check_tells_each_result_in_a_line() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap().to_string();
    let check = || {
        let mut command = program(&data);
        command.env("BONDHU_SERVER__LISTEN", &address).arg("check");
        command.output().unwrap()
    };
    let taken = check();
    assert_eq!(taken.status.code(), Some(1));
    let told = text(&taken.stdout);
    assert!(told.contains("ok      settings") && told.contains("problem server.listen"), "{told}");
    assert!(told.contains("will be made at the first start") && !data.exists(), "{told}");

    drop(free);
    said(&data, &["migrate"]);
    let well = check();
    let told = text(&well.stdout);
    assert_eq!(well.status.code(), Some(0), "{told}");
    assert!(told.lines().all(|line| line.starts_with("ok      ")), "{told}");
}

/// `BONDHU_TEST_UPDATE_DOCS=1` writes the file anew.
#[test]
fn the_committed_description_of_the_api_is_the_programs() {
    let directory = tempfile::tempdir().unwrap();
    let told = said(&directory.path().join("data"), &["openapi"]);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/openapi.json");
    if std::env::var_os("BONDHU_TEST_UPDATE_DOCS").is_some() {
        std::fs::write(&file, &told).unwrap();
    }
    let committed = std::fs::read_to_string(&file).unwrap();
    assert_eq!(committed, told, "docs/openapi.json: run this test with BONDHU_TEST_UPDATE_DOCS=1");
}
