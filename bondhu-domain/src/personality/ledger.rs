//! The ledger of everything that moved a profile: one row for each trait and observation, and one for each undoing.
//! Rows are only ever added.

use std::collections::HashSet;

use uuid::Uuid;

use super::estimate::Estimate;
use super::evidence::Evidence;
use super::replay::{estimate_at, gain_of, replay};
use super::traits::{Trait, TraitMap};
use crate::ids::LedgerRowId;
use crate::timestamp::Timestamp;

/// What a row did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Change {
    /// Something was seen.
    Seen(Evidence),
    /// An earlier row was undone.
    Undone(LedgerRowId),
}

impl Change {
    /// The wire name: that of the evidence's source, or `undo`.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Seen(evidence) => evidence.source.as_str(),
            Self::Undone(_) => "undo",
        }
    }
}

/// One row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LedgerRow {
    /// Its id.
    pub id: LedgerRowId,
    /// When it was written.
    pub at: Timestamp,
    /// The trait that it is about.
    pub of: Trait,
    /// What it did.
    pub change: Change,
    /// The gain K with which the evidence was weighed; 0 for an undoing.
    pub gain: f64,
    /// What was known before.
    pub before: Estimate,
    /// What was known after.
    pub after: Estimate,
    /// What gave rise to it: the taking of the questionnaire, the newest message that was read, the row that was undone.
    pub caused_by: Uuid,
}

/// Something that was seen, of any of the traits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Observed {
    /// When.
    pub at: Timestamp,
    /// The evidence for each trait that it says something about.
    pub evidence: TraitMap<Option<Evidence>>,
    /// What gave rise to it.
    pub caused_by: Uuid,
}

/// The rows that an observation adds to `ledger`, the person's rows in the order in which they were written. None where it
/// says nothing. `new_id` gives each row its id.
pub fn observe(
    ledger: &[LedgerRow],
    observed: &Observed,
    mut new_id: impl FnMut() -> LedgerRowId,
) -> Vec<LedgerRow> {
    let rows = observed.evidence.iter().filter_map(|(of, evidence)| {
        let change = Change::Seen((*evidence)?);
        Some(row(ledger, new_id(), of, observed.at, change, observed.caused_by))
    });
    rows.collect()
}

/// Why a row cannot be undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UndoError {
    /// There is no such row.
    #[error("there is no such row")]
    NotFound,
    /// It was undone before.
    #[error("this change has been undone already")]
    AlreadyUndone,
    /// It is itself an undoing.
    #[error("an undoing cannot be undone; the change can be made again")]
    IsUndo,
}

/// The row that undoes `target`, to be added to `ledger`.
pub fn undo(
    ledger: &[LedgerRow],
    target: LedgerRowId,
    id: LedgerRowId,
    at: Timestamp,
) -> Result<LedgerRow, UndoError> {
    let undone = ledger.iter().find(|row| row.id == target).ok_or(UndoError::NotFound)?;
    match undone.change {
        Change::Undone(_) => return Err(UndoError::IsUndo),
        Change::Seen(_) => {}
    }
    if undone_rows(ledger).contains(&target) {
        return Err(UndoError::AlreadyUndone);
    }
    Ok(row(ledger, id, undone.of, at, Change::Undone(target), target.as_uuid()))
}

/// The rows that have been undone.
pub fn undone_rows(ledger: &[LedgerRow]) -> HashSet<LedgerRowId> {
    let targets = ledger.iter().filter_map(|row| match row.change {
        Change::Undone(target) => Some(target),
        Change::Seen(_) => None,
    });
    targets.collect()
}

fn row(
    ledger: &[LedgerRow],
    id: LedgerRowId,
    of: Trait,
    at: Timestamp,
    change: Change,
    caused_by: Uuid,
) -> LedgerRow {
    let before = estimate_at(replay(ledger, of).as_ref(), at);
    let mut added = LedgerRow { id, at, of, change, gain: 0.0, before, after: before, caused_by };
    let mut rows: Vec<LedgerRow> = ledger.iter().copied().filter(|it| it.of == of).collect();
    rows.push(added);
    added.after = estimate_at(replay(&rows, of).as_ref(), at);
    if let Change::Seen(evidence) = change {
        added.gain = gain_of(&rows, of, &evidence);
    }
    added
}
