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
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::{Query, QueryAs};
use sqlx::{Executor, FromRow, PgConnection, Postgres, Transaction};

use super::begin::Access;
use super::error::store_error;
use super::turns::Turn;

/// A transaction, and every repository over it. Dropping it rolls back.
///
/// A conflict undoes the one statement, as on SQLite: the server would give up the whole transaction, so each statement
/// that changes something stands behind a savepoint. After any other failure, or after a call that was dropped before it
/// ended, the unit does nothing more and cannot be committed: the server answers a commit of a transaction that it gave
/// up as if all were well, and undoes everything.
#[derive(Debug)]
pub struct PostgresUnitOfWork {
    // Ends before the turn does.
    transaction: Transaction<'static, Postgres>,
    access: Access,
    /// Whether something was changed since the savepoint.
    changed: bool,
    unusable: Option<StoreErrorKind>,
    _turn: Option<Turn>,
}

impl PostgresUnitOfWork {
    /// The transaction has set the savepoint `statement`.
    pub(super) const fn writing(transaction: Transaction<'static, Postgres>, turn: Turn) -> Self {
        Self { transaction, access: Access::Write, changed: false, unusable: None, _turn: Some(turn) }
    }

    pub(super) const fn reading(transaction: Transaction<'static, Postgres>) -> Self {
        Self { transaction, access: Access::Read, changed: false, unusable: None, _turn: None }
    }

    /// Runs a statement and tells how many rows it changed. A conflict undoes it alone.
    pub(super) async fn execute(
        &mut self,
        statement: Query<'_, Postgres, PgArguments>,
    ) -> Result<u64, StoreError> {
        self.may_write()?;
        if self.changed {
            self.control("RELEASE SAVEPOINT statement; SAVEPOINT statement").await?;
            self.changed = false;
        }
        let result = statement.execute(self.enter()?).await;
        let result = self.leave(result);
        match &result {
            Ok(_) => self.changed = true,
            Err(error) if error.kind() == StoreErrorKind::Conflict => {
                self.control("ROLLBACK TO SAVEPOINT statement").await?;
            }
            Err(_) => {}
        }
        result.map(|done| done.rows_affected())
    }

    /// As [`Self::execute`], for a statement that no constraint can refuse: it needs no savepoint.
    pub(super) async fn remove(
        &mut self,
        statement: Query<'_, Postgres, PgArguments>,
    ) -> Result<u64, StoreError> {
        self.may_write()?;
        let result = statement.execute(self.enter()?).await;
        self.changed = true;
        let result = self.leave(result);
        if let Err(error) = &result {
            self.unusable = Some(error.kind());
        }
        result.map(|done| done.rows_affected())
    }

    /// The first row of a query.
    pub(super) async fn row<R>(
        &mut self,
        query: QueryAs<'_, Postgres, R, PgArguments>,
    ) -> Result<Option<R>, StoreError>
    where
        R: Send + Unpin + for<'r> FromRow<'r, PgRow>,
    {
        let result = query.fetch_optional(self.enter()?).await;
        self.leave(result)
    }

    /// All rows of a query.
    pub(super) async fn rows<R>(
        &mut self,
        query: QueryAs<'_, Postgres, R, PgArguments>,
    ) -> Result<Vec<R>, StoreError>
    where
        R: Send + Unpin + for<'r> FromRow<'r, PgRow>,
    {
        let result = query.fetch_all(self.enter()?).await;
        self.leave(result)
    }

    /// Puts a job into the engine's table. It belongs to a row of `tasks` that [`Self::execute`] has just added, so nothing
    /// can stand in its way that did not stand in that one's.
    pub(super) async fn push(
        &mut self,
        queue: &str,
        job: apalis_postgres::PgTask<Vec<u8>>,
    ) -> Result<(), StoreError> {
        self.may_write()?;
        let connection = self.enter()?;
        let result = apalis_postgres::queries::push_tasks(connection, queue, vec![job]).await;
        let result = self.leave(result.map_err(|error| match error {
            apalis_postgres::Error::Database(error) => error,
            other => sqlx::Error::Protocol(other.to_string()),
        }));
        if let Err(error) = &result {
            self.unusable = Some(error.kind());
        }
        result
    }

    async fn control(&mut self, statements: &'static str) -> Result<(), StoreError> {
        let result = self.enter()?.execute(statements).await.map(drop);
        self.leave(result)
    }

    /// The server would refuse too, and give up the transaction with it.
    fn may_write(&self) -> Result<(), StoreError> {
        self.usable()?;
        match self.access {
            Access::Read => Err(StoreError::bare(StoreErrorKind::ReadOnly)),
            Access::Write => Ok(()),
        }
    }

    fn usable(&self) -> Result<(), StoreError> {
        self.unusable.map_or(Ok(()), |kind| Err(StoreError::bare(kind)))
    }

    /// Unusable until [`Self::leave`]: whether a call that was dropped in between took effect is not known.
    fn enter(&mut self) -> Result<&mut PgConnection, StoreError> {
        self.usable()?;
        self.unusable = Some(StoreErrorKind::Unavailable);
        Ok(&mut self.transaction)
    }

    fn leave<T>(&mut self, result: Result<T, sqlx::Error>) -> Result<T, StoreError> {
        let result = result.map_err(store_error);
        self.unusable = match result.as_ref().err().map(StoreError::kind) {
            // The savepoint undoes the one statement.
            None | Some(StoreErrorKind::Conflict) => None,
            Some(
                kind @ (StoreErrorKind::Busy
                | StoreErrorKind::Full
                | StoreErrorKind::ReadOnly
                | StoreErrorKind::Corrupt
                | StoreErrorKind::Schema
                | StoreErrorKind::Unavailable),
            ) => Some(kind),
        };
        result
    }
}

#[async_trait]
impl UnitOfWork for PostgresUnitOfWork {
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
        let Self { transaction, _turn: turn, .. } = *self;
        let done = transaction.commit().await.map_err(store_error);
        drop(turn);
        done
    }
}
