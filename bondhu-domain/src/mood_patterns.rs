//! How a person's mood moves from day to day, once there is enough to tell.
//!
//! The mean comes first: over and above it the dynamics of affect add little (Dejonckheere et al. 2019), so they are told
//! only with it. Instability is the RMSSD (von Neumann 1941; Jahng, Wood & Trull 2008), inertia the lag-1
//! autocorrelation (Kuppens, Allen & Sheeber 2010). Both look only at pairs of days that follow each other, so a gap in
//! the series is neither a jump nor a carry-over.

use crate::mood_series::{MoodDay, lag_one, mean, pairs, rmssd};

/// The fewest pairs of consecutive days from which patterns are told.
pub const NEEDED_PAIRS: usize = 10;

/// The patterns of a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MoodPatterns {
    /// Enough is known.
    Known(Dynamics),
    /// Too few days follow each other.
    NotEnoughData {
        /// How many more pairs of consecutive days it takes, 1 to [`NEEDED_PAIRS`].
        missing_pairs: usize,
    },
}

/// How the mood moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dynamics {
    /// The mean of the day means, 0 to 1.
    pub mean: f64,
    /// √(Σ(xₜ − xₜ₋₁)²/pairs) over consecutive days, 0 to 1.
    pub instability: f64,
    /// The lag-1 autocorrelation over consecutive days, −1 to 1; `None` when all days are equal.
    pub inertia: Option<f64>,
    /// From how many pairs of consecutive days.
    pub pairs: usize,
}

/// The patterns of `days`, which are sorted by date, each date once.
pub fn mood_patterns(days: &[MoodDay]) -> MoodPatterns {
    debug_assert!(days.is_sorted_by(|a, b| a.date < b.date), "the days are sorted and each occurs once");
    let pairs = pairs(days);
    let enough = pairs.len() >= NEEDED_PAIRS;
    match mean(days).zip(rmssd(&pairs)).filter(|_| enough) {
        Some((mean, instability)) => {
            let inertia = lag_one(days, &pairs);
            MoodPatterns::Known(Dynamics { mean, instability, inertia, pairs: pairs.len() })
        }
        None => MoodPatterns::NotEnoughData { missing_pairs: NEEDED_PAIRS.saturating_sub(pairs.len()) },
    }
}
