//! The store in PostgreSQL (15 or later), for any number of processes.
//!
//! Units of work that write are serialised as on SQLite, by advisory locks that their first round trip takes: those of
//! one person with each other, the program's own with all. Each then reads what was committed last. Units that only read
//! see one snapshot and wait for nobody. See `docs/adr/0007-postgres-serialisation.md`.
//!
//! Row-level security is a second wall behind the statements, which all name the person themselves: a unit of work for
//! a person runs as the role `bondhu_app` with that person's id, the program's own as `bondhu_worker`.

mod access;
mod achievements;
mod activity_days;
mod auth_tokens;
mod begin;
mod chat_summaries;
pub(crate) mod column;
mod connect;
mod error;
mod facts;
mod idempotency;
mod insights;
mod job_outbox;
mod message_search;
mod messages;
mod moods;
mod options;
mod personality;
#[cfg(test)]
mod plans;
mod reactions;
mod safety_events;
mod schema;
mod sessions;
mod sign_ins;
mod stats;
mod turns;
mod unit_of_work;
mod users;

use std::sync::Arc;

use async_trait::async_trait;
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::tokens::TokenHash;
use bondhu_ports::auth_tokens::AuthToken;
use bondhu_ports::store::{Scope, Store, StoreError, UnitOfWork};
use sqlx::PgPool;

pub use access::{APP_ROLE, AccessProblem, WORKER_ROLE};
pub use error::ConnectError;
pub(crate) use error::store_error;
pub use options::{InvalidUrl, Login, PostgresOptions};
pub use schema::{SchemaMismatch, SchemaState};
pub use unit_of_work::PostgresUnitOfWork;

use self::begin::Access;
use self::sign_ins::SignIns;
use self::turns::Turns;
use crate::sign_in_lookups::SignInLookups;

/// A store in PostgreSQL. A clone shares its connections.
#[derive(Clone, Debug)]
pub struct PostgresStore {
    options: Arc<PostgresOptions>,
    people: PgPool,
    system: PgPool,
    jobs: PgPool,
    sign_ins: Arc<SignInLookups<SignIns>>,
    turns: Turns,
}

impl PostgresStore {
    /// Connects once as each login, so that what is wrong with one is told at once. The schema is left as it is: see
    /// [`Self::migrate`].
    pub async fn connect(options: &PostgresOptions) -> Result<Self, ConnectError> {
        let (people, system) = connect::connect(options).await?;
        let jobs = connect::jobs(options);
        let sign_ins = SignIns::new(connect::sign_ins(options), options.patience());
        let sign_ins = Arc::new(SignInLookups::new(sign_ins));
        let turns = Turns::new(options.busy_timeout, options.for_people());
        Ok(Self { options: Arc::new(options.clone()), people, system, jobs, sign_ins, turns })
    }

    /// Makes the two roles where they are missing and brings the schema up to date, all steps in one transaction, and
    /// tells how many were missing. Several processes may do so at once. A database that a newer program wrote is left
    /// alone: kind `Schema`. It is done by the login for the program's own work, which then owns the tables. Then messages
    /// that were stored by a program without search are made findable; when that breaks off, the next call goes on.
    pub async fn migrate(&self) -> Result<usize, StoreError> {
        let steps = schema::migrate(&self.options).await?;
        message_search::index_older(self).await?;
        Ok(steps)
    }

    /// How the database's schema relates to this program's.
    pub async fn schema(&self) -> Result<SchemaState, StoreError> {
        schema::state(&self.system, self.options.patience()).await
    }

    /// What is wrong with the rights of the logins and of the two roles: whatever would let a statement through the
    /// second wall, or keep the program from working. Asked of a migrated database.
    pub async fn access_problems(&self) -> Result<Vec<AccessProblem>, StoreError> {
        access::problems(&self.options, &self.people, &self.system).await
    }

    /// Waits for the units of work that are open and closes all connections. Whatever is asked of the store afterwards
    /// fails.
    pub async fn close(&self) {
        futures::join!(self.people.close(), self.system.close(), self.jobs.close(), self.sign_ins.close());
    }

    /// The connections of the job queue. Each works as the role of the program's own work, and waits for no turn.
    pub(crate) const fn jobs(&self) -> &PgPool {
        &self.jobs
    }

    async fn writing(&self, scope: Scope) -> Result<PostgresUnitOfWork, StoreError> {
        let turn = self.turns.take(scope).await?;
        let transaction =
            begin::begin(self.pool(scope), scope, Access::Write, self.options.patience()).await?;
        Ok(PostgresUnitOfWork::writing(transaction, turn))
    }

    async fn reading(&self, scope: Scope) -> Result<PostgresUnitOfWork, StoreError> {
        let transaction =
            begin::begin(self.pool(scope), scope, Access::Read, self.options.patience()).await?;
        Ok(PostgresUnitOfWork::reading(transaction))
    }

    const fn pool(&self, scope: Scope) -> &PgPool {
        match scope {
            Scope::Person(_) => &self.people,
            Scope::System => &self.system,
        }
    }
}

#[async_trait]
impl Store for PostgresStore {
    async fn begin(&self, scope: Scope) -> Result<Box<dyn UnitOfWork>, StoreError> {
        Ok(Box::new(self.writing(scope).await?))
    }

    async fn begin_read(&self, scope: Scope) -> Result<Box<dyn UnitOfWork>, StoreError> {
        Ok(Box::new(self.reading(scope).await?))
    }

    async fn find_sign_in(&self, hash: TokenHash, now: Timestamp) -> Result<Option<AuthToken>, StoreError> {
        Ok(self.sign_ins.find(hash).await?.filter(|it| now < it.expires_at))
    }

    async fn check(&self) -> Result<(), StoreError> {
        self.schema().await?.require_current()?;
        // Both logins can take their roles.
        let nobody = bondhu_domain::ids::UserId::from_uuid(uuid::Uuid::nil());
        drop(self.begin_read(Scope::Person(nobody)).await?);
        drop(self.begin_read(Scope::System).await?);
        Ok(())
    }
}
