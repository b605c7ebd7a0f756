//! A transaction, and every repository over it.

use async_trait::async_trait;
use bondhu_ports::achievements::AchievementRepo;
use bondhu_ports::activity_days::ActivityDayRepo;
use bondhu_ports::auth_tokens::AuthTokenRepo;
use bondhu_ports::chat_summaries::ChatSummaryRepo;
use bondhu_ports::facts::FactRepo;
use bondhu_ports::idempotency::IdempotencyRepo;
use bondhu_ports::insights::InsightRepo;
use bondhu_ports::job_outbox::JobOutbox;
use bondhu_ports::message_search::MessageSearchRepo;
use bondhu_ports::messages::MessageRepo;
use bondhu_ports::moods::MoodRepo;
use bondhu_ports::personality::PersonalityRepo;
use bondhu_ports::reactions::ReactionRepo;
use bondhu_ports::safety_events::SafetyEventRepo;
use bondhu_ports::sessions::SessionRepo;
use bondhu_ports::stats::StatsRepo;
use bondhu_ports::store::{StoreError, StoreErrorKind, UnitOfWork};
use bondhu_ports::users::UserRepo;
use sqlx::query::{Query, QueryAs};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{FromRow, Sqlite, SqliteConnection, Transaction};

use super::error::store_error;

/// A transaction, and every repository over it. Dropping it rolls back.
///
/// SQLite ends a transaction by itself on some failures (no room, a failing disk), and would then keep every later
/// statement at once. A unit of work therefore does nothing more after such a failure, or after a call that was dropped
/// before it ended, and cannot be committed.
#[derive(Debug)]
pub struct SqliteUnitOfWork {
    transaction: Transaction<'static, Sqlite>,
    unusable: Option<StoreErrorKind>,
}

impl SqliteUnitOfWork {
    pub(super) const fn new(transaction: Transaction<'static, Sqlite>) -> Self {
        Self { transaction, unusable: None }
    }

    /// Runs a statement and tells how many rows it changed.
    pub(super) async fn execute(
        &mut self,
        statement: Query<'_, Sqlite, SqliteArguments>,
    ) -> Result<u64, StoreError> {
        let result = statement.execute(self.enter()?).await;
        self.leave(result).map(|done| done.rows_affected())
    }

    /// The first row of a query.
    pub(super) async fn row<R>(
        &mut self,
        query: QueryAs<'_, Sqlite, R, SqliteArguments>,
    ) -> Result<Option<R>, StoreError>
    where
        R: Send + Unpin + for<'r> FromRow<'r, SqliteRow>,
    {
        let result = query.fetch_optional(self.enter()?).await;
        self.leave(result)
    }

    /// All rows of a query.
    pub(super) async fn rows<R>(
        &mut self,
        query: QueryAs<'_, Sqlite, R, SqliteArguments>,
    ) -> Result<Vec<R>, StoreError>
    where
        R: Send + Unpin + for<'r> FromRow<'r, SqliteRow>,
    {
        let result = query.fetch_all(self.enter()?).await;
        self.leave(result)
    }

    /// Puts a job into the engine's table.
    pub(super) async fn push(
        &mut self,
        queue: &str,
        job: apalis_sqlite::SqliteTask,
    ) -> Result<(), StoreError> {
        let connection = self.enter()?;
        let result = apalis_sqlite::queries::push_tasks(connection, queue, &[job]).await;
        self.leave(result.map_err(|error| match error {
            apalis_sqlite::Error::Database(error) => error,
            other => sqlx::Error::Protocol(other.to_string()),
        }))
    }

    fn usable(&self) -> Result<(), StoreError> {
        self.unusable.map_or(Ok(()), |kind| Err(StoreError::bare(kind)))
    }

    /// Unusable until [`Self::leave`]: whether a call that was dropped in between took effect is not known.
    fn enter(&mut self) -> Result<&mut SqliteConnection, StoreError> {
        self.usable()?;
        self.unusable = Some(StoreErrorKind::Unavailable);
        Ok(&mut self.transaction)
    }

    fn leave<T>(&mut self, result: Result<T, sqlx::Error>) -> Result<T, StoreError> {
        let result = result.map_err(store_error);
        self.unusable = match result.as_ref().err().map(StoreError::kind) {
            // These undo the one statement and leave the transaction open.
            None | Some(StoreErrorKind::Conflict | StoreErrorKind::ReadOnly) => None,
            Some(
                kind @ (StoreErrorKind::Busy
                | StoreErrorKind::Full
                | StoreErrorKind::Corrupt
                | StoreErrorKind::Schema
                | StoreErrorKind::Unavailable),
            ) => Some(kind),
        };
        result
    }
}

#[async_trait]
impl UnitOfWork for SqliteUnitOfWork {
    fn users(&mut self) -> &mut dyn UserRepo {
        self
    }
    fn auth_tokens(&mut self) -> &mut dyn AuthTokenRepo {
        self
    }
    fn sessions(&mut self) -> &mut dyn SessionRepo {
        self
    }
    fn messages(&mut self) -> &mut dyn MessageRepo {
        self
    }
    fn message_search(&mut self) -> &mut dyn MessageSearchRepo {
        self
    }
    fn reactions(&mut self) -> &mut dyn ReactionRepo {
        self
    }
    fn activity_days(&mut self) -> &mut dyn ActivityDayRepo {
        self
    }
    fn stats(&mut self) -> &mut dyn StatsRepo {
        self
    }
    fn moods(&mut self) -> &mut dyn MoodRepo {
        self
    }
    fn insights(&mut self) -> &mut dyn InsightRepo {
        self
    }
    fn safety_events(&mut self) -> &mut dyn SafetyEventRepo {
        self
    }
    fn achievements(&mut self) -> &mut dyn AchievementRepo {
        self
    }
    fn idempotency(&mut self) -> &mut dyn IdempotencyRepo {
        self
    }
    fn summaries(&mut self) -> &mut dyn ChatSummaryRepo {
        self
    }
    fn personality(&mut self) -> &mut dyn PersonalityRepo {
        self
    }
    fn facts(&mut self) -> &mut dyn FactRepo {
        self
    }
    fn jobs(&mut self) -> &mut dyn JobOutbox {
        self
    }
    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        self.usable()?;
        self.transaction.commit().await.map_err(store_error)
    }
}
