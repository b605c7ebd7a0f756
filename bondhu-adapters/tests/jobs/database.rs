//! The database of a queue, as somebody who knows nothing of the store finds it.

use std::path::Path;
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Executor};

/// Where the jobs are. Its texts are what tests put into statements, which otherwise read the same.
#[derive(Clone, Debug)]
pub enum Database {
    /// The path of a file.
    Sqlite(String),
    /// The URL of a database.
    Postgres(String),
}

impl Database {
    /// As [`Self::text`] gives it.
    pub fn named(text: &str) -> Self {
        match text.strip_prefix("sqlite:") {
            Some(path) => Self::Sqlite(path.to_owned()),
            None => Self::Postgres(text.to_owned()),
        }
    }

    pub fn text(&self) -> String {
        match self {
            Self::Sqlite(path) => format!("sqlite:{path}"),
            Self::Postgres(url) => url.clone(),
        }
    }

    /// The engine's table of jobs.
    pub const fn jobs(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "Jobs",
            Self::Postgres(_) => "apalis.jobs",
        }
    }

    /// The engine's table of workers.
    pub const fn workers(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "Workers",
            Self::Postgres(_) => "apalis.workers",
        }
    }

    /// An instant as a value, in seconds since the epoch.
    pub fn at(&self, seconds: i64) -> String {
        match self {
            Self::Sqlite(_) => seconds.to_string(),
            Self::Postgres(_) => format!("to_timestamp({seconds})"),
        }
    }

    /// The instant so many seconds from now, as a value.
    pub fn in_seconds(&self, seconds: i64) -> String {
        match self {
            Self::Sqlite(_) => format!("(strftime('%s', 'now') + {seconds})"),
            Self::Postgres(_) => format!("(now() + {seconds} * interval '1 second')"),
        }
    }

    /// An instant as a number, in seconds since the epoch.
    pub fn seconds(&self, instant: &str) -> String {
        match self {
            Self::Sqlite(_) => format!("CAST({instant} AS INTEGER)"),
            Self::Postgres(_) => format!("floor(extract(epoch FROM {instant}))::bigint"),
        }
    }

    /// A text as bytes.
    pub fn bytes(&self, text: &str) -> String {
        match self {
            Self::Sqlite(_) => format!("CAST('{text}' AS BLOB)"),
            Self::Postgres(_) => format!("convert_to('{text}', 'UTF8')"),
        }
    }

    /// Changes rows.
    pub async fn sql(&self, statements: &str) {
        match self {
            Self::Sqlite(_) => self.define(statements).await,
            // The owner sees no rows of tables that have row-level security.
            Self::Postgres(_) => self.define(&format!("SET ROLE bondhu_worker; {statements}")).await,
        }
    }

    /// Changes tables.
    pub async fn define(&self, statements: &str) {
        let statements = AssertSqlSafe(statements.to_owned());
        match self {
            Self::Sqlite(path) => {
                file(path).connect().await.unwrap().execute(statements).await.unwrap();
            }
            Self::Postgres(url) => {
                server(url).connect().await.unwrap().execute(statements).await.unwrap();
            }
        }
    }

    /// The number that a query finds.
    pub async fn number(&self, query: &str) -> i64 {
        let query = sqlx::AssertSqlSafe(query.to_owned());
        match self {
            Self::Sqlite(path) => {
                sqlx::query_scalar(query).fetch_one(&mut file(path).connect().await.unwrap()).await.unwrap()
            }
            Self::Postgres(url) => {
                let mut connection = server(url).connect().await.unwrap();
                connection.execute("SET ROLE bondhu_worker").await.unwrap();
                sqlx::query_scalar(query).fetch_one(&mut connection).await.unwrap()
            }
        }
    }
}

fn file(path: &str) -> SqliteConnectOptions {
    SqliteConnectOptions::new().filename(Path::new(path)).busy_timeout(Duration::from_secs(20))
}

fn server(url: &str) -> PgConnectOptions {
    url.parse().unwrap()
}
