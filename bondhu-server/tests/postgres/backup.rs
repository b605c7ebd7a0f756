//! Installing, backing up, restoring and upgrading on PostgreSQL by the steps of docs/operations.md.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use bondhu_testkit::ephemeral_postgres::{Durability, EphemeralPostgres};
use serde_json::Value;
use tokio::sync::watch;
use tokio::task::{JoinSet, block_in_place};

use super::client::{Person, STOP};
use super::documented::Machine;
use super::older::{self, PERSON};
use super::process::Server;
use super::stage::{Stage, text};

const DATA: &str = "/var/lib/bondhu";
const SECRETS: &str = "/etc/bondhu/secrets";
const DUMP: &str = "/var/backups/bondhu/2026-11-21.dump";

/// A server with the documented roles, which ask for their passwords, and a machine that has those in files.
struct Installed {
    postgres: EphemeralPostgres,
    machine: Machine,
    place: String,
}

impl Installed {
    fn new(directory: &Path) -> Self {
        let postgres = EphemeralPostgres::start(Durability::None);
        let superuser = postgres.as_superuser(&postgres.empty_database());
        let (place, _) = superuser.rsplit_once('/').unwrap();
        let place = place.rsplit_once('@').unwrap().1.to_owned();
        let port = place.rsplit_once(':').unwrap().1.parse().unwrap();
        let machine = Machine::new(directory, Some(port));
        machine.run("make-secrets");
        machine.run("postgres-roles");
        postgres.run(&superuser, "GRANT with_password TO bondhu_people, bondhu_work, bondhu_backup");
        let settings = format!(
            "[database]\nmax_connections = 8\nurl_file = '{0}/database_url'\nworker_url_file = '{0}/database_worker_url'\n",
            machine.at(SECRETS).display()
        );
        fs::write(machine.at(DATA).with_file_name("bondhu.toml"), settings).unwrap();
        Self { postgres, machine, place }
    }

    fn start(&self) -> Server {
        Server::start(&self.machine.at(DATA), 0)
    }

    /// Runs statements as one of the logins.
    fn sql(&self, login: &str, sql: &str) {
        let url = if login == "postgres" {
            format!("postgres://postgres@{}/bondhu", self.place)
        } else {
            let password =
                fs::read_to_string(self.machine.at(&format!("{SECRETS}/{login}_password"))).unwrap();
            format!("postgres://bondhu_{login}:{}@{}/bondhu", password.trim(), self.place)
        };
        self.postgres.run(&url, sql);
    }

    /// The wall stands: without a person there is nothing to see, with one only theirs, and nothing can be taken.
    fn is_walled(&self, messages: usize) {
        self.sql(
            "people",
            "DO $$ BEGIN
               ASSERT (SELECT count(*) FROM chat_messages) = 0, 'as the login';
               SET ROLE bondhu_app;
               ASSERT (SELECT count(*) FROM chat_messages) = 0, 'without a person';
               PERFORM set_config('app.user_id', '0199c8a0-0000-7000-8000-000000000001', false);
               ASSERT (SELECT count(*) FROM chat_messages) = 0, 'as somebody else';
               ASSERT (SELECT count(*) FROM users) = 0, 'as somebody else';
             END $$",
        );
        let rows = format!("DO $$ BEGIN ASSERT (SELECT count(*) FROM chat_messages) = {messages}; END $$");
        self.sql("postgres", &rows);
        self.sql("work", &format!("SET ROLE bondhu_worker; {rows}"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dump_is_restored_under_the_documented_roles_with_all_that_was_in_it() {
    let directories = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let here = block_in_place(|| Installed::new(directories[0].path()));
    let mut server = here.start();
    let checked = block_in_place(|| here.machine.run("postgres-check"));
    assert!(checked.contains("ok      database.url"), "{checked}");

    let mitu = Person::sign_up(&server.origin, "mitu").await;
    let told = Arc::new(watch::Sender::new(0));
    let mut writers = JoinSet::new();
    for writer in 0..4 {
        writers.spawn(mitu.clone().keep_writing(format!("writer-{writer}"), told.clone()));
    }
    told.subscribe().wait_for(|count| *count >= 40).await.unwrap();
    let before = mitu.written().await;
    block_in_place(|| here.machine.run("postgres-backup"));
    here.machine.name_backup("dump");
    // Neither of the program's logins can leave rows out unnoticed.
    for login in ["people", "work"] {
        let dump = format!(
            "PGPASSWORD=\"$(cat {SECRETS}/{login}_password)\" pg_dump --username=bondhu_{login} bondhu >/dev/null"
        );
        let (well, said) = block_in_place(|| here.machine.shell(&dump));
        assert!(!well && said.contains("pg_dump: error"), "{said}");
    }
    let written_meanwhile = *told.borrow();
    told.subscribe().wait_for(|count| *count > written_meanwhile + 10).await.unwrap();
    told.send_replace(STOP);
    let all: BTreeSet<_> = writers.join_all().await.into_iter().flatten().collect();
    server.terminate();
    assert!(server.ended().success());

    let known = restored(&here, &mitu).await;
    assert!(before.is_subset(&known), "{} of {}", known.len(), before.len());
    assert!(known.is_subset(&all) && known.len() < all.len());

    // On a server that has never seen any of it.
    let elsewhere = block_in_place(|| Installed::new(directories[1].path()));
    fs::create_dir(elsewhere.machine.at("/var/backups/bondhu")).unwrap();
    fs::copy(here.machine.at(DUMP), elsewhere.machine.at(DUMP)).unwrap();
    assert_eq!(restored(&elsewhere, &mitu).await, known);
}

/// Restores, and gives what a server on it knows, which must be able to go on from there.
async fn restored(installed: &Installed, person: &Person) -> BTreeSet<String> {
    block_in_place(|| {
        installed.machine.run("postgres-restore");
        let said = installed.machine.run("postgres-restored");
        assert!(said.contains(" is up to date\n") && said.contains("ok      database.url"), "{said}");
    });
    let mut server = installed.start();
    let person = person.at(&server.origin);
    let chat = person.chat().await.len();
    let known = person.written().await;
    block_in_place(|| installed.is_walled(chat));
    let stats = person.get("/api/v1/activity-stats").await;
    assert_eq!(stats["total_messages"], known.len(), "the counts are of the same moment");
    let found = person.get("/api/v1/chat/search/me?q=says").await;
    assert!(!found["messages"].as_array().unwrap().is_empty(), "{found}");
    assert_eq!(person.send("after", "after").await.unwrap().0, 200);
    server.terminate();
    assert!(server.ended().success());
    known
}

/// A database as the first steps of the schema made it, with somebody's chat in it.
#[tokio::test]
async fn an_upgrade_keeps_what_people_wrote() {
    // Makes the roles, which belong to all databases of a server.
    assert!(Stage::new().await.run(&["migrate"]).status.success());
    let stage = Stage::new().await;
    EphemeralPostgres::shared().await.run(&stage.url, &older::script("postgres").await);
    let told = text(&stage.run(&["--no-migrate"]).stderr);
    assert!(told.contains("yet to be migrated"), "{told}");

    let migrated = stage.run(&["migrate"]);
    assert!(text(&migrated.stdout).ends_with("migrations done\n"), "{}", text(&migrated.stderr));
    let export = stage.run(&["user", "export", PERSON]);
    let export: Value = serde_json::from_slice(&export.stdout).unwrap();
    assert!(older::is_complete(&export), "{export}");
}
