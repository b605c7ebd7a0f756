//! The score of one candidate.

use std::time::Duration;

use super::affinity::Affinity;
use super::{Candidate, Listener, Origin, mood_fit};
use crate::timestamp::Timestamp;

/// What a score is made of. All are ours and measured in no study; each part is bounded, so that no one of them decides
/// alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parts {
    /// 0 to .5: how near it is to what the person likes and said of earlier recommendations.
    pub taste: f64,
    /// 0 to .25: how it fits their mood.
    pub mood: f64,
    /// 0 to .15: how new it is to them.
    pub novelty: f64,
    /// 0 or .05: it is in a language of theirs, or in none.
    pub language: f64,
    /// 0 to .02: what validated weights say of its genres; .01 says nothing.
    pub personality: f64,
    /// 0 to .03: the seed, so that two days have two lists.
    pub chance: f64,
}

impl Parts {
    /// The sum, 0 to 1.
    pub fn total(&self) -> f64 {
        self.taste + self.mood + self.novelty + self.language + self.personality + self.chance
    }
}

/// What the score of a candidate is made of; `None` when it must not be shown now.
pub(super) fn parts(
    candidate: &Candidate,
    listener: &Listener<'_>,
    affinity: &Affinity,
    now: Timestamp,
    seed: u64,
) -> Option<Parts> {
    let mood = listener.mood.filter(|_| listener.allowances.mood_series);
    if affinity.excludes(candidate.id)
        || candidate.kind != listener.profile.kind
        // What they know already is no find; from their own library it may come.
        || candidate.origin != Origin::Library && affinity.knows(candidate.id)
        || candidate.adults_only && !listener.allowances.personality
        || mood_fit::is_barred(mood, &candidate.moods, candidate.feeling)
    {
        return None;
    }
    let liked = 0.6 * affinity.labels(candidate) + 0.4 * affinity.maker(candidate);
    let language = match &candidate.language {
        None => true,
        Some(language) => listener.languages.iter().any(|it| primary(it) == primary(language)),
    };
    Some(Parts {
        taste: 0.5 * (liked + 0.5 * affinity.feedback(candidate)).clamp(0.0, 1.0),
        mood: 0.25 * mood_fit::mood_fit(mood, candidate.feeling),
        novelty: 0.15 * novelty(candidate, now),
        language: if language { 0.05 } else { 0.0 },
        personality: 0.01 * (1.0 + affinity.personality(candidate)),
        chance: 0.03 * chance(seed, candidate.id.bits()),
    })
}

/// 1 for what the person does not know or owns and never played, .3 for what they have not played for 90 days, 0 for what
/// else is in their library.
fn novelty(candidate: &Candidate, now: Timestamp) -> f64 {
    if candidate.untouched || candidate.origin != Origin::Library {
        1.0
    } else if long_ago(candidate, now) {
        0.3
    } else {
        0.0
    }
}

/// Whether the person last played it more than 90 days ago; not when that is not known.
pub(super) fn long_ago(candidate: &Candidate, now: Timestamp) -> bool {
    candidate.last_played_at.is_some_and(|at| now.since(at) > Duration::from_hours(24 * 90))
}

/// `bn` of `bn-BD`.
fn primary(tag: &str) -> &str {
    tag.split_once('-').map_or(tag, |(primary, _)| primary)
}

/// A number of 0 to 1 that only the seed and the id decide (the finaliser of splitmix64).
fn chance(seed: u64, id: u128) -> f64 {
    #[expect(clippy::cast_possible_truncation, reason = "both halves of the id are mixed in")]
    let mut mixed = seed ^ (id as u64) ^ ((id >> 64) as u64);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^= mixed >> 31;
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    let fraction = (mixed >> 11) as f64 / (1_u64 << 53) as f64;
    fraction
}
