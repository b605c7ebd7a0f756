//! What PostgreSQL's error codes mean for a caller.
//!
//! Its details and contexts quote values of rows; only code, message and constraint are kept, and no message that quotes
//! a value either.

use std::io;

use bondhu_ports::error::BoxError;
use bondhu_ports::store::{StoreError, StoreErrorKind};
use sqlx::postgres::PgDatabaseError;

use super::options::Login;

/// The database cannot be worked with.
#[derive(Debug, thiserror::Error)]
#[error("cannot connect to the database {database}")]
pub struct ConnectError {
    /// As which login.
    pub login: Login,
    /// Which database, on which host, as whom; no password.
    pub database: String,
    /// What the caller can do.
    pub kind: StoreErrorKind,
    /// Why.
    pub source: BoxError,
}

impl From<ConnectError> for StoreError {
    fn from(error: ConnectError) -> Self {
        Self::new(error.kind, error)
    }
}

/// A failure that the server told, without values of rows.
#[derive(Debug, thiserror::Error)]
#[error("{message} (SQLSTATE {code}{})", constraint.as_ref().map(|name| format!(", {name}")).unwrap_or_default())]
struct Told {
    code: String,
    message: String,
    constraint: Option<String>,
}

impl From<&PgDatabaseError> for Told {
    fn from(error: &PgDatabaseError) -> Self {
        // Data exceptions quote what they could not take.
        let quotes = error.code().starts_with("22");
        Self {
            code: error.code().to_owned(),
            message: if quotes { "a value was refused" } else { error.message() }.to_owned(),
            constraint: error.constraint().map(str::to_owned),
        }
    }
}

pub(crate) fn store_error(error: sqlx::Error) -> StoreError {
    StoreError::new(kind(&error), cause(error))
}

pub(super) fn cause(error: sqlx::Error) -> BoxError {
    match error.as_database_error().and_then(|error| error.try_downcast_ref::<PgDatabaseError>()) {
        Some(error) => Told::from(error).into(),
        None => error.into(),
    }
}

pub(super) fn kind(error: &sqlx::Error) -> StoreErrorKind {
    match error {
        sqlx::Error::Database(error) => {
            error.code().map_or(StoreErrorKind::Unavailable, |code| kind_of_code(&code))
        }
        sqlx::Error::Io(error) if error.kind() == io::ErrorKind::StorageFull => StoreErrorKind::Full,
        sqlx::Error::ColumnDecode { .. }
        | sqlx::Error::Decode(_)
        | sqlx::Error::ColumnNotFound(_)
        | sqlx::Error::ColumnIndexOutOfBounds { .. }
        | sqlx::Error::TypeNotFound { .. }
        | sqlx::Error::RowNotFound => StoreErrorKind::Corrupt,
        _ => StoreErrorKind::Unavailable,
    }
}

/// Whether a unit of work that failed to begin may be begun again at once: the connection had died in the pool, or the
/// server gave up in favour of somebody else.
pub(super) fn may_begin_again(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Database(error) => error.code().is_some_and(|code| {
            // Connection exceptions; serialization failure, deadlock; shut down by an administrator or a crash, starting
            // up, idle for too long.
            code.starts_with("08")
                || matches!(&*code, "40001" | "40P01" | "57P01" | "57P02" | "57P03" | "57P05" | "25P03")
        }),
        sqlx::Error::Io(_) | sqlx::Error::Protocol(_) => true,
        _ => false,
    }
}

/// Source: <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
fn kind_of_code(code: &str) -> StoreErrorKind {
    match code {
        // unique_violation, foreign_key_violation
        "23505" | "23503" => StoreErrorKind::Conflict,
        // serialization_failure, deadlock_detected, lock_not_available, too_many_connections
        "40001" | "40P01" | "55P03" | "53300" => StoreErrorKind::Busy,
        // disk_full
        "53100" => StoreErrorKind::Full,
        // read_only_sql_transaction: also what a standby answers
        "25006" => StoreErrorKind::ReadOnly,
        // data_corrupted, index_corrupted
        "XX001" | "XX002" => StoreErrorKind::Corrupt,
        // undefined_table, undefined_column, undefined_function
        "42P01" | "42703" | "42883" => StoreErrorKind::Schema,
        _ => StoreErrorKind::Unavailable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes() {
        use StoreErrorKind::{Busy, Conflict, Corrupt, Full, ReadOnly, Schema, Unavailable};
        let cases = [
            ("23505", Conflict),
            ("23503", Conflict),
            // A value that breaks a CHECK is a mistake in the program and meets no other row.
            ("23514", Unavailable),
            ("40001", Busy),
            ("40P01", Busy),
            ("55P03", Busy),
            ("53300", Busy),
            ("53100", Full),
            ("25006", ReadOnly),
            ("XX001", Corrupt),
            ("42P01", Schema),
            ("42501", Unavailable),
            ("57014", Unavailable),
            ("28P01", Unavailable),
        ];
        for (code, kind) in cases {
            assert_eq!(kind_of_code(code), kind, "{code}");
        }
    }
}
