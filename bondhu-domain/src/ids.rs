//! Identifiers: UUID version 7 (RFC 9562), so that ids made later sort later.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid};

use crate::timestamp::Timestamp;

/// Ten random bytes, the part of an id that time does not give. Randomness comes from outside the domain.
pub type Entropy = [u8; 10];

/// A `UUIDv7` whose leading bits are `at` to the microsecond (RFC 9562 §6.2, method 3: the 12 bits of `rand_a` hold the
/// fraction of the millisecond), so ids sort as their instants do, as long as instants differ by a microsecond.
pub fn uuid_v7(at: Timestamp, entropy: Entropy) -> Uuid {
    let micros = at.as_micros().max(0).unsigned_abs();
    // 4096 steps in a millisecond: four for each microsecond, rounded down.
    let fraction = (micros % 1_000) * 4_096 / 1_000;
    let mut tail = entropy;
    tail[0] = u8::try_from(fraction >> 8).unwrap_or(0x0f);
    tail[1] = u8::try_from(fraction & 0xff).unwrap_or(0xff);
    Builder::from_unix_timestamp_millis(micros / 1_000, &tail).into_uuid()
}

/// A text that is not an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a UUID")]
pub struct InvalidId;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id for something that came to be at `at`.
            pub fn new(at: Timestamp, entropy: Entropy) -> Self {
                Self(uuid_v7(at, entropy))
            }
            /// An id that a store or a caller already has.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }
            /// The bare UUID.
            pub const fn as_uuid(&self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Uuid::try_parse(text).map(Self).map_err(|_| InvalidId)
            }
        }
    };
}

id!(/** A person. */ UserId);
id!(/** One message of a chat, of either side. */ MessageId);
id!(/** One visit. */ SessionId);
id!(/** A piece of background work. */ TaskId);
id!(/** A remembered fact. */ FactId);
id!(/** One taking of the questionnaire. */ AssessmentId);
id!(/** One row of the ledger of a profile. */ LedgerRowId);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ids_sort_as_their_instants(a in 0_i64..4_000_000_000_000_000, step in 1_i64..5_000, x: Entropy, y: Entropy) {
            let first = MessageId::new(Timestamp::from_micros(a), x);
            let second = MessageId::new(Timestamp::from_micros(a + step), y);
            prop_assert!(first < second);
            prop_assert!(first.to_string() < second.to_string());
            prop_assert_eq!(first.as_uuid().get_version_num(), 7);
        }

        #[test]
        fn text_and_back(a in 0_i64..4_000_000_000_000_000, x: Entropy) {
            let id = UserId::new(Timestamp::from_micros(a), x);
            prop_assert_eq!(id.to_string().parse::<UserId>(), Ok(id));
        }
    }

    #[test]
    fn a_star_is_no_id() {
        assert_eq!("*".parse::<UserId>(), Err(InvalidId));
    }
}
