//! Where the file is and how its connections behave.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};

/// Where the file is and how its connections behave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqliteOptions {
    /// The file.
    pub path: PathBuf,
    /// How long to wait for another process that writes before the failure is `Busy`.
    pub busy_timeout: Duration,
    /// At most so many units of work read at once; further ones wait.
    pub readers: u32,
    /// The file may not grow beyond so many pages of 4 KiB: further writes fail as on a full disk. `None` for no limit
    /// but the disk's.
    pub max_pages: Option<u32>,
}

impl SqliteOptions {
    /// The file at `path`: 5 seconds for other processes, 4 readers, no limit.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), busy_timeout: Duration::from_secs(5), readers: 4, max_pages: None }
    }

    pub(super) fn writer(&self, path: &Path) -> SqliteConnectOptions {
        let writer = self
            .connection(path)
            .journal_mode(SqliteJournalMode::Wal)
            // What was acknowledged survives a power cut, also where fsync alone does not reach the disk (macOS).
            .synchronous(SqliteSynchronous::Full)
            .pragma("fullfsync", "ON")
            // The log is cut to this size after a checkpoint, however long it once was.
            .pragma("journal_size_limit", "16777216")
            .pragma("cache_size", "-2048")
            // What a person deletes is overwritten, not only unlinked.
            .pragma("secure_delete", "ON");
        match self.max_pages {
            Some(pages) => writer.pragma("max_page_count", pages.to_string()),
            None => writer,
        }
    }

    pub(super) fn reader(&self, path: &Path) -> SqliteConnectOptions {
        self.connection(path).read_only(true).pragma("cache_size", "-1024")
    }

    fn connection(&self, path: &Path) -> SqliteConnectOptions {
        SqliteConnectOptions::new()
            .filename(path)
            .foreign_keys(true)
            .busy_timeout(self.busy_timeout)
            // Functions with side effects are not to be called by whatever a doctored file's schema says.
            .pragma("trusted_schema", "OFF")
            // A damaged page is noticed when it is read, not when it has misled a search.
            .pragma("cell_size_check", "ON")
            // With a mapped file a failing disk is a signal that ends the process, not an error.
            .pragma("mmap_size", "0")
            // Sorting never spills text of people into files elsewhere.
            .pragma("temp_store", "MEMORY")
    }
}
