//! The settings of the program: read in layers, checked as a whole, and typed.
//!
//! Order, each winning over the one before: defaults, `bondhu.toml` (or the file of `--config`), the environment
//! (`BONDHU_SECTION__KEY`, also `DATABASE_URL` and `REDIS_URL`), flags. [`Settings::load`] tells every mistake at once,
//! each with its key and where it came from, and never the value of a secret.
//!
//! A section is one file and one line here. Its `section!` declaration is at once the typed struct, the row in
//! `docs/configuration.md` and `.env.example`, and the parser, so the three cannot drift apart.

mod auth;
mod cache;
mod chat;
mod database;
mod environment;
mod file;
mod idempotency;
mod kinds;
mod layers;
mod limits;
mod llm;
mod mistakes;
mod network;
mod personality;
mod reader;
mod reference;
mod section;
mod sentiment;
mod server;
mod suggestion;
mod telemetry;
#[cfg(test)]
mod tests;
mod web_origin;
mod worker;

use std::path::PathBuf;

pub use auth::{Auth, ExternalTokens, Jwt, JwtKey, PasswordHash, Registration};
pub use cache::{Cache, CacheTtl, CacheUrl};
pub use chat::Chat;
pub use database::{Database, DatabaseUrl, PostgresUrl, SqliteUrl};
pub use environment::Environment;
pub use idempotency::Idempotency;
pub use layers::{Flag, Origin};
pub use limits::Limits;
pub use llm::{Gemini, Llm, LlmProvider, OpenAi};
pub use mistakes::{Mistake, Mistakes};
pub use network::Network;
pub use personality::Personality;
pub use reference::{env_example, markdown};
pub use sentiment::{AnalyzerChoice, Sentiment};
pub use server::Server;
pub use telemetry::{LogFormat, Telemetry};
pub use web_origin::WebOrigin;
pub use worker::{Schedule, Worker, WorkerConcurrency, WorkerSchedules};

use layers::Layers;
use reader::Reader;
use section::{Section, section};

/// The settings file that is read when `--config` names none.
pub const DEFAULT_FILE: &str = "bondhu.toml";

section! {
    /// Everything that can be set, checked.
    pub struct Settings: "" {}
    nested {
        server: Server,
        database: Database,
        cache: Cache,
        auth: Auth,
        limits: Limits,
        chat: Chat,
        llm: Llm,
        sentiment: Sentiment,
        personality: Personality,
        idempotency: Idempotency,
        worker: Worker,
        telemetry: Telemetry,
    }
}

/// Where settings come from, beside their defaults. All of it is a value, so that reading them depends on nothing else.
pub struct Sources {
    /// The file of `--config`, which must exist. Without it, [`DEFAULT_FILE`] is read if there is one.
    pub config: Option<PathBuf>,
    /// Where [`DEFAULT_FILE`] lies and what relative paths of settings files and secret files start from.
    pub working_dir: PathBuf,
    /// The variables of the environment.
    pub environment: Environment,
    /// What was said on the command line.
    pub flags: Vec<Flag>,
}

impl Sources {
    /// The settings file that applies: that of `--config`, or [`DEFAULT_FILE`] where one lies.
    pub fn file(&self) -> Option<PathBuf> {
        match &self.config {
            Some(path) => Some(self.working_dir.join(path)),
            None => Some(self.working_dir.join(DEFAULT_FILE)).filter(|path| path.exists()),
        }
    }
}

impl Settings {
    /// Reads and checks everything. Nothing is connected to and nothing is created.
    pub fn load(sources: &Sources) -> Result<Self, Mistakes> {
        let mut mistakes = Vec::new();
        let layers = Layers::gather(sources, &mut mistakes);
        suggestion::refuse_unknown(&layers, &mut mistakes);
        let mut reader = Reader::new(&layers, &sources.working_dir, mistakes);
        let settings = Self::read(&mut reader);
        match (settings, reader.into_mistakes()) {
            (Some(settings), mistakes) if mistakes.is_empty() => Ok(settings),
            (Some(_) | None, mistakes) => Err(Mistakes(mistakes)),
        }
    }

    /// The database file where the database is one: that of `database.url`, or `bondhu.db` in the data directory.
    pub fn database_path(&self) -> Option<PathBuf> {
        match &self.database.url {
            Some(DatabaseUrl::Sqlite(url)) => Some(url.path().to_owned()),
            Some(DatabaseUrl::Postgres(_)) => None,
            None => Some(self.server.data_dir.join("bondhu.db")),
        }
    }

    /// The database as a person is told of it; no password.
    pub fn database_name(&self) -> String {
        match &self.database.url {
            Some(DatabaseUrl::Postgres(url)) => url.to_string(),
            Some(DatabaseUrl::Sqlite(_)) | None => {
                self.database_path().unwrap_or_default().display().to_string()
            }
        }
    }
}
