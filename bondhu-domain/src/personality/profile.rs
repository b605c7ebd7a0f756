//! The profile that a person is shown.

use uuid::Uuid;

use super::estimate::Shown;
use super::evidence::Source;
use super::ledger::{Change, LedgerRow, undone_rows};
use super::replay::{TraitState, estimate_at, replay};
use super::traits::{Trait, TraitMap};
use crate::timestamp::Timestamp;

/// What is known of a person, and from what.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// Each trait, with how sure it is.
    pub traits: TraitMap<Shown>,
    /// The sources with evidence in force.
    pub evidence: Vec<SourceEvidence>,
    /// The last taking of the questionnaire that has not been undone altogether: its id and when it was.
    pub assessed: Option<(Uuid, Timestamp)>,
    /// When the ledger last changed.
    pub updated_at: Option<Timestamp>,
}

/// What one source gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceEvidence {
    /// The source.
    pub source: Source,
    /// How many observations, however many traits each told of.
    pub observations: u32,
    /// The newest.
    pub last_at: Timestamp,
}

/// The state of each trait that the ledger gives.
pub fn states(ledger: &[LedgerRow]) -> TraitMap<Option<TraitState>> {
    TraitMap::from_fn(|of| replay(ledger, of))
}

impl Profile {
    /// The profile at `now` that follows from a ledger.
    pub fn of(ledger: &[LedgerRow], now: Timestamp) -> Self {
        let states = states(ledger);
        let undone = undone_rows(ledger);
        let seen: Vec<(Source, Uuid, Timestamp)> = ledger
            .iter()
            .filter(|row| !undone.contains(&row.id))
            .filter_map(|row| match row.change {
                Change::Seen(evidence) => Some((evidence.source, row.caused_by, row.at)),
                Change::Undone(_) => None,
            })
            .collect();
        let evidence = Source::ALL.into_iter().filter_map(|source| source_evidence(&seen, source));
        let answers = seen.iter().filter(|(source, ..)| !source.is_passive());
        Self {
            traits: TraitMap::from_fn(|of: Trait| estimate_at(states[of].as_ref(), now).shown()),
            evidence: evidence.collect(),
            assessed: answers.max_by_key(|(_, id, at)| (*at, *id)).map(|(_, id, at)| (*id, *at)),
            updated_at: ledger.iter().map(|row| row.at).max(),
        }
    }
}

fn source_evidence(seen: &[(Source, Uuid, Timestamp)], source: Source) -> Option<SourceEvidence> {
    let of_it = || seen.iter().filter(|(it, ..)| *it == source);
    let last_at = of_it().map(|(.., at)| *at).max()?;
    let mut causes: Vec<Uuid> = of_it().map(|(_, id, _)| *id).collect();
    causes.sort_unstable();
    causes.dedup();
    Some(SourceEvidence { source, observations: u32::try_from(causes.len()).unwrap_or(u32::MAX), last_at })
}
