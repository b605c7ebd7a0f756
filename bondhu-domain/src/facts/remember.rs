//! How a claim changes what is known.

use super::slots::{Slot, is_single};
use super::values::same_value;
use super::{Claim, Fact};
use crate::ids::FactId;
use crate::timestamp::Timestamp;

/// One change to make, in the order given.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// A new fact.
    Add(Fact),
    /// A known fact ends.
    Close {
        /// Which.
        id: FactId,
        /// The first instant at which it no longer holds.
        valid_to: Timestamp,
    },
}

/// What must change in `known` (all facts of one person, ended ones too) so that it holds what `claims` say; nothing when
/// it does already. `new_id` gives the ids of new facts.
///
/// What was said later wins, whatever the order in which different claims are read: an older one never ends or hides a
/// newer one. A claim that repeats what is known leaves no trace, so messages are best read in their order.
pub fn remember(known: &[Fact], claims: &[Claim], mut new_id: impl FnMut() -> FactId) -> Vec<Change> {
    let mut facts: Vec<Fact> = known.to_vec();
    let mut changes = Vec::new();
    for claim in claims {
        let made = if claim.ended { ended(&facts, claim) } else { told(&facts, claim, &mut new_id) };
        for change in &made {
            apply(&mut facts, change);
        }
        changes.extend(made);
    }
    changes
}

/// Makes one change in a list of facts.
fn apply(facts: &mut Vec<Fact>, change: &Change) {
    match change {
        Change::Add(fact) => facts.push(fact.clone()),
        Change::Close { id, valid_to } => {
            if let Some(fact) = facts.iter_mut().find(|fact| fact.id == *id) {
                fact.valid_to = Some(*valid_to);
            }
        }
    }
}

fn ended(facts: &[Fact], claim: &Claim) -> Vec<Change> {
    facts
        .iter()
        .filter(|fact| fact.subject == claim.subject && fact.slot == claim.slot)
        .filter(|fact| claim.value.is_empty() || means(claim, fact))
        .filter(|fact| fact.said_at < claim.said_at && holds_after(fact, claim.said_at))
        .map(|fact| close(fact, claim.valid_from))
        .collect()
}

fn told(facts: &[Fact], claim: &Claim, new_id: &mut impl FnMut() -> FactId) -> Vec<Change> {
    let here = |fact: &&Fact| fact.subject == claim.subject && fact.slot == claim.slot;
    let same: Vec<&Fact> = facts.iter().filter(here).filter(|fact| means(claim, fact)).collect();
    let single = is_single(&claim.subject, claim.slot);
    let rivals: Vec<&Fact> = facts
        .iter()
        .filter(|fact| {
            fact.subject == claim.subject
                && (single && fact.slot == claim.slot && !means(claim, fact)
                    || Some(fact.slot) == claim.slot.contrary()
                        && same_value(claim.slot, &fact.value, &claim.value))
        })
        .collect();
    let later = rivals
        .iter()
        .filter(|fact| fact.said_at > claim.said_at)
        .map(|fact| fact.valid_from.max(claim.said_at))
        .min();

    let between =
        |from: Timestamp, to: Timestamp| rivals.iter().any(|fact| from < fact.said_at && fact.said_at < to);
    let known = same.iter().any(|fact| {
        let earlier = fact.said_at.min(claim.said_at);
        let at = fact.said_at.max(claim.said_at);
        // Said before and still so, or said again later with nothing else in between.
        !between(earlier, at) && (fact.said_at > claim.said_at || holds_after(fact, claim.said_at))
    });
    let moved = claim.slot == Slot::Plan && claim.date.is_some();
    let same_day = same.iter().any(|fact| fact.date == claim.date || fact.said_at > claim.said_at);
    if known && (!moved || same_day) {
        return Vec::new();
    }
    let mut changes: Vec<Change> = rivals
        .iter()
        .filter(|fact| fact.said_at <= claim.said_at && holds_after(fact, claim.valid_from))
        .map(|fact| close(fact, claim.valid_from))
        .collect();
    if moved {
        let old =
            same.iter().filter(|fact| fact.said_at <= claim.said_at && holds_after(fact, claim.said_at));
        changes.extend(old.map(|fact| close(fact, claim.said_at)));
    }
    let valid_to = match (claim.valid_to, later) {
        (Some(own), Some(later)) => Some(own.min(later)),
        (own, later) => own.or(later),
    };
    changes.push(Change::Add(Fact {
        id: new_id(),
        subject: claim.subject.clone(),
        slot: claim.slot,
        value: claim.value.clone(),
        date: claim.date,
        valid_from: claim.valid_from,
        valid_to: valid_to.map(|to| to.max(claim.valid_from)),
        source: claim.source,
        said_at: claim.said_at,
        confidence: claim.confidence,
        edited_at: None,
    }));
    changes
}

/// Whether the claim is about the value of this fact. A plan is also meant by its last word: "my exam is cancelled".
fn means(claim: &Claim, fact: &Fact) -> bool {
    same_value(claim.slot, &claim.value, &fact.value)
}

fn holds_after(fact: &Fact, at: Timestamp) -> bool {
    fact.valid_to.is_none_or(|to| to > at)
}

fn close(fact: &Fact, at: Timestamp) -> Change {
    Change::Close { id: fact.id, valid_to: at.max(fact.valid_from) }
}
