//! URLs of databases. They are never quoted: they may hold passwords.

use std::fmt;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::config::kinds::TextKind;

/// Where everything is stored.
#[derive(Clone, Debug)]
pub enum DatabaseUrl {
    /// In one file.
    Sqlite(SqliteUrl),
    /// In a PostgreSQL database.
    Postgres(PostgresUrl),
}

/// The file of a database of `SQLite`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqliteUrl(PathBuf);

impl SqliteUrl {
    /// The path of the file.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

/// A PostgreSQL database and a login to it.
#[derive(Clone, Debug)]
pub struct PostgresUrl {
    url: SecretString,
    shown: String,
}

impl PostgresUrl {
    /// With the password.
    pub fn expose(&self) -> &str {
        self.url.expose_secret()
    }
}

impl fmt::Display for PostgresUrl {
    /// The database, its host and its login; no password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

pub(super) struct StoreUrl;

impl TextKind for StoreUrl {
    type Value = DatabaseUrl;

    fn describe(&self) -> String {
        "a URL `sqlite:PATH` or `postgres://…`".to_owned()
    }

    fn parse_text(&self, text: &str) -> Result<DatabaseUrl, String> {
        if is_postgres(text) {
            return PostgresOnly.parse_text(text).map(DatabaseUrl::Postgres);
        }
        let path = text.strip_prefix("sqlite:").ok_or("must be sqlite:PATH or postgres://…")?;
        let path = path.strip_prefix("//").unwrap_or(path);
        if path.contains(":memory:") {
            return Err("a database in memory would forget everything; must be sqlite:PATH".to_owned());
        }
        if path.contains(['?', '\0']) {
            return Err("takes no parameters; must be sqlite:PATH".to_owned());
        }
        if path.is_empty() || path.ends_with('/') {
            return Err("has no file name; must be sqlite:PATH".to_owned());
        }
        Ok(DatabaseUrl::Sqlite(SqliteUrl(path.into())))
    }
}

pub(super) struct PostgresOnly;

/// What the driver knows. It would pass over another, such as a misspelt `sslmode`.
const PARAMETERS: [&str; 12] = [
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "application_name",
    "options",
];
const SSL_MODES: [&str; 6] = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

impl TextKind for PostgresOnly {
    type Value = PostgresUrl;

    fn describe(&self) -> String {
        "a URL `postgres://USER:PASSWORD@HOST:PORT/NAME`".to_owned()
    }

    fn parse_text(&self, text: &str) -> Result<PostgresUrl, String> {
        let form = "must be postgres://USER:PASSWORD@HOST:PORT/NAME";
        if !is_postgres(text) {
            return Err(form.to_owned());
        }
        let url =
            Url::parse(text).map_err(|_| format!("is no URL (is something in it not %-encoded?); {form}"))?;
        let mut name = url.path().trim_start_matches('/').to_owned();
        let mut host = url.host_str().unwrap_or_default().to_owned();
        for (key, value) in url.query_pairs() {
            match &*key {
                "sslmode" if !SSL_MODES.contains(&&*value) => {
                    return Err(format!("has an unknown sslmode; known: {}", SSL_MODES.join(", ")));
                }
                "dbname" => name = value.into_owned(),
                "host" | "hostaddr" => host = value.into_owned(),
                known if PARAMETERS.contains(&known) => {}
                _ => return Err(format!("has an unknown parameter; known: {}", PARAMETERS.join(", "))),
            }
        }
        if host.is_empty() {
            return Err(format!("has no host; {form}"));
        }
        if name.is_empty() || name.contains('/') {
            return Err(format!("has no name of a database; {form}"));
        }
        let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
        let user = Some(url.username()).filter(|it| !it.is_empty()).map(|it| format!(" as {it}"));
        let shown = format!("{name} on {host}{port}{}", user.unwrap_or_default());
        Ok(PostgresUrl { url: text.to_owned().into(), shown })
    }
}

fn is_postgres(text: &str) -> bool {
    text.starts_with("postgres://") || text.starts_with("postgresql://")
}
