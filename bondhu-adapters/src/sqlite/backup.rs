//! A copy of the file as it is at one moment, while others go on writing.

use std::io;
use std::path::{Path, PathBuf};

use bondhu_ports::error::BoxError;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection, SqlitePool};
use tokio::fs;

/// The copy could not be made. Nothing is left of it.
#[derive(Debug, thiserror::Error)]
#[error("cannot back up to {}", path.display())]
pub struct BackupError {
    /// Where the copy was to be.
    pub path: PathBuf,
    /// Why.
    pub source: BoxError,
}

#[derive(Debug, thiserror::Error)]
enum Unfit {
    #[error("{} exists already and is left as it is", _0.display())]
    Exists(PathBuf),
    #[error("its path is not valid UTF-8")]
    Path,
    #[error("the copy is damaged, and so may be the database: {0}")]
    Damaged(String),
}

/// Writes the copy beside its place, checks it, and only then gives it its name. Gives its size in bytes.
pub(super) async fn back_up(readers: &SqlitePool, to: &Path) -> Result<u64, BackupError> {
    let failed = |source| BackupError { path: to.to_owned(), source };
    let absolute = std::path::absolute(to).map_err(|error| failed(error.into()))?;
    let partial = partial(&absolute);
    refuse_existing(&absolute).await.map_err(failed)?;
    create(&partial).await.map_err(failed)?;
    let done = async {
        copy(readers, &partial).await?;
        let bytes = checked(&partial).await?;
        refuse_existing(&absolute).await?;
        fs::rename(&partial, &absolute).await?;
        if let Some(directory) = absolute.parent() {
            // The new name survives a power cut as the content does.
            fs::File::open(directory).await?.sync_all().await?;
        }
        Ok(bytes)
    };
    let done: Result<u64, BoxError> = done.await;
    if done.is_err() {
        // It is worth nothing; that it could not be removed either is not what the caller has to hear of.
        let _ = fs::remove_file(&partial).await;
    }
    done.map_err(failed)
}

/// The name of a copy that is not finished.
fn partial(to: &Path) -> PathBuf {
    let mut name = to.as_os_str().to_owned();
    name.push(".partial");
    name.into()
}

async fn refuse_existing(path: &Path) -> Result<(), BoxError> {
    // A link that points nowhere would be followed.
    match fs::symlink_metadata(path).await {
        Ok(_) => Err(Unfit::Exists(path.to_owned()).into()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Made before SQLite writes to it, because it would let everybody on the machine read it.
async fn create(path: &Path) -> Result<(), BoxError> {
    let mut file = fs::OpenOptions::new();
    file.create_new(true).write(true);
    #[cfg(unix)]
    file.mode(0o600);
    match file.open(path).await {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Err(Unfit::Exists(path.to_owned()).into())
        }
        Err(error) => Err(error.into()),
    }
}

/// In one read transaction, which no writer waits for. Row ids are kept, and nothing that was deleted goes along.
async fn copy(readers: &SqlitePool, to: &Path) -> Result<(), BoxError> {
    let mut reader = readers.acquire().await?;
    // An absolute path: what begins with `file:` would be taken for a URI.
    let path = to.to_str().ok_or(Unfit::Path)?;
    sqlx::query("VACUUM INTO ?1").bind(path).execute(&mut *reader).await?;
    Ok(())
}

/// Reads the whole copy, sees to it that it is on the disk, and gives its size.
async fn checked(copy: &Path) -> Result<u64, BoxError> {
    // Not read-only: SQLite leaves the CHECKs of a read-only file out, of its tables and so of this check.
    let options = SqliteConnectOptions::new().filename(copy);
    let mut connection: SqliteConnection = options.connect().await?;
    let found: Vec<String> =
        sqlx::query_scalar("PRAGMA integrity_check(3)").fetch_all(&mut connection).await?;
    connection.close().await?;
    if found != ["ok"] {
        return Err(Unfit::Damaged(found.join("; ")).into());
    }
    let file = fs::OpenOptions::new().write(true).open(copy).await?;
    file.sync_all().await?;
    Ok(file.metadata().await?.len())
}
