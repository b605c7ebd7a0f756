//! What to listen to, watch or play next: scored, varied, with reasons.
//!
//! score = taste match + mood fit + novelty, of candidates from the person's own library, from what providers return and
//! from the built-in catalogue; what was shown within 14 days or disliked is left out. All pure: the same person, the
//! same candidates, the same instant and the same seed give the same list.
//!
//! None of this belongs into a turn of tier 2 or 3: see [`allowed_in_turn`].

mod affinity;
mod by_id;
mod candidate;
mod diversity;
mod feedback;
mod mood_fit;
mod reasons;
mod scoring;

use crate::moods::Mood;
use crate::safety::{Allowances, Tier};
use crate::tastes::{Label, TasteProfile};
use crate::timestamp::Timestamp;

use affinity::Affinity;
pub use candidate::{Candidate, InvalidItemId, ItemId, Origin, catalogue_candidates};
pub use diversity::MOST_IN_A_ROW;
pub use feedback::{Action, Feedback};
pub use mood_fit::{is_barred, mood_fit, target};
pub use reasons::Reason;
pub use scoring::Parts;

/// For how many days nothing is recommended twice.
pub const NO_REPEAT_DAYS: u64 = 14;

/// The most recommendations of one list.
pub const MOST: usize = 100;

/// What is known of the person for whom a list is made.
#[derive(Clone, Debug)]
pub struct Listener<'a> {
    /// Their tastes of this kind.
    pub profile: &'a TasteProfile,
    /// Their mood now; `None` when it is not known. Not used where the allowances leave mood out.
    pub mood: Option<Mood>,
    /// What may be done with their data: those of a minor leave out mood, personality and works rated for adults.
    pub allowances: Allowances,
    /// The languages they read or hear, BCP 47 tags; empty when not known.
    pub languages: &'a [&'a str],
    /// What they did with earlier recommendations, in any order. It teaches of other works as far as the work is among the
    /// candidates; of the work itself always.
    pub feedback: &'a [Feedback],
    /// What they were shown, and when, in any order. Older entries than [`NO_REPEAT_DAYS`] change nothing.
    pub shown: &'a [(ItemId, Timestamp)],
    /// What the validated weights say of their personality, −1 to 1 for a genre; empty without. Not used where the
    /// allowances leave personality out.
    pub personality: &'a [(Label, f64)],
}

/// A recommendation.
#[derive(Clone, Debug, PartialEq)]
pub struct Recommendation<'a> {
    /// What is recommended.
    pub candidate: &'a Candidate,
    /// How well it fits, 0 to 1.
    pub score: f64,
    /// What the score is made of.
    pub parts: Parts,
    /// Why, the strongest first; at least one.
    pub reasons: Vec<Reason>,
}

/// At most `limit` recommendations (and at most [`MOST`]) from `candidates` at `now`, best first but for variety: never
/// more than [`MOST_IN_A_ROW`] of one artist or channel follow each other. Shorter, even empty, when nothing else may be
/// shown: nothing shown in the last 14 days, nothing disliked, nothing new that is known already, nothing that would lead deeper into sadness, nothing
/// rated for adults to somebody who may be under 18. Two candidates of one work count as the first of them.
pub fn recommend<'a>(
    candidates: &'a [Candidate],
    listener: &Listener<'_>,
    now: Timestamp,
    seed: u64,
    limit: usize,
) -> Vec<Recommendation<'a>> {
    let affinity = Affinity::of(listener, candidates, now);
    let limit = limit.min(MOST);
    let parts = |candidate: &Candidate| scoring::parts(candidate, listener, &affinity, now, seed);
    diversity::chosen(candidates, |candidate| parts(candidate).map(|it| it.total()), limit)
        .into_iter()
        .filter_map(|candidate| {
            let parts = parts(candidate)?;
            let reasons = reasons::of(candidate, &parts, listener, &affinity, now);
            Some(Recommendation { candidate, score: parts.total(), parts, reasons })
        })
        .collect()
}

/// Whether a turn of this tier may hold recommendations: none from tier 2 on, where nothing stands beside the help.
pub const fn allowed_in_turn(tier: Tier) -> bool {
    match tier {
        Tier::None | Tier::Distress => true,
        Tier::Ideation | Tier::Plan => false,
    }
}
