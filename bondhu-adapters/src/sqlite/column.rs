//! Values of the domain as SQLite columns. What cannot be read back is `Corrupt`, and its text is told to nobody.

use std::str::FromStr;

use bondhu_ports::store::{StoreError, StoreErrorKind};

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

/// A number that is stored as an integer of 64 bits.
pub(crate) fn number<T: TryFrom<i64>>(column: &'static str, stored: i64) -> Result<T, StoreError> {
    T::try_from(stored).map_err(|_| unreadable(column))
}

/// A count as it is stored. None gets as large as the limit.
pub(crate) fn count(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
