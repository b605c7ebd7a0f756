//! `bondhu backup`: a copy of the database file, also while a server works on it.

use crate::cli::BackupArgs;
use crate::config::Settings;
use crate::wiring::open_store;

use super::{Done, in_database};

/// Writes the copy, and says how large it is. Whatever the schema is: a backup comes before a migration.
pub(super) async fn back_up(settings: &Settings, args: &BackupArgs) -> Done {
    let Some(path) = settings.database_path() else {
        let what = "is backed up with pg_dump; docs/operations.md has the steps";
        return Err(in_database(settings, what));
    };
    // Opening would make an empty file, and its backup would look like one.
    if !tokio::fs::try_exists(&path).await.map_err(|error| in_database(settings, error))? {
        return Err(in_database(settings, "there is no such file"));
    }
    let store = open_store(settings).await?;
    let done = store.back_up(&args.to).await;
    store.close().await;
    let bytes = done.map_err(|error| in_database(settings, error))?;
    println!("{}: a backup of {}, {bytes} bytes, read back and sound", args.to.display(), path.display());
    Ok(())
}
