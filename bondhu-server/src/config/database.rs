//! `database`: where everything is stored.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::kinds::{Lasting, Optional, TextKind, Whole};
use super::section::section;

section! {
    /// Where everything is stored.
    pub struct Database: "database" {
        /// The database, as `sqlite:PATH`; also read from `DATABASE_URL`. The path is taken as it is, and a relative one
        /// starts where the program was started. Without it: `bondhu.db` in `server.data_dir`.
        url: Option<SqliteUrl> = Optional(StoreUrl), "", secret;
        /// Connections that read at the same time. There is always one more, which writes.
        max_connections: u32 = Whole(1, 64), "4";
        /// How long a write waits for another process that holds the database.
        busy_timeout: Duration = Lasting(Duration::ZERO, Duration::from_mins(1)), "5s";
    }
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

struct StoreUrl;

impl TextKind for StoreUrl {
    type Value = SqliteUrl;

    fn describe(&self) -> String {
        "a URL `sqlite:PATH`".to_owned()
    }

    fn parse_text(&self, text: &str) -> Result<SqliteUrl, String> {
        // The URL is never quoted: other databases' URLs hold passwords.
        if text.starts_with("postgres:") || text.starts_with("postgresql:") {
            return Err("PostgreSQL is not supported yet; must be sqlite:PATH".to_owned());
        }
        let path = text.strip_prefix("sqlite:").ok_or("must be sqlite:PATH")?;
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
        Ok(SqliteUrl(path.into()))
    }
}
