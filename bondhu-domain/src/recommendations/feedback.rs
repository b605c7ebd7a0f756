//! What a person did with a recommendation.

use super::ItemId;
use crate::tastes::wire::wire_enum;
use crate::timestamp::Timestamp;

wire_enum! {
    /// What a person did with a recommendation.
    Action {
        /// Liked it.
        Like = "like",
        /// Did not like it: it never comes again until they say otherwise.
        Dislike = "dislike",
        /// Passed over it.
        Skip = "skip",
        /// Played it.
        Play = "play",
        /// Kept it for later.
        Save = "save",
    }
}

/// What a person did with a recommendation, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feedback {
    /// With what.
    pub item: ItemId,
    /// What.
    pub action: Action,
    /// When.
    pub at: Timestamp,
}

impl Action {
    /// How much it says for (or against) things like it, −1 to 1 (ours).
    pub const fn strength(self) -> f64 {
        match self {
            Self::Like => 1.0,
            Self::Save => 0.8,
            Self::Play => 0.4,
            Self::Skip => -0.4,
            Self::Dislike => -1.0,
        }
    }
}
