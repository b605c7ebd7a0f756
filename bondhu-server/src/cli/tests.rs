//! Command lines that are understood, and those that are refused.

use super::*;
use crate::config::{Environment, Settings, Sources};

fn parse(line: &str) -> Result<Invocation, clap::Error> {
    Invocation::parse(line.split(' '))
}

#[test]
fn the_definitions_are_sound() {
    Cli::command().debug_assert();
}

#[test]
fn serve_is_what_is_done_without_a_command() {
    for line in ["bondhu --listen 127.0.0.1:1 --no-migrate", "bondhu --listen 127.0.0.1:1 serve --no-migrate"]
    {
        let invocation = parse(line).unwrap();
        assert!(matches!(invocation.command, Command::Serve(args) if args.no_migrate), "{line}");
        assert_eq!(invocation.flags[0].value, "127.0.0.1:1", "{line}");
    }
    assert_eq!(parse("bondhu --listen a serve --listen b").unwrap().flags[0].value, "b");
    let conflict = parse("bondhu --listen 127.0.0.1:1 migrate").unwrap_err();
    assert_eq!((conflict.kind(), conflict.exit_code()), (ErrorKind::ArgumentConflict, 2));
}

#[test]
fn flags_are_settings() {
    let Invocation { config, flags, .. } = parse("bondhu --data-dir /d serve --listen 127.0.0.1:7").unwrap();
    let working_dir = "/nonexistent".into();
    let sources = Sources { config, working_dir, environment: Environment::default(), flags };
    let server = Settings::load(&sources).unwrap().server;
    assert_eq!((server.listen.port(), server.data_dir), (7, "/d".into()));
}

#[test]
fn settings_flags_go_before_or_after_any_command() {
    for line in ["bondhu --config c.toml check", "bondhu check --config c.toml"] {
        assert_eq!(parse(line).unwrap().config, Some("c.toml".into()), "{line}");
    }
}

#[test]
fn accounts_are_named_by_a_checked_address_and_passwords_are_no_arguments() {
    let create = parse("bondhu user create Asha@Example.com --password-file pw").unwrap().command;
    let Command::User(UserCommand::Create { email, password, .. }) = create else { panic!("{create:?}") };
    assert_eq!((email.as_str(), password.password_file), ("asha@example.com", Some("pw".into())));
    for line in [
        "bondhu user create nobody",
        "bondhu user create a@example.com --password secret",
        "bondhu user create a@example.com secret",
        "bondhu user",
        "bondhu worker --queues music,knitting",
        "bondhu worker --listen 127.0.0.1:1",
        "bondhu backup",
        "bondhu backup copy.db",
    ] {
        assert_eq!(parse(line).unwrap_err().exit_code(), 2, "{line}");
    }
}

#[test]
fn a_worker_works_on_named_queues_and_an_unknown_one_is_told_with_those_there_are() {
    let Command::Worker(args) = parse("bondhu worker --queues music,default").unwrap().command else {
        panic!("not the worker")
    };
    assert_eq!(args.queues, [Queue::Music, Queue::Default]);
    let error = parse("bondhu worker --queues music,knitting").unwrap_err().to_string();
    assert!(error.contains("knitting") && error.contains("personality, music, video, games"), "{error}");
}

#[test]
fn the_version_has_the_commit() {
    let error = parse("bondhu --version").unwrap_err();
    assert_eq!(error.exit_code(), 0);
    assert_eq!(error.to_string(), format!("bondhu {VERSION}\n"));
    assert!(
        VERSION.starts_with(env!("CARGO_PKG_VERSION")) && VERSION.ends_with(')') && !VERSION.contains("()")
    );
}

#[test]
fn failures_and_wrong_usage_end_differently() {
    let codes = [Exit::Done, Exit::Failed, Exit::Usage].map(|exit| format!("{:?}", ExitCode::from(exit)));
    assert_eq!(codes, [0, 1, 2].map(|code| format!("{:?}", ExitCode::from(code))));
}
