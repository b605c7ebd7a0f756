//! What a person told about themselves, kept as facts.
//!
//! [`extract`] reads claims out of one message by rules (English and Hinglish); [`remember`] says how they change what is
//! known. A fact is (subject, slot, value) with two times: from when to when it holds ([`Fact::valid_from`],
//! [`Fact::valid_to`]), and when and where it was said ([`Fact::said_at`], [`Fact::source`]). None exists without a
//! source message. Nothing is read from what Bondhu said, from what is off the record, from a message of safety tier 1 or
//! more, nor from questions, quotations, conditions and what others say.
//!
//! In a slot that holds one value ([`is_single`]) a new value closes the interval of the old one; the others hold many.
//! Saying a thing again changes nothing, whatever its spelling ([`same_value`]).

mod backing;
mod captures;
mod clauses;
mod extract;
mod lists;
mod matching;
mod phrasing;
mod remember;
mod rules;
mod slots;
mod tokens;
mod values;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use backing::is_backed;
pub use extract::extract;
pub use phrasing::phrase;
pub use remember::{Change, remember};
pub use slots::{Slot, UnknownSlot, is_single};
pub use values::{FactValue, InvalidFactValue, MAX_VALUE_CHARS, same_value};

use crate::ids::{FactId, MessageId};
use crate::timestamp::Timestamp;

/// The subject of what is said about the person themself.
pub const SELF: &str = "self";

/// What a message says, before it is compared with what is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// Whom or what it is about: [`SELF`], a relation ("sister"), an animal ("dog"), or what is the favourite ("colour").
    pub subject: String,
    /// What kind of thing.
    pub slot: Slot,
    /// The value; empty in a claim that something ended, whatever it was.
    pub value: String,
    /// The day it happens, for a plan.
    pub date: Option<NaiveDate>,
    /// From when it holds: when it was said, unless the message names an earlier time.
    pub valid_from: Timestamp,
    /// Until when it holds, if that is known already: for a plan, the end of its last day.
    pub valid_to: Option<Timestamp>,
    /// The message that says it.
    pub source: MessageId,
    /// When that was said.
    pub said_at: Timestamp,
    /// How sure the rule is, 0 to 1.
    pub confidence: f64,
    /// The message says that it no longer holds.
    pub ended: bool,
}

/// Something the person told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// Its id.
    pub id: FactId,
    /// As in [`Claim::subject`].
    pub subject: String,
    /// What kind of thing.
    pub slot: Slot,
    /// The value, 1 to 200 characters.
    pub value: String,
    /// The day it happens, for a plan.
    pub date: Option<NaiveDate>,
    /// From when it holds.
    pub valid_from: Timestamp,
    /// Until when it holds (that instant excluded), if it ends.
    pub valid_to: Option<Timestamp>,
    /// The message that said it.
    pub source: MessageId,
    /// When that was said.
    pub said_at: Timestamp,
    /// How sure it is, 0 to 1; 1 once the person has put it right themself.
    pub confidence: f64,
    /// When the person put it right, if they did.
    pub edited_at: Option<Timestamp>,
}

impl Fact {
    /// Whether it holds at `at`.
    pub fn holds_at(&self, at: Timestamp) -> bool {
        self.valid_from <= at && self.valid_to.is_none_or(|to| at < to)
    }
}
