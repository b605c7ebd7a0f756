//! Values of the domain as columns. What cannot be read back is `Corrupt`, and its text is told to nobody.

use std::str::FromStr;

use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::store::{StoreError, StoreErrorKind};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// An instant as the driver gives it.
pub(super) type Instant = DateTime<Utc>;

/// Sorts before every id: none of version 7 is all zeros.
pub(super) const BEFORE_ALL: Uuid = Uuid::nil();
/// Sorts after every id: none of version 7 is all ones.
pub(super) const AFTER_ALL: Uuid = Uuid::max();

#[derive(Debug, thiserror::Error)]
#[error("the column {0} holds a value that cannot be read")]
struct Unreadable(&'static str);

/// The failure of a column whose value is none that the domain knows.
pub(crate) fn unreadable(column: &'static str) -> StoreError {
    StoreError::new(StoreErrorKind::Corrupt, Unreadable(column))
}

/// A value that is stored as its text.
pub(crate) fn parsed<T: FromStr>(column: &'static str, text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|_| unreadable(column))
}

/// A number that is stored as a larger integer, or as one with a sign.
pub(crate) fn number<S, T: TryFrom<S>>(column: &'static str, stored: S) -> Result<T, StoreError> {
    T::try_from(stored).map_err(|_| unreadable(column))
}

/// A count as it is stored. None gets as large as the limit.
pub(super) fn count(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// An instant as the driver takes it.
pub(super) fn instant(at: Timestamp) -> Instant {
    at.to_datetime()
}

/// Limits are never too large for the server.
pub(super) fn limit(rows: u32) -> i64 {
    i64::from(rows)
}
