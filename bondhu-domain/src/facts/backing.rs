//! Whether what a message says still holds.

use chrono_tz::Tz;

use super::extract::extract;
use super::values::same_value;
use super::{Claim, Fact};
use crate::messages::Message;
use crate::timestamp::Timestamp;

/// Whether everything that `message` tells of the person is among the facts that hold at `now`. False for one that tells
/// what has changed since, what the person put right or deleted, and for a plan that is over; true for one that tells
/// nothing.
pub fn is_backed(message: &Message, facts: &[Fact], zone: Tz, now: Timestamp) -> bool {
    let holds = |claim: &Claim| {
        facts.iter().any(|fact| {
            fact.holds_at(now)
                && fact.subject == claim.subject
                && fact.slot == claim.slot
                && same_value(claim.slot, &fact.value, &claim.value)
        })
    };
    extract(message, zone).iter().all(|claim| claim.ended || holds(claim))
}
