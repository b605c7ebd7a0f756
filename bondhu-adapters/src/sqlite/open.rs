//! Opening the file: the connection that writes, then those that read.

use std::path::Path;
use std::time::Duration;

use futures::FutureExt;
use sqlx::sqlite::SqlitePoolOptions;
use sqlx::{Connection, SqlitePool};

use super::error::OpenError;
use super::options::SqliteOptions;

/// How much longer than for the file one waits for a connection, which takes its turn and may have to be opened.
const GRACE: Duration = Duration::from_secs(5);

/// The pool of the one writer, connected, and those of the readers and of the one that looks sign-ins up, which connect when
/// needed.
pub(super) async fn open(options: &SqliteOptions) -> Result<(SqlitePool, SqlitePool, SqlitePool), OpenError> {
    let at = |error| OpenError::from_io(&options.path, error);
    // A name such as `file:x` is a path here, never a URI.
    let path = std::path::absolute(&options.path).map_err(at)?;
    create(&path).await.map_err(at)?;

    let located = |error| OpenError::from_sqlx(&options.path, error);
    let writer =
        pool(options).max_connections(1).connect_with(options.writer(&path)).await.map_err(located)?;
    let mode: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&writer).await.map_err(located)?;
    if mode != "wal" {
        return Err(OpenError::without_wal(&options.path));
    }
    let readers = pool(options)
        .max_connections(options.readers.max(1))
        .idle_timeout(Duration::from_mins(5))
        .connect_lazy_with(options.reader(&path));
    let sign_ins = pool(options).max_connections(1).connect_lazy_with(options.reader(&path));
    Ok((writer, readers, sign_ins))
}

fn pool(options: &SqliteOptions) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .acquire_timeout(options.busy_timeout.saturating_add(GRACE))
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .after_release(|connection, _| {
            async move {
                // Behind a rollback that a dropped unit of work has queued.
                connection.ping().await?;
                // SQLite ends a transaction by itself when the disk is full. The driver goes on counting it as open, and
                // would refuse to begin another one on this connection for ever.
                Ok(!connection.is_in_transaction())
            }
            .boxed()
        })
}

/// Makes the file before SQLite does, because it would let everybody on the machine read it.
async fn create(path: &Path) -> std::io::Result<()> {
    let mut file = tokio::fs::OpenOptions::new();
    file.create(true).append(true);
    #[cfg(unix)]
    file.mode(0o600);
    file.open(path).await.map(drop)
}
