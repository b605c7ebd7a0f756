//! Values with sensible defaults, of which a test sets only what it is about.
//!
//! Ids, addresses and times differ from one value to the next within a process; two values never collide by accident.

use std::sync::atomic::{AtomicI64, Ordering};

use bondhu_domain::ids::Entropy;
use bondhu_domain::timestamp::Timestamp;

use crate::manual_clock::ManualClock;

mod message;
mod personality;
mod session;
mod user;

pub use message::{MessageBuilder, a_message};
pub use personality::{a_ledger_row, a_taking, a_trait_state};
pub use session::{SessionBuilder, a_session};
pub use user::{UserBuilder, a_user};

static NEXT: AtomicI64 = AtomicI64::new(1);

/// A number that no other value of this process has.
fn serial() -> i64 {
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Some instant, later than all instants this function gave before: a second for each serial number.
fn instant(serial: i64) -> Timestamp {
    Timestamp::from_micros(ManualClock::START.as_micros() + serial * 1_000_000)
}

/// The random part of an id that belongs to `serial`. The domain overwrites its first two bytes.
fn entropy(serial: i64) -> Entropy {
    let mut bytes = Entropy::default();
    bytes[2..].copy_from_slice(&serial.to_be_bytes());
    bytes
}
