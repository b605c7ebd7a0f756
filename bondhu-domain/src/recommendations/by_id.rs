//! Tables by ids that are hashes already.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// A map by such ids.
pub(super) type ById<K, V> = HashMap<K, V, BuildHasherDefault<Folded>>;

/// A set of such ids.
pub(super) type Ids<K> = HashSet<K, BuildHasherDefault<Folded>>;

/// Takes the bits of an id as its hash. Hashing tens of thousands of ids once more would cost more than scoring them.
#[derive(Default)]
pub(super) struct Folded(u64);

impl Hasher for Folded {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "both halves are mixed in")]
    fn write_u128(&mut self, id: u128) {
        // The low bits of FNV depend on the low bits of the text alone; the multiplication brings the others in.
        self.0 = (id as u64 ^ (id >> 64) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}
