//! What each command of `bondhu` does.

mod accounts;
mod backup;
mod check;
mod logging;
mod migrate;
mod ready;
mod report;
mod serve;
mod work;

use std::io::Write as _;
use std::process::ExitCode;

use bondhu_ports::error::BoxError;

use crate::cli::{Command, Exit, Invocation, ReportCommand};
use crate::config::{Settings, Sources};

/// Runs the program with its command line and environment.
pub async fn run(invocation: Invocation) -> ExitCode {
    let Invocation { config, flags, command } = invocation;
    // The document is made from the handlers; no settings matter to it.
    if let Command::Openapi = command {
        return print_openapi().into();
    }
    let working_dir = match std::env::current_dir() {
        Ok(directory) => directory,
        Err(error) => return failed(&error),
    };
    let sources = Sources { config, working_dir, environment: std::env::vars_os().collect(), flags };
    let settings = match Settings::load(&sources) {
        Ok(settings) => settings,
        Err(mistakes) => {
            eprintln!("{mistakes}");
            return Exit::Usage.into();
        }
    };
    logging::start(&settings.telemetry);
    let done = match command {
        Command::Serve(args) => serve::serve(settings, &args).await,
        Command::Worker(args) => work::work(settings, &args).await,
        Command::Migrate => migrate::migrate(&settings).await,
        Command::Check => return check::check(&settings).await.into(),
        Command::Ready(args) => ready::ready(&settings, args).await,
        Command::Backup(args) => backup::back_up(&settings, &args).await,
        Command::User(command) => accounts::run(&settings, command).await,
        Command::Report(ReportCommand::Safety { year }) => report::safety(&settings, year).await,
        Command::Openapi => Ok(()),
    };
    match done {
        Ok(()) => Exit::Done.into(),
        Err(error) => failed(&*error),
    }
}

fn print_openapi() -> Exit {
    match crate::http::document().to_pretty_json() {
        Ok(text) => {
            println!("{text}");
            Exit::Done
        }
        Err(error) => {
            eprintln!("bondhu: {error}");
            Exit::Failed
        }
    }
}

fn failed(error: &(dyn std::error::Error + 'static)) -> ExitCode {
    eprintln!("bondhu: {}", chain(error));
    Exit::Failed.into()
}

/// An error with its causes, in one line.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        // Some errors repeat their cause; told twice it would only be longer.
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    text
}

/// A failure of the database, with its name and setting, so that nobody has to search for it.
#[derive(Debug, thiserror::Error)]
#[error("the database {name} (database.url)")]
struct DatabaseError {
    name: String,
    source: BoxError,
}

fn in_database(settings: &Settings, source: impl Into<BoxError>) -> BoxError {
    Box::new(DatabaseError { name: settings.database_name(), source: source.into() })
}

/// Says on standard output that something is ready, in one write: whoever waits for its first line may close it then, and
/// that is no failure.
fn say(text: &str) {
    let mut output = std::io::stdout().lock();
    if output.write_all(text.as_bytes()).and_then(|()| output.flush()).is_err() {
        tracing::debug!("nobody reads standard output");
    }
}

/// A failure told in one sentence.
type Done = Result<(), BoxError>;
