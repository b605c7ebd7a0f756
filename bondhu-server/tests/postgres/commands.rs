//! What each command says about a database and how it ends.

use std::process::Command;

use bondhu_testkit::ephemeral_postgres::{Durability, EphemeralPostgres};

use super::stage::{Stage, on, text};

/// Standard output of `bondhu check`, and whether all was well.
fn check(mut command: Command) -> (String, bool) {
    let output = command.arg("check").output().unwrap();
    (text(&output.stdout), output.status.success())
}

/// What a command that must fail says.
fn refused(mut command: Command, args: &[&str]) -> String {
    let output = command.args(args).output().unwrap();
    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    told
}

#[tokio::test]
async fn the_commands_work_as_on_a_file() {
    let stage = Stage::new().await;
    let (told, well) = check(stage.program());
    assert!(!well && told.contains("problem database.url") && told.contains("yet to be migrated"), "{told}");
    let told = refused(stage.program(), &["--no-migrate"]);
    assert!(told.contains("database.url") && told.contains("yet to be migrated"), "{told}");

    let told = text(&stage.run(&["migrate"]).stdout);
    assert!(told.ends_with("migrations done\n"), "{told}");
    let told = text(&stage.run(&["migrate"]).stdout);
    assert!(told.ends_with(" as bondhu is up to date\n"), "{told}");
    let (told, well) = check(stage.program());
    assert!(well && told.contains("ok      database.url"), "{told}");

    std::fs::write(stage.data.with_file_name("password"), "tea with mitu").unwrap();
    let made = stage.run(&["user", "create", "mitu@example.org", "--password-file", "password"]);
    assert!(made.status.success(), "{}", text(&made.stderr));
    let export = stage.run(&["user", "export", "mitu@example.org"]);
    assert!(text(&export.stdout).contains("mitu@example.org"), "{}", text(&export.stderr));
    let gone = stage.run(&["user", "delete", "mitu@example.org", "--yes"]);
    assert!(gone.status.success(), "{}", text(&gone.stderr));
    assert!(!stage.run(&["user", "export", "mitu@example.org"]).status.success());
}

#[tokio::test]
async fn a_newer_database_is_refused_by_every_command() {
    let stage = Stage::new().await;
    assert!(stage.run(&["migrate"]).status.success());
    let newer = "INSERT INTO _bondhu_migrations (version, description, success, checksum, execution_time) \
                 VALUES (9001, 'of the future', TRUE, '\\x00', 0)";
    EphemeralPostgres::shared().await.run(&stage.url, newer);
    for args in [&["serve"][..], &["--no-migrate"], &["migrate"], &["user", "delete", "a@b.example", "--yes"]]
    {
        let told = refused(stage.program(), args);
        assert!(told.contains("database.url") && told.contains("newer version"), "{args:?}: {told}");
    }
    let (told, well) = check(stage.program());
    assert!(!well && told.contains("problem database.url") && told.contains("newer version"), "{told}");
}

/// On a server of its own, which asks for passwords.
#[tokio::test]
async fn what_is_wrong_with_a_url_or_a_login_is_told_with_its_setting() {
    let server = EphemeralPostgres::start(Durability::None);
    let url = server.empty_database();
    let stage = Stage::on(url.clone());
    assert!(stage.run(&["migrate"]).status.success());
    let (app, app_url) = server.login(&url, "");
    let (worker, worker_url) = server.login(&url, "");

    let both = |people: &str, work: &str| {
        let mut command = on(&stage.data, people);
        command.env("BONDHU_DATABASE__WORKER_URL", work);
        command
    };
    let wrong = |url: &str| url.replace(":secret", ":secret-but-wrong");
    let missing = format!("{url}_missing");
    let nowhere = "postgres://me:secret@127.0.0.1:1/bondhu";
    for (command, setting, sign) in [
        (on(&stage.data, &wrong(&app_url)), "database.url", "password authentication failed"),
        (both(&url, &wrong(&worker_url)), "database.worker_url", "password authentication failed"),
        (on(&stage.data, &missing), "database.url", "does not exist"),
        (on(&stage.data, nowhere), "database.url", "refused"),
        (on(&stage.data, &app_url), "database.url", "GRANT bondhu_app TO"),
        (both(&url, &worker_url), "database.worker_url", "GRANT bondhu_worker TO"),
        (both(&url, &url), "database.url", "REVOKE bondhu_worker FROM"),
        (on(&stage.data, &server.as_superuser(&url)), "database.url", "is a superuser"),
    ] {
        let (told, well) = check(command);
        let line = told.lines().find(|line| line.starts_with(&format!("problem {setting}:")));
        assert!(!well && line.is_some_and(|line| line.contains(sign)), "{setting} {sign}: {told}");
        assert!(!told.contains("secret"), "{told}");
    }
    let told = refused(on(&stage.data, &wrong(&app_url)), &["serve"]);
    assert!(
        told.contains("database.url: cannot connect to the database") && !told.contains("secret"),
        "{told}"
    );

    server.run(&url, &format!("GRANT bondhu_app TO {app}; GRANT bondhu_worker TO {worker}"));
    let (told, well) = check(both(&app_url, &worker_url));
    assert!(well, "{told}");
    stage.log_in(&app_url, &worker_url);
    let running = stage.start();
    let mitu = super::client::Person::sign_up(&running.origin, "mitu").await;
    assert_eq!(mitu.send("key", "hello").await.unwrap().0, 200);
    assert_eq!(mitu.chat().await.len(), 2);
}
