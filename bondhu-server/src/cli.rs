//! The command line of `bondhu`: what may be said, not what is done about it.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use bondhu_domain::users::Email;
use bondhu_ports::job_queue::Queue;
use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser, Subcommand};

use crate::config::Flag;

/// The version with the commit it was built from.
pub const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (", env!("BONDHU_COMMIT"), ")");

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// It was tried and failed.
    Failed,
    /// The command line or the settings are wrong; nothing was tried.
    Usage,
}

/// What was said on the command line.
#[derive(Debug)]
pub struct Invocation {
    /// The settings file of `--config`.
    pub config: Option<PathBuf>,
    /// Settings that were said as flags.
    pub flags: Vec<Flag>,
    /// What is to be done.
    pub command: Command,
}

/// What is to be done.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Serve the page and the API (the default)
    Serve(ServeArgs),
    /// Do background work only, beside processes that serve
    Worker(WorkerArgs),
    /// Bring the database to this version's shape, and end
    Migrate,
    /// Check the settings and what they point to, one line each
    Check,
    /// Ask the server that runs here whether it is ready, for health checks
    Ready(ReadyArgs),
    /// Write a copy of the database file, also while a server works on it
    Backup(BackupArgs),
    /// Manage people's accounts
    #[command(subcommand)]
    User(UserCommand),
    /// Print the document that is served at /api/openapi.json
    Openapi,
    /// Print a report without texts or ids
    #[command(subcommand)]
    Report(ReportCommand),
}

/// What can be reported.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum ReportCommand {
    /// How often messages of a year gave reason for care; counts below 5 are not told
    Safety {
        /// The year, in UTC
        #[arg(long, value_name = "YEAR")]
        year: i32,
    },
}

/// Flags of `serve`.
#[derive(Args, Clone, Debug)]
pub struct ServeArgs {
    /// Where to serve the page and the API, such as 127.0.0.1:8080
    #[arg(long, value_name = "IP:PORT")]
    listen: Option<String>,
    /// Do not bring the database to this version's shape
    #[arg(long)]
    pub no_migrate: bool,
    /// Do no background work in this process
    #[arg(long)]
    pub no_worker: bool,
}

/// Flags of `worker`.
#[derive(Args, Clone, Debug)]
pub struct WorkerArgs {
    /// The queues to work on, separated by commas; all without it
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_parser = queue)]
    pub queues: Vec<Queue>,
}

fn queue(name: &str) -> Result<Queue, String> {
    Queue::named(name.trim()).ok_or_else(|| {
        let known = Queue::ALL.map(Queue::as_str).join(", ");
        format!("there is no queue of that name; the queues are {known}")
    })
}

/// Flags of `ready`.
#[derive(Args, Clone, Copy, Debug)]
pub struct ReadyArgs {
    /// Ask where metrics and jobs are served, which a worker does too, instead of where the page is
    #[arg(long)]
    pub admin: bool,
}

/// Flags of `backup`.
#[derive(Args, Clone, Debug)]
pub struct BackupArgs {
    /// The file to write, which must not exist yet
    #[arg(long, value_name = "PATH")]
    pub to: PathBuf,
}

/// What can be done with an account.
#[derive(Clone, Debug, Subcommand)]
pub enum UserCommand {
    /// Make an account, whether or not people may sign up by themselves
    Create {
        /// The e-mail address to sign in with
        #[arg(value_parser = Email::new)]
        email: Email,
        /// How the person is called
        #[arg(long, value_name = "NAME")]
        display_name: Option<String>,
        /// The person's time zone, such as Asia/Kolkata
        #[arg(long, value_name = "ZONE")]
        timezone: Option<String>,
        #[command(flatten)]
        password: PasswordArgs,
    },
    /// Set a new password; every sign-in of the account ends
    SetPassword {
        /// The account's e-mail address
        #[arg(value_parser = Email::new)]
        email: Email,
        #[command(flatten)]
        password: PasswordArgs,
    },
    /// Delete an account and everything stored about the person
    Delete {
        /// The account's e-mail address
        #[arg(value_parser = Email::new)]
        email: Email,
        /// Do not ask first
        #[arg(long)]
        yes: bool,
    },
    /// Write everything stored about the person as one JSON document
    Export {
        /// The account's e-mail address
        #[arg(value_parser = Email::new)]
        email: Email,
        /// The file to write; standard output without it
        #[arg(long, value_name = "PATH")]
        output: Option<PathBuf>,
    },
}

/// Where a password is read from. Never from the command line itself: that is seen by every process.
#[derive(Args, Clone, Debug)]
pub struct PasswordArgs {
    /// The file that holds the password on its first line; without it, the first line of standard input
    #[arg(long, value_name = "PATH")]
    pub password_file: Option<PathBuf>,
}

/// Bondhu, a companion that remembers you.
#[derive(Debug, Parser)]
#[command(name = "bondhu", version = VERSION, disable_help_subcommand = true)]
struct Cli {
    /// The settings file, in place of bondhu.toml in this directory
    #[arg(long, value_name = "PATH", global = true)]
    config: Option<PathBuf>,
    /// The directory of the database and of everything else that is kept
    #[arg(long, value_name = "PATH", global = true)]
    data_dir: Option<String>,
    #[command(flatten)]
    serve: ServeArgs,
    #[command(subcommand)]
    command: Option<Command>,
}

impl Invocation {
    /// Reads a command line, the program's name first. Help and version come as errors too; [`clap::Error::exit`] prints
    /// each and ends the program with the right code.
    pub fn parse(line: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> Result<Self, clap::Error> {
        let Cli { config, data_dir, serve, command } = Cli::try_parse_from(line)?;
        let command = match command {
            None => Command::Serve(serve),
            Some(Command::Serve(own)) => Command::Serve(ServeArgs {
                listen: own.listen.or(serve.listen),
                no_migrate: own.no_migrate || serve.no_migrate,
                no_worker: own.no_worker || serve.no_worker,
            }),
            // A flag that would be ignored is refused.
            Some(
                Command::Worker(_)
                | Command::Migrate
                | Command::Check
                | Command::Ready(_)
                | Command::Backup(_)
                | Command::User(_)
                | Command::Openapi
                | Command::Report(_),
            ) if serve.listen.is_some() || serve.no_migrate || serve.no_worker => {
                let message = "--listen, --no-migrate and --no-worker are flags of serve alone";
                return Err(Cli::command().error(ErrorKind::ArgumentConflict, message));
            }
            Some(
                other @ (Command::Worker(_)
                | Command::Migrate
                | Command::Check
                | Command::Ready(_)
                | Command::Backup(_)
                | Command::User(_)
                | Command::Openapi
                | Command::Report(_)),
            ) => other,
        };
        let listen = match &command {
            Command::Serve(args) => args.listen.clone(),
            Command::Worker(_)
            | Command::Migrate
            | Command::Check
            | Command::Ready(_)
            | Command::Backup(_)
            | Command::User(_)
            | Command::Openapi
            | Command::Report(_) => None,
        };
        let flag = |name, key, value: Option<String>| value.map(|value| Flag { name, key, value });
        let flags =
            [flag("--listen", "server.listen", listen), flag("--data-dir", "server.data_dir", data_dir)];
        Ok(Self { config, flags: flags.into_iter().flatten().collect(), command })
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
        })
    }
}

#[cfg(test)]
mod tests;
