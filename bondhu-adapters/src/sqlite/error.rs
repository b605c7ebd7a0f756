//! What SQLite's result codes mean for a caller.
//!
//! Messages of SQLite name tables and columns but never their values, so they may be logged as causes.

use std::io;
use std::path::{Path, PathBuf};

use bondhu_ports::error::BoxError;
use bondhu_ports::store::{StoreError, StoreErrorKind};

/// The file cannot be opened.
#[derive(Debug, thiserror::Error)]
#[error("cannot open the database {}", path.display())]
pub struct OpenError {
    /// Which file.
    pub path: PathBuf,
    /// What the caller can do.
    pub kind: StoreErrorKind,
    /// Why.
    pub source: BoxError,
}

impl OpenError {
    pub(super) fn from_sqlx(path: &Path, error: sqlx::Error) -> Self {
        Self { path: path.to_owned(), kind: kind(&error), source: error.into() }
    }

    pub(super) fn from_io(path: &Path, error: io::Error) -> Self {
        Self { path: path.to_owned(), kind: kind_of_io(&error), source: error.into() }
    }

    pub(super) fn without_wal(path: &Path) -> Self {
        let source = "its file system has no shared memory, which the write-ahead log needs".into();
        Self { path: path.to_owned(), kind: StoreErrorKind::Unavailable, source }
    }
}

impl From<OpenError> for StoreError {
    fn from(error: OpenError) -> Self {
        Self::new(error.kind, error)
    }
}

pub(crate) fn store_error(error: sqlx::Error) -> StoreError {
    StoreError::new(kind(&error), error)
}

pub(super) fn kind(error: &sqlx::Error) -> StoreErrorKind {
    match error {
        sqlx::Error::Database(error) => {
            // The driver gives the extended result code as text.
            error.code().and_then(|code| code.parse().ok()).map_or(StoreErrorKind::Unavailable, kind_of_code)
        }
        sqlx::Error::Io(error) => kind_of_io(error),
        sqlx::Error::PoolTimedOut => StoreErrorKind::Busy,
        sqlx::Error::ColumnDecode { .. }
        | sqlx::Error::Decode(_)
        | sqlx::Error::ColumnNotFound(_)
        | sqlx::Error::ColumnIndexOutOfBounds { .. }
        | sqlx::Error::TypeNotFound { .. }
        | sqlx::Error::RowNotFound => StoreErrorKind::Corrupt,
        _ => StoreErrorKind::Unavailable,
    }
}

fn kind_of_io(error: &io::Error) -> StoreErrorKind {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreErrorKind::Full,
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => StoreErrorKind::ReadOnly,
        _ => StoreErrorKind::Unavailable,
    }
}

/// Source: <https://sqlite.org/rescode.html>. The low byte of an extended code is its primary code.
fn kind_of_code(code: u32) -> StoreErrorKind {
    const IOERR_CORRUPTFS: u32 = 8_458;
    const CONSTRAINT_FOREIGNKEY: u32 = 787;
    const CONSTRAINT_PRIMARYKEY: u32 = 1_555;
    const CONSTRAINT_UNIQUE: u32 = 2_067;
    const CONSTRAINT_ROWID: u32 = 2_579;
    const PERM: u32 = 3;
    const BUSY: u32 = 5;
    const LOCKED: u32 = 6;
    const READONLY: u32 = 8;
    const CORRUPT: u32 = 11;
    const FULL: u32 = 13;
    const NOTADB: u32 = 26;
    match code {
        CONSTRAINT_FOREIGNKEY | CONSTRAINT_PRIMARYKEY | CONSTRAINT_UNIQUE | CONSTRAINT_ROWID => {
            return StoreErrorKind::Conflict;
        }
        IOERR_CORRUPTFS => return StoreErrorKind::Corrupt,
        _ => {}
    }
    match code & 0xff {
        BUSY | LOCKED => StoreErrorKind::Busy,
        PERM | READONLY => StoreErrorKind::ReadOnly,
        FULL => StoreErrorKind::Full,
        CORRUPT | NOTADB => StoreErrorKind::Corrupt,
        _ => StoreErrorKind::Unavailable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes() {
        use StoreErrorKind::{Busy, Conflict, Corrupt, Full, ReadOnly, Unavailable};
        let cases = [
            (5, Busy),
            (261, Busy),
            (517, Busy),
            (6, Busy),
            (3, ReadOnly),
            (8, ReadOnly),
            (1032, ReadOnly),
            (11, Corrupt),
            (779, Corrupt),
            (26, Corrupt),
            (8458, Corrupt),
            (13, Full),
            (14, Unavailable),
            (10, Unavailable),
            (1034, Unavailable),
            (7, Unavailable),
            (2067, Conflict),
            (1555, Conflict),
            (787, Conflict),
            (2579, Conflict),
            // A value that breaks a CHECK is a mistake in the program and meets no other row.
            (275, Unavailable),
        ];
        for (code, kind) in cases {
            assert_eq!(kind_of_code(code), kind, "{code}");
        }
    }
}
