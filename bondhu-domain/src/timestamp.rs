//! Instants with microsecond resolution, the finest that every store keeps.

use std::fmt;
use std::ops::{Add, Sub};
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An instant in UTC, in whole microseconds since 1970-01-01T00:00:00Z.
///
/// Its text form is RFC 3339 with exactly six fractional digits and `Z`, so that equal instants have equal texts.
/// The range is that of years 0000 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// 1970-01-01T00:00:00Z.
    pub const UNIX_EPOCH: Self = Self(0);
    const MIN_MICROS: i64 = -62_167_219_200_000_000;
    const MAX_MICROS: i64 = 253_402_300_799_999_999;

    /// From microseconds since the epoch; values beyond the years 0000 to 9999 are clamped to that range.
    pub const fn from_micros(micros: i64) -> Self {
        if micros < Self::MIN_MICROS {
            Self(Self::MIN_MICROS)
        } else if micros > Self::MAX_MICROS {
            Self(Self::MAX_MICROS)
        } else {
            Self(micros)
        }
    }

    /// From seconds since the epoch.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self::from_micros(seconds.saturating_mul(1_000_000))
    }

    /// Microseconds since the epoch.
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// The smallest instant after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self::from_micros(self.0.saturating_add(1))
    }

    /// The time from `earlier` to this instant; zero when `earlier` is not earlier.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// The same instant as a chrono value.
    pub fn to_datetime(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or(DateTime::UNIX_EPOCH)
    }
}

impl From<DateTime<Utc>> for Timestamp {
    /// Truncates to whole microseconds.
    fn from(value: DateTime<Utc>) -> Self {
        Self::from_micros(value.timestamp_micros())
    }
}

impl Add<Duration> for Timestamp {
    type Output = Self;
    fn add(self, rhs: Duration) -> Self {
        Self::from_micros(self.0.saturating_add(i64::try_from(rhs.as_micros()).unwrap_or(i64::MAX)))
    }
}

impl Sub<Duration> for Timestamp {
    type Output = Self;
    fn sub(self, rhs: Duration) -> Self {
        Self::from_micros(self.0.saturating_sub(i64::try_from(rhs.as_micros()).unwrap_or(i64::MAX)))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_datetime().to_rfc3339_opts(SecondsFormat::Micros, true))
    }
}

/// A text that is not an RFC 3339 instant within the years 0000 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an RFC 3339 time")]
pub struct InvalidTimestamp;

impl std::str::FromStr for Timestamp {
    type Err = InvalidTimestamp;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parsed = DateTime::parse_from_rfc3339(text).map_err(|_| InvalidTimestamp)?;
        Ok(parsed.with_timezone(&Utc).into())
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_has_six_digits_and_z() {
        let t: Timestamp = "2026-11-21T06:30:00.5+05:30".parse().unwrap();
        assert_eq!(t.to_string(), "2026-11-21T01:00:00.500000Z");
    }

    #[test]
    fn nanoseconds_are_truncated_not_rounded() {
        let t: Timestamp = "2026-11-21T01:00:00.000000999Z".parse().unwrap();
        assert_eq!(t.to_string(), "2026-11-21T01:00:00.000000Z");
    }

    proptest! {
        #[test]
        fn text_and_back(micros in Timestamp::MIN_MICROS..=Timestamp::MAX_MICROS) {
            let t = Timestamp::from_micros(micros);
            prop_assert_eq!(t.to_string().parse::<Timestamp>(), Ok(t));
            let json = serde_json::to_string(&t).unwrap();
            prop_assert_eq!(serde_json::from_str::<Timestamp>(&json).unwrap(), t);
        }

        #[test]
        fn adding_never_leaves_the_range(micros in any::<i64>(), by in any::<u64>()) {
            let t = Timestamp::from_micros(micros) + Duration::from_micros(by);
            prop_assert!(t >= Timestamp::from_micros(micros));
            prop_assert!(t.to_string().ends_with('Z'));
        }
    }
}
