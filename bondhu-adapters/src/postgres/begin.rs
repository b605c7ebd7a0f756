//! Beginning a unit of work: transaction, role, person and locks in one round trip.

use std::time::Duration;

use bondhu_ports::store::{Scope, StoreError};
use sqlx::{AssertSqlSafe, PgPool, Postgres, Transaction};
use tokio::time::Instant;

use super::access::{APP_ROLE, WORKER_ROLE};
use super::error::{may_begin_again, store_error};

/// What the unit of work is begun for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// One snapshot, no lock.
    Read,
    /// Serialised with the others that write.
    Write,
}

/// The two numbers of the lock that a person's unit takes together with others, and the program's own alone: the letters
/// of `bond` and `hu`.
const EVERYBODY: &str = "1651469924, 26741";

/// Begins, and begins again on another connection as long as `patience` lasts when the one from the pool has died:
/// nothing was done on it yet.
pub(super) async fn begin(
    pool: &PgPool,
    scope: Scope,
    access: Access,
    patience: Duration,
) -> Result<Transaction<'static, Postgres>, StoreError> {
    begin_with(pool, statements(scope, access), patience).await
}

/// A snapshot with the login's own rights.
pub(super) async fn begin_inspection(
    pool: &PgPool,
    patience: Duration,
) -> Result<Transaction<'static, Postgres>, StoreError> {
    begin_with(pool, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY".to_owned(), patience).await
}

async fn begin_with(
    pool: &PgPool,
    statements: String,
    patience: Duration,
) -> Result<Transaction<'static, Postgres>, StoreError> {
    let deadline = Instant::now() + patience;
    let mut dead = 0;
    loop {
        match pool.begin_with(AssertSqlSafe(statements.clone())).await {
            Ok(transaction) => return Ok(transaction),
            // After a restart of the server every connection in the pool is dead, and found so once.
            Err(error)
                if may_begin_again(&error)
                    && dead <= pool.options().get_max_connections()
                    && Instant::now() < deadline =>
            {
                dead += 1;
            }
            Err(error) => return Err(store_error(error)),
        }
    }
}

fn statements(scope: Scope, access: Access) -> String {
    let begin = match access {
        Access::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        // Under this level a statement sees all that was committed before it: also what others committed while this unit
        // waited for its locks. Under a higher one it would see the state from before the wait.
        Access::Write => "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
    };
    let (role, person) = match scope {
        // A UUID has no quotes in it.
        Scope::Person(user) => (APP_ROLE, format!("SELECT set_config('app.user_id', '{user}', true)")),
        // Set all the same: nothing that an earlier unit left counts.
        Scope::System => (WORKER_ROLE, "SELECT set_config('app.user_id', '', true)".to_owned()),
    };
    let locks = match (access, scope) {
        (Access::Read, _) => String::new(),
        (Access::Write, Scope::Person(user)) => format!(
            "; SELECT pg_advisory_xact_lock_shared({EVERYBODY}); SELECT pg_advisory_xact_lock({}); SAVEPOINT statement",
            lock_of(user.as_uuid().as_u128())
        ),
        (Access::Write, Scope::System) => {
            format!("; SELECT pg_advisory_xact_lock({EVERYBODY}); SAVEPOINT statement")
        }
    };
    format!("{begin}; SET LOCAL ROLE {role}; {person}{locks}")
}

/// The number of a person's lock. Two people with the same one merely wait for each other.
#[expect(clippy::cast_possible_truncation, reason = "both halves are folded into one")]
const fn lock_of(id: u128) -> i64 {
    ((id >> 64) as u64 ^ id as u64).cast_signed()
}

#[cfg(test)]
mod tests {
    use bondhu_domain::ids::UserId;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_person_is_named_and_locked() {
        let user = UserId::from_uuid(Uuid::from_u128(1 << 64 | 2));
        let text = statements(Scope::Person(user), Access::Write);
        assert_eq!(
            text,
            "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL ROLE bondhu_app; \
             SELECT set_config('app.user_id', '00000000-0000-0001-0000-000000000002', true); \
             SELECT pg_advisory_xact_lock_shared(1651469924, 26741); SELECT pg_advisory_xact_lock(3); SAVEPOINT statement"
        );
    }
}
