//! The schema: its steps are embedded in the program, and what a file has had is kept in the file.

use std::collections::BTreeMap;

use bondhu_ports::store::{StoreError, StoreErrorKind};
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::{AssertSqlSafe, SqliteConnection, SqlitePool};

use super::error::{kind, store_error};

/// How a file's schema relates to the program's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaState {
    /// They are the same.
    Current,
    /// So many steps are missing in the file.
    Pending(usize),
    /// The file has had steps that this program does not know.
    Newer,
    /// The file has had a step that reads differently in this program.
    Altered,
}

/// The program cannot work with the schema it found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SchemaMismatch {
    /// See [`SchemaState::Pending`].
    #[error("the database has yet to be migrated ({0} steps)")]
    Pending(usize),
    /// See [`SchemaState::Newer`].
    #[error("the database was written by a newer version of this program")]
    Newer,
    /// See [`SchemaState::Altered`].
    #[error("the database was written by another edition of this program")]
    Altered,
}

impl SchemaState {
    pub(super) fn require_current(self) -> Result<(), StoreError> {
        let mismatch = match self {
            Self::Current => return Ok(()),
            Self::Pending(steps) => SchemaMismatch::Pending(steps),
            Self::Newer => SchemaMismatch::Newer,
            Self::Altered => SchemaMismatch::Altered,
        };
        Err(StoreError::new(StoreErrorKind::Schema, mismatch))
    }
}

const TABLE: &str = "_bondhu_migrations";
const ENGINE_TABLE: &str = "_sqlx_migrations";

/// The embedded steps. Their table has a name of its own, because the job queue's engine keeps a table of the usual
/// name in the same file.
fn migrator() -> Migrator {
    let mut migrator = sqlx::migrate!("../migrations/sqlite");
    migrator.dangerous_set_table_name(TABLE);
    migrator
}

/// The steps of the job queue's engine. Its own `setup` is not used: it would switch the synchronous writes off.
fn engine() -> Migrator {
    apalis_sqlite::SqliteStorage::migrations()
}

/// The engine's acknowledgements look rows up by their id; with this index over a column that nearly always holds the
/// same value, the planner chooses it instead and reads every job of a worker.
const DROP_SLOW_INDEX: &str = "DROP INDEX IF EXISTS LIdx";

pub(super) async fn migrate(writer: &SqlitePool) -> Result<usize, StoreError> {
    // The driver takes no lock of its own for SQLite, and commits step by step. Within this transaction its steps are
    // savepoints: two processes cannot both apply one, and a failure leaves the file as it was.
    let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await.map_err(store_error)?;
    let steps = match state_of(&mut transaction).await.map_err(store_error)? {
        SchemaState::Current => return Ok(0),
        SchemaState::Pending(steps) => steps,
        refused @ (SchemaState::Newer | SchemaState::Altered) => {
            refused.require_current()?;
            return Ok(0);
        }
    };
    // First the engine: what ours says about its table must find the table as it will be.
    engine().run_direct(None, &mut *transaction, false).await.map_err(migrate_error)?;
    sqlx::query(DROP_SLOW_INDEX).execute(&mut *transaction).await.map_err(store_error)?;
    migrator().run_direct(None, &mut *transaction, false).await.map_err(migrate_error)?;
    transaction.commit().await.map_err(store_error)?;
    Ok(steps)
}

pub(super) async fn state(pool: &SqlitePool) -> Result<SchemaState, StoreError> {
    let mut snapshot = pool.begin().await.map_err(store_error)?;
    state_of(&mut snapshot).await.map_err(store_error)
}

async fn state_of(connection: &mut SqliteConnection) -> Result<SchemaState, sqlx::Error> {
    let own = compared(&migrator(), applied(connection, TABLE).await?);
    let engine = compared(&engine(), applied(connection, ENGINE_TABLE).await?);
    Ok(match (own, engine) {
        (SchemaState::Newer, _) | (_, SchemaState::Newer) => SchemaState::Newer,
        (SchemaState::Altered, _) | (_, SchemaState::Altered) => SchemaState::Altered,
        (SchemaState::Pending(own), SchemaState::Pending(engine)) => SchemaState::Pending(own + engine),
        (pending @ SchemaState::Pending(_), SchemaState::Current) => pending,
        (SchemaState::Current, engine) => engine,
    })
}

/// The steps that a file has had, with their checksums.
async fn applied(
    connection: &mut SqliteConnection,
    table: &'static str,
) -> Result<Vec<(i64, Vec<u8>)>, sqlx::Error> {
    let started: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1)")
            .bind(table)
            .fetch_one(&mut *connection)
            .await?;
    if !started {
        return Ok(Vec::new());
    }
    let steps = AssertSqlSafe(format!("SELECT version, checksum FROM {table}"));
    sqlx::query_as(steps).fetch_all(connection).await
}

fn compared(known: &Migrator, applied: Vec<(i64, Vec<u8>)>) -> SchemaState {
    let mut missing: BTreeMap<i64, Vec<u8>> =
        known.iter().map(|step| (step.version, step.checksum.to_vec())).collect();
    let mut state = SchemaState::Current;
    for (version, checksum) in applied {
        match missing.remove(&version) {
            None => return SchemaState::Newer,
            Some(known) if known != checksum => state = SchemaState::Altered,
            Some(_) => {}
        }
    }
    if state == SchemaState::Current && !missing.is_empty() {
        state = SchemaState::Pending(missing.len());
    }
    state
}

fn migrate_error(error: MigrateError) -> StoreError {
    let kind = match &error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => kind(error),
        _ => StoreErrorKind::Schema,
    };
    StoreError::new(kind, error)
}
