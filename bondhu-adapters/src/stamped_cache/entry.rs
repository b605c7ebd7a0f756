//! An entry as it is kept: one byte of version, eight of the server's life, eight of its end, then the value.

use bondhu_domain::timestamp::Timestamp;
use bytes::{Buf, BufMut, Bytes, BytesMut};

/// Changes with the form of entries and of what is put into them. An entry of another version is a miss.
const VERSION: u8 = 1;
const HEADER_BYTES: usize = 1 + 8 + 8;

/// A value with what decides whether it is good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// The life of the server in which it was stored.
    pub(super) incarnation: u64,
    /// From when on it is no longer good.
    pub(super) expires_at: Timestamp,
    pub(super) value: Bytes,
}

impl Entry {
    pub(super) fn encode(&self) -> Bytes {
        let mut bytes = BytesMut::with_capacity(HEADER_BYTES + self.value.len());
        bytes.put_u8(VERSION);
        bytes.put_u64(self.incarnation);
        bytes.put_i64(self.expires_at.as_micros());
        bytes.put_slice(&self.value);
        bytes.freeze()
    }

    /// `None` for anything that is not an entry of this version.
    pub(super) fn decode(mut bytes: Bytes) -> Option<Self> {
        if bytes.len() < HEADER_BYTES || bytes.get_u8() != VERSION {
            return None;
        }
        let incarnation = bytes.get_u64();
        let micros = bytes.get_i64();
        let expires_at = Timestamp::from_micros(micros);
        // An instant that no clock shows was not written by this program.
        if expires_at.as_micros() != micros {
            return None;
        }
        Some(Self { incarnation, expires_at, value: bytes })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_form_is_fixed() {
        let expires_at = Timestamp::from_micros(0x0102_0304_0506_0708);
        let entry = Entry { incarnation: 9, expires_at, value: Bytes::from_static(b"page") };
        let bytes = b"\x01\0\0\0\0\0\0\0\x09\x01\x02\x03\x04\x05\x06\x07\x08page";
        assert_eq!(entry.encode().as_ref(), bytes);
        assert_eq!(Entry::decode(Bytes::from_static(bytes)), Some(entry));
    }

    #[test]
    fn another_version_is_not_an_entry() {
        let mut bytes = Entry { incarnation: 1, expires_at: Timestamp::UNIX_EPOCH, value: Bytes::new() }
            .encode()
            .to_vec();
        bytes[0] = VERSION + 1;
        assert_eq!(Entry::decode(bytes.into()), None);
    }

    proptest! {
        #[test]
        fn anything_else_is_a_miss_and_no_panic(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let decoded = Entry::decode(Bytes::from(bytes.clone()));
            prop_assert!(decoded.is_none() || (bytes.len() >= HEADER_BYTES && bytes[0] == VERSION));
            if let Some(entry) = decoded {
                prop_assert_eq!(entry.encode().to_vec(), bytes);
            }
        }
    }
}
