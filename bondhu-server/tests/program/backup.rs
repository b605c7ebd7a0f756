//! Backing up, restoring and upgrading a file by the steps of docs/operations.md.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::client::{Person, STOP};
use super::commands::{refused, run, said, text};
use super::documented::Machine;
use super::older::{self, PERSON};
use super::process::{Server, program};

const DATA: &str = "/var/lib/bondhu";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_made_under_load_has_all_that_was_acknowledged_before_it() {
    let directory = tempfile::tempdir().unwrap();
    let machine = Machine::new(directory.path(), None);
    let data = machine.at(DATA);
    let mut server = Server::start(&data, 0);
    let mitu = Person::sign_up(&server.origin, "mitu").await;
    let told = Arc::new(watch::Sender::new(0));
    let mut writers = JoinSet::new();
    for writer in 0..4 {
        writers.spawn(mitu.clone().keep_writing(format!("writer-{writer}"), told.clone()));
    }
    told.subscribe().wait_for(|count| *count >= 40).await.unwrap();
    let before = mitu.written().await;
    tokio::task::block_in_place(|| {
        let said = machine.run("sqlite-backup");
        assert!(said.contains("read back and sound"), "{said}");
    });
    machine.name_backup("db");
    let written_meanwhile = *told.borrow();
    told.subscribe().wait_for(|count| *count > written_meanwhile + 10).await.unwrap();
    told.send_replace(STOP);
    let all: BTreeSet<_> = writers.join_all().await.into_iter().flatten().collect();
    server.terminate();
    assert!(server.ended().success());

    // On the machine itself, in the place of what is there.
    machine.run("sqlite-set-aside");
    assert_eq!(names(&data), ["replaced"]);
    machine.run("sqlite-restore");
    let known = restored(&data, &mitu).await;
    assert!(before.is_subset(&known), "{} of {}", known.len(), before.len());
    assert!(known.is_subset(&all) && known.len() < all.len());

    // On another one, where nothing is.
    let elsewhere = tempfile::tempdir().unwrap();
    let other = Machine::new(elsewhere.path(), None);
    fs::create_dir(other.at("/var/backups/bondhu")).unwrap();
    let backup = "/var/backups/bondhu/2026-11-21.db";
    fs::copy(machine.at(backup), other.at(backup)).unwrap();
    other.run("sqlite-restore");
    assert_eq!(restored(&other.at(DATA), &mitu).await, known);
}

/// What a server on restored data knows, which it must be able to go on from.
async fn restored(data: &Path, person: &Person) -> BTreeSet<String> {
    let mut connection =
        SqliteConnectOptions::new().filename(data.join("bondhu.db")).connect().await.unwrap();
    let found: Vec<String> =
        sqlx::query_scalar("PRAGMA integrity_check").fetch_all(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    assert_eq!(found, ["ok"]);

    let mut server = Server::start(data, 0);
    let person = person.at(&server.origin);
    let known = person.written().await;
    let stats = person.get("/api/v1/activity-stats").await;
    assert_eq!(stats["total_messages"], known.len(), "the counts are of the same moment");
    let found = person.get("/api/v1/chat/search/me?q=says").await;
    assert!(!found["messages"].as_array().unwrap().is_empty(), "{found}");
    assert_eq!(person.send("after", "after").await.unwrap().0, 200);
    server.terminate();
    assert!(server.ended().success());
    known
}

fn names(directory: &Path) -> Vec<String> {
    let names = fs::read_dir(directory).unwrap().map(|it| it.unwrap().file_name());
    names.map(|name| name.into_string().unwrap()).collect()
}

#[test]
fn what_cannot_be_backed_up_is_told_and_not_made() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    let backup = |variables: &[(&str, &str)], to: &str| {
        let mut command = program(&data);
        command.envs(variables.iter().copied()).args(["backup", "--to", to]);
        refused(command, 1)
    };
    let told = backup(&[], "copy.db");
    assert!(told.contains("database.url") && told.contains("there is no such file"), "{told}");
    assert!(!data.exists());
    let server = ("DATABASE_URL", "postgres://me:secret@127.0.0.1:1/bondhu");
    let told = backup(&[server], "copy.db");
    assert!(told.contains("pg_dump") && !told.contains("secret"), "{told}");

    said(&data, &["migrate"]);
    said(&data, &["backup", "--to", "copy.db"]);
    let told = backup(&[], "copy.db");
    assert!(told.contains("copy.db exists already"), "{told}");
    assert!(backup(&[], "no/such/place.db").contains("cannot back up to no/such/place.db"));
}

/// A file as the first steps of the schema made it, with somebody's chat in it.
#[tokio::test]
async fn an_upgrade_keeps_what_people_wrote() {
    let directory = tempfile::tempdir().unwrap();
    let machine = Machine::new(directory.path(), None);
    let data = machine.at(DATA);
    let file = SqliteConnectOptions::new().filename(data.join("bondhu.db")).create_if_missing(true);
    let mut connection = file.connect().await.unwrap();
    let script = older::script("sqlite").await;
    connection.execute(AssertSqlSafe(script)).await.unwrap();
    connection.close().await.unwrap();

    let told = text(&run(&data, &["--listen", "127.0.0.1:0", "--no-migrate"]).stderr);
    assert!(told.contains("yet to be migrated"), "{told}");
    let said = machine.run("sqlite-upgrade");
    assert!(said.contains("migrations done") && said.contains("ok      database.url"), "{said}");
    let export = self::said(&data, &["user", "export", PERSON]);
    let export: Value = serde_json::from_str(&export).unwrap();
    assert!(older::is_complete(&export), "{export}");
}
