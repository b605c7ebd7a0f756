//! The store that the settings name.

use std::path::Path;
use std::sync::Arc;

use bondhu_adapters::jobs::JobsConfig;
use bondhu_adapters::jobs::postgres::PostgresJobQueue;
use bondhu_adapters::jobs::sqlite::SqliteJobQueue;
use bondhu_adapters::postgres::{AccessProblem, Login, PostgresOptions, PostgresStore};
use bondhu_adapters::sqlite::{SqliteOptions, SqliteStore};
use bondhu_ports::clock::Clock;
use bondhu_ports::error::BoxError;
use bondhu_ports::job_queue::JobQueue;
use bondhu_ports::randomness::Randomness;
use bondhu_ports::store::{Store, StoreError};

use crate::config::{Database, DatabaseUrl, PostgresUrl, Settings};

/// Connections where the settings name no number.
const SQLITE_READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 20;

const URL: &str = "database.url";
const WORKER_URL: &str = "database.worker_url";

/// An opened store, with what only the program does with it. A clone shares its connections.
#[derive(Clone, Debug)]
pub enum OpenStore {
    /// In one file.
    Sqlite(SqliteStore),
    /// In a PostgreSQL database.
    Postgres(PostgresStore),
}

/// What is wrong with the database that a setting names.
#[derive(Debug, thiserror::Error)]
#[error("{setting}")]
pub struct StoreProblem {
    /// The setting.
    pub setting: &'static str,
    /// What is wrong.
    pub source: BoxError,
}

impl StoreProblem {
    fn of_url(error: impl Into<BoxError>) -> Self {
        Self { setting: URL, source: error.into() }
    }
}

/// Opens the store. The directory of a file is made if it is missing; the schema is left as it is.
pub async fn open_store(settings: &Settings) -> Result<OpenStore, StoreProblem> {
    match &settings.database.url {
        Some(DatabaseUrl::Postgres(url)) => {
            open_postgres(&settings.database, url).await.map(OpenStore::Postgres)
        }
        Some(DatabaseUrl::Sqlite(_)) | None => open_sqlite(settings).await.map(OpenStore::Sqlite),
    }
}

async fn open_sqlite(settings: &Settings) -> Result<SqliteStore, StoreProblem> {
    let path = settings.database_path().unwrap_or_default();
    if let Some(directory) = path.parent().filter(|it| !it.as_os_str().is_empty()) {
        tokio::fs::create_dir_all(directory).await.map_err(|error| {
            let directory = directory.display();
            StoreProblem::of_url(format!("cannot make the directory {directory} for the database: {error}"))
        })?;
    }
    let options = SqliteOptions {
        busy_timeout: settings.database.busy_timeout,
        readers: settings.database.max_connections.unwrap_or(SQLITE_READERS),
        ..SqliteOptions::at(path)
    };
    SqliteStore::open(&options).await.map_err(StoreProblem::of_url)
}

async fn open_postgres(database: &Database, url: &PostgresUrl) -> Result<PostgresStore, StoreProblem> {
    let mut options = PostgresOptions::at(url.expose()).map_err(StoreProblem::of_url)?;
    if let Some(url) = &database.worker_url {
        options = options
            .with_worker(url.expose())
            .map_err(|error| StoreProblem { setting: WORKER_URL, source: error.into() })?;
    }
    options.max_connections = database.max_connections.unwrap_or(POSTGRES_CONNECTIONS);
    options.connect_timeout = database.connect_timeout;
    options.busy_timeout = database.busy_timeout;
    options.statement_timeout = database.statement_timeout;
    options.idle_timeout = database.idle_timeout;
    let connected = PostgresStore::connect(&options).await;
    connected.map_err(|error| StoreProblem { setting: setting(error.login), source: error.into() })
}

const fn setting(login: Login) -> &'static str {
    match login {
        Login::People => URL,
        Login::System => WORKER_URL,
    }
}

impl OpenStore {
    /// The store as the use cases know it.
    pub fn port(&self) -> Arc<dyn Store> {
        match self {
            Self::Sqlite(store) => Arc::new(store.clone()),
            Self::Postgres(store) => Arc::new(store.clone()),
        }
    }

    /// The queue of background work in the same database.
    pub fn queue(
        &self,
        config: JobsConfig,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Randomness>,
    ) -> Arc<dyn JobQueue> {
        match self {
            Self::Sqlite(store) => Arc::new(SqliteJobQueue::new(store.clone(), config, clock, random)),
            Self::Postgres(store) => Arc::new(PostgresJobQueue::new(store.clone(), config, clock, random)),
        }
    }

    /// Brings the schema up to date, and tells how many steps were missing. A database that a newer program wrote is left
    /// alone.
    pub async fn migrate(&self) -> Result<usize, StoreError> {
        match self {
            Self::Sqlite(store) => store.migrate().await,
            Self::Postgres(store) => store.migrate().await,
        }
    }

    /// Fails unless the store answers and its schema is this program's.
    pub async fn require_current(&self) -> Result<(), StoreError> {
        self.port().check().await
    }

    /// What is wrong with the rights of the logins; nothing on SQLite, which has none.
    pub async fn rights_problems(&self) -> Result<Vec<StoreProblem>, StoreProblem> {
        let found = match self {
            Self::Sqlite(_) => Vec::new(),
            Self::Postgres(store) => store.access_problems().await.map_err(StoreProblem::of_url)?,
        };
        let named = |it: AccessProblem| StoreProblem { setting: setting(it.login), source: it.what.into() };
        Ok(found.into_iter().map(named).collect())
    }

    /// Writes a copy of the file as it is at one moment to the new file `to`, and gives its size in bytes. What a server
    /// keeps has tools of its own for that.
    pub async fn back_up(&self, to: &Path) -> Result<u64, BoxError> {
        match self {
            Self::Sqlite(store) => Ok(store.back_up(to).await?),
            Self::Postgres(_) => Err("a PostgreSQL database is backed up with pg_dump".into()),
        }
    }

    /// Waits for what is open and closes the store.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(store) => store.close().await,
            Self::Postgres(store) => store.close().await,
        }
    }
}
