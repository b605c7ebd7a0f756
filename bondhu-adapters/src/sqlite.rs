//! The store in one SQLite file.
//!
//! One connection writes, so units of work that write are serialised by waiting for it, and by `BEGIN IMMEDIATE` against
//! other processes. Others read, each unit in a snapshot of its own (WAL), and wait for no writer.
//!
//! A unit of work whose commit is cancelled has either been committed whole or not at all, and its connection is clean
//! again before anybody else gets it.

mod achievements;
mod activity_days;
mod auth_tokens;
mod backup;
mod chat_summaries;
pub(crate) mod column;
mod error;
mod facts;
mod idempotency;
mod insights;
mod job_outbox;
mod message_search;
mod messages;
mod moods;
mod open;
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
mod unit_of_work;
mod users;

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::tokens::TokenHash;
use bondhu_ports::auth_tokens::AuthToken;
use bondhu_ports::store::{Scope, Store, StoreError, UnitOfWork};
use sqlx::SqlitePool;

pub use backup::BackupError;
pub use error::OpenError;
pub(crate) use error::store_error;
pub use options::SqliteOptions;
pub use schema::{SchemaMismatch, SchemaState};
pub use unit_of_work::SqliteUnitOfWork;

use self::sign_ins::SignIns;
use crate::sign_in_lookups::SignInLookups;

/// A store in one SQLite file. A clone shares its connections.
#[derive(Clone, Debug)]
pub struct SqliteStore {
    writer: SqlitePool,
    readers: SqlitePool,
    sign_ins: Arc<SignInLookups<SignIns>>,
}

impl SqliteStore {
    /// Opens the file, which is made if it is missing (for the owner of the process only); its directory must exist.
    /// The schema is left as it is: see [`Self::migrate`].
    pub async fn open(options: &SqliteOptions) -> Result<Self, OpenError> {
        let (writer, readers, sign_ins) = open::open(options).await?;
        let sign_ins = Arc::new(SignInLookups::new(SignIns::new(sign_ins)));
        Ok(Self { writer, readers, sign_ins })
    }

    /// Brings the schema up to date, all steps in one transaction, and tells how many were missing. Several processes
    /// may do so at once. A file that a newer program wrote is left alone: kind `Schema`. Then messages that were stored
    /// by a program without search are made findable; when that breaks off, the next call goes on with the rest.
    pub async fn migrate(&self) -> Result<usize, StoreError> {
        let steps = schema::migrate(&self.writer).await?;
        message_search::index_older(self).await?;
        Ok(steps)
    }

    /// How the file's schema relates to this program's.
    pub async fn schema(&self) -> Result<SchemaState, StoreError> {
        schema::state(&self.readers).await
    }

    /// SQLite's number for how writes reach the disk: 2 is `FULL`, 3 `EXTRA`; anything less can lose acknowledged rows.
    pub async fn durability(&self) -> Result<i64, StoreError> {
        sqlx::query_scalar("PRAGMA synchronous").fetch_one(&self.writer).await.map_err(store_error)
    }

    /// The one connection that writes, for the job queue, which takes its turn like every unit of work.
    pub(crate) const fn writer(&self) -> &SqlitePool {
        &self.writer
    }

    /// The connections that read.
    pub(crate) const fn readers(&self) -> &SqlitePool {
        &self.readers
    }

    /// Writes a copy of the file as it is at one moment to `to`, a new file for the owner of the process only, and gives
    /// its size in bytes. Nobody who reads or writes waits for it. The copy is whole, read back and on the disk, or it
    /// is not there. Any schema will do, so that a file can be backed up before it is migrated.
    pub async fn back_up(&self, to: &Path) -> Result<u64, BackupError> {
        backup::back_up(&self.readers, to).await
    }

    /// Waits for the units of work that are open, moves the log into the file and closes it. Whatever is asked of the
    /// store afterwards fails.
    pub async fn close(&self) {
        self.sign_ins.close().await;
        self.readers.close().await;
        // Last, because the last connection that may write takes the log with it.
        self.writer.close().await;
    }
}

#[async_trait]
impl Store for SqliteStore {
    /// One file has no row-level security; every statement names the person itself.
    async fn begin(&self, _scope: Scope) -> Result<Box<dyn UnitOfWork>, StoreError> {
        let transaction = self.writer.begin_with("BEGIN IMMEDIATE").await.map_err(error::store_error)?;
        Ok(Box::new(SqliteUnitOfWork::new(transaction)))
    }

    async fn begin_read(&self, _scope: Scope) -> Result<Box<dyn UnitOfWork>, StoreError> {
        let transaction = self.readers.begin_with("BEGIN DEFERRED").await.map_err(error::store_error)?;
        Ok(Box::new(SqliteUnitOfWork::new(transaction)))
    }

    async fn find_sign_in(&self, hash: TokenHash, now: Timestamp) -> Result<Option<AuthToken>, StoreError> {
        Ok(self.sign_ins.find(hash).await?.filter(|it| now < it.expires_at))
    }

    async fn check(&self) -> Result<(), StoreError> {
        self.schema().await?.require_current()
    }
}
