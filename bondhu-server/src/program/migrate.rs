//! `bondhu migrate`: brings the database to this version's shape.

use crate::config::Settings;
use crate::wiring::open_store;

use super::{Done, in_database};

/// Migrates, and says what was done.
pub(super) async fn migrate(settings: &Settings) -> Done {
    let store = open_store(settings).await?;
    let steps = store.migrate().await.map_err(|error| in_database(settings, error))?;
    store.close().await;
    let database = settings.database_name();
    match steps {
        0 => println!("{database} is up to date"),
        1 => println!("{database}: 1 migration done"),
        more => println!("{database}: {more} migrations done"),
    }
    Ok(())
}
