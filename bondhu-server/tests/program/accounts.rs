//! Accounts from the command line.

use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::{Value, json};

use super::client::Person;
use super::commands::{run, said, text};
use super::process::{Server, program};

/// A command that reads `input`.
fn fed(data: &Path, args: &[&str], input: &str) -> Output {
    let mut command = program(data);
    command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A command that refuses before it reads closes the pipe.
    child.stdin.take().unwrap().write_all(input.as_bytes()).ok();
    child.wait_with_output().unwrap()
}

async fn signs_in(origin: &str, password: &str) -> bool {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let body = json!({"email": "mitu@example.org", "password": password});
    let answer = http.post(format!("{origin}/api/v1/auth/login")).json(&body).send().await.unwrap();
    answer.status() == 200
}

#[tokio::test]
async fn an_account_is_made_changed_exported_and_deleted() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    said(&data, &["migrate"]);
    let create =
        ["user", "create", "mitu@example.org", "--display-name", "Mitu", "--timezone", "Asia/Kolkata"];
    let made = fed(&data, &create, "tea with mitu\n");
    assert_eq!(made.status.code(), Some(0), "{}", text(&made.stderr));
    let id = text(&made.stdout).trim().to_owned();
    let server = Server::start(&data, 0);
    assert!(signs_in(&server.origin, "tea with mitu").await);

    let again = fed(&data, &create, "tea with mitu\n");
    assert!(
        again.status.code() == Some(1) && text(&again.stderr).contains("in use"),
        "{}",
        text(&again.stderr)
    );
    let weak = fed(&data, &["user", "create", "asha@example.org"], "short\n");
    assert!(weak.status.code() == Some(1) && text(&weak.stderr).contains("password"));
    let file = directory.path().join("password");
    std::fs::write(&file, "coffee with mitu\n").unwrap();
    let by_file = ["user", "set-password", "mitu@example.org", "--password-file", file.to_str().unwrap()];
    said(&data, &by_file);
    assert!(
        !signs_in(&server.origin, "tea with mitu").await
            && signs_in(&server.origin, "coffee with mitu").await
    );

    let export: Value = serde_json::from_str(&said(&data, &["user", "export", "mitu@example.org"])).unwrap();
    assert_eq!(
        (&export["profile"]["user_id"], &export["profile"]["display_name"]),
        (&json!(id), &json!("Mitu"))
    );
    let saved = directory.path().join("export.json");
    said(&data, &["user", "export", "mitu@example.org", "--output", saved.to_str().unwrap()]);
    assert_eq!(serde_json::from_slice::<Value>(&std::fs::read(saved).unwrap()).unwrap(), export);

    let kept = fed(&data, &["user", "delete", "mitu@example.org"], "no\n");
    assert!(kept.status.code() == Some(1) && text(&kept.stderr).contains("nothing was deleted"));
    said(&data, &["user", "delete", "mitu@example.org", "--yes"]);
    assert!(!signs_in(&server.origin, "coffee with mitu").await);
    let gone = run(&data, &["user", "export", "mitu@example.org"]);
    assert!(gone.status.code() == Some(1) && text(&gone.stderr).contains("no account"));
}

/// What another process voids in the file is void for the running server with its next request, and so is what it voids
/// itself.
#[tokio::test]
async fn what_any_process_voids_is_void_at_once() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    let server = Server::start(&data, 0);
    let people = ["mitu", "asha", "ravi", "nila"];
    let [mitu, asha, ravi, nila] = people.map(|name| Person::sign_up(&server.origin, name));
    let (mitu, asha, ravi, nila) = futures::join!(mitu, asha, ravi, nila);
    for person in [&mitu, &asha, &ravi, &nila] {
        // The second time, the answer comes from the cache.
        assert!(person.is_signed_in().await && person.is_signed_in().await);
    }
    let changed = fed(&data, &["user", "set-password", "mitu@example.org"], "coffee with mitu\n");
    assert!(changed.status.success());
    assert!(!mitu.is_signed_in().await);
    said(&data, &["user", "delete", "asha@example.org", "--yes"]);
    assert!(!asha.is_signed_in().await);
    ravi.sign_out(false).await;
    assert!(!ravi.is_signed_in().await);
    assert!(nila.is_signed_in().await, "nobody voided this one");
}
