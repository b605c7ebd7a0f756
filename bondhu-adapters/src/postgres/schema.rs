//! The schema: its steps are embedded in the program, and what a database has had is kept in it.

use std::collections::BTreeMap;
use std::time::Duration;

use bondhu_ports::store::{StoreError, StoreErrorKind};
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection, PgPool};

use super::access::{make_roles, require_create};
use super::begin::begin_inspection;
use super::error::{cause, kind, store_error};
use super::options::{Login, PostgresOptions};

/// How a database's schema relates to the program's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaState {
    /// They are the same.
    Current,
    /// So many steps are missing in the database.
    Pending(usize),
    /// The database has had steps that this program does not know.
    Newer,
    /// The database has had a step that reads differently in this program.
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

/// The embedded steps. Their table has a name of its own, as on SQLite.
fn migrator() -> Migrator {
    let mut migrator = sqlx::migrate!("../migrations/postgres");
    migrator.dangerous_set_table_name(TABLE);
    // The transaction around all steps has a lock of its own.
    migrator.set_locking(false);
    migrator
}

/// Steps take as long as they take, and wait for nobody longer than that; the lock is released with the transaction.
const BEGIN: &str = "BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; \
     SET LOCAL lock_timeout = '60s'; SELECT pg_advisory_xact_lock(1651469924, 26742)";

/// Who reads which version is there; the tables of steps are made by the driver.
const READABLE: &str =
    "GRANT SELECT ON _bondhu_migrations, apalis._sqlx_migrations TO bondhu_app, bondhu_worker";

const TABLE: &str = "_bondhu_migrations";
const ENGINE_TABLE: &str = "apalis._sqlx_migrations";

/// The steps of the job queue's engine, which has a schema of its own.
fn engine() -> Migrator {
    let mut migrator = apalis_postgres::PostgresStorage::migrations();
    migrator.set_locking(false);
    migrator
}

pub(super) async fn migrate(options: &PostgresOptions) -> Result<usize, StoreError> {
    let mut connection = options.session(Login::System).connect().await.map_err(store_error)?;
    let steps = {
        let mut transaction = connection.begin_with(BEGIN).await.map_err(store_error)?;
        let steps = match state_of(&mut transaction).await.map_err(store_error)? {
            SchemaState::Current => return Ok(0),
            SchemaState::Pending(steps) => steps,
            refused @ (SchemaState::Newer | SchemaState::Altered) => {
                refused.require_current()?;
                return Ok(0);
            }
        };
        make_roles(&mut transaction).await?;
        require_create(&mut transaction).await?;
        // First the engine: what ours say about its tables must find them as they will be.
        engine().run_direct(None, &mut *transaction, false).await.map_err(migrate_error)?;
        migrator().run_direct(None, &mut *transaction, false).await.map_err(migrate_error)?;
        transaction.execute(READABLE).await.map_err(store_error)?;
        transaction.commit().await.map_err(store_error)?;
        steps
    };
    // The steps are done, however the connection ends.
    let _ = connection.close().await;
    Ok(steps)
}

pub(super) async fn state(pool: &PgPool, patience: Duration) -> Result<SchemaState, StoreError> {
    let mut snapshot = begin_inspection(pool, patience).await?;
    state_of(&mut snapshot).await.map_err(store_error)
}

async fn state_of(connection: &mut PgConnection) -> Result<SchemaState, sqlx::Error> {
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

/// The steps that a database has had, with their checksums.
async fn applied(
    connection: &mut PgConnection,
    table: &'static str,
) -> Result<Vec<(i64, Vec<u8>)>, sqlx::Error> {
    // In the catalogue, because the name of a table in a schema that one may not use is an error.
    let (schema, name) = table.split_once('.').map_or((None, table), |(schema, name)| (Some(schema), name));
    let (started,): (bool,) = sqlx::query_as(
        "SELECT EXISTS (SELECT 1 FROM pg_class WHERE relname = $2 \
         AND relnamespace = coalesce((SELECT oid FROM pg_namespace WHERE nspname = $1), \
             CASE WHEN $1 IS NULL THEN current_schema()::regnamespace::oid END))",
    )
    .bind(schema)
    .bind(name)
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
    match error {
        MigrateError::Execute(error) => store_error(error),
        // Which step is told beside why.
        MigrateError::ExecuteMigration(error, step) => {
            StoreError::new(kind(&error), FailedStep { step, source: cause(error) })
        }
        other => StoreError::new(StoreErrorKind::Schema, other),
    }
}

#[derive(Debug, thiserror::Error)]
#[error("step {step} failed")]
struct FailedStep {
    step: i64,
    source: bondhu_ports::error::BoxError,
}
