//! Connecting: once as each login to see that it works, then pools that connect when needed.

use std::time::Duration;

use bondhu_ports::store::StoreErrorKind;
use futures::FutureExt;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, Executor, PgConnection, PgPool};

use super::access::WORKER_ROLE;
use super::error::{ConnectError, cause, kind};
use super::options::{Login, PostgresOptions};

/// The oldest server whose features the schema and the connections use.
const OLDEST: i32 = 150_000;

#[derive(Debug, thiserror::Error)]
enum Unfit {
    #[error("no answer within {0:?}")]
    Silent(Duration),
    #[error("the server is PostgreSQL {0}; 15 or later is needed")]
    Old(i32),
}

/// The pools for people's work and for the program's own.
pub(super) async fn connect(options: &PostgresOptions) -> Result<(PgPool, PgPool), ConnectError> {
    let people = probed(options, Login::People, options.for_people()).await?;
    let system = probed(options, Login::System, options.for_system()).await?;
    Ok((people, system))
}

/// After so long in the pool a connection of the job queue is looked at before it is used.
const IDLE: Duration = Duration::from_secs(1);

/// The pool of the job queue, whose engine begins its own transactions: so each connection takes the role for good. It
/// connects when it is first used, because the role may not be made yet.
///
/// It is used many times for each job, so nothing is asked of a connection in between. A transaction whose beginning was
/// dropped may be left open on one: the next transaction goes on in it, with the same role and nothing done. So everything
/// that changes something here is in a transaction.
pub(super) fn jobs(options: &PostgresOptions) -> PgPool {
    let session = options.session(Login::System).options([("role", WORKER_ROLE)]);
    pool(options, options.for_jobs())
        .before_acquire(|connection, pooled| {
            async move {
                // The engine does not begin again on another connection when this one has died.
                if pooled.idle_for > IDLE {
                    connection.ping().await?;
                }
                Ok(true)
            }
            .boxed()
        })
        .connect_lazy_with(session)
}

/// The pool that opens the connection on which sign-ins are looked up, which has the role for good too.
pub(super) fn sign_ins(options: &PostgresOptions) -> PgPool {
    let session = options.session(Login::System).options([("role", WORKER_ROLE)]);
    pool(options, 1).connect_lazy_with(session)
}

async fn probed(options: &PostgresOptions, login: Login, connections: u32) -> Result<PgPool, ConnectError> {
    let session = options.session(login);
    probe(options, login, &session).await?;
    let pool = pool(options, connections).after_release(|connection, _| {
        async move {
            // A unit of work that was dropped while it began leaves a transaction open that the driver does not know of.
            // On a clean connection this says nothing, and it waits behind everything queued.
            connection.execute("BEGIN; ROLLBACK").await?;
            Ok(true)
        }
        .boxed()
    });
    Ok(pool.connect_lazy_with(session))
}

fn pool(options: &PostgresOptions, connections: u32) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(options.connect_timeout)
        .idle_timeout(Duration::from_mins(5))
        .max_lifetime(Duration::from_mins(30))
        // A connection that has died is noticed by the unit of work that begins on it, which then takes another.
        .test_before_acquire(false)
}

async fn probe(
    options: &PostgresOptions,
    login: Login,
    session: &PgConnectOptions,
) -> Result<(), ConnectError> {
    let failed = |kind, source| ConnectError { login, database: options.describe(login), kind, source };
    let asking = async {
        let mut connection: PgConnection = session.connect().await?;
        let version: (i32,) = sqlx::query_as("SELECT current_setting('server_version_num')::int")
            .fetch_one(&mut connection)
            .await?;
        connection.close().await?;
        Ok(version.0)
    };
    match tokio::time::timeout(options.connect_timeout, asking).await {
        Ok(Ok(version)) if version >= OLDEST => Ok(()),
        Ok(Ok(version)) => Err(failed(StoreErrorKind::Unavailable, Unfit::Old(version / 10_000).into())),
        Ok(Err(error)) => Err(failed(kind(&error), cause(error))),
        Err(_) => Err(failed(StoreErrorKind::Unavailable, Unfit::Silent(options.connect_timeout).into())),
    }
}
