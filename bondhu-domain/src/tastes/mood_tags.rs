//! Moods that a piece of music, a video or a game is tagged with. Not moods of a person: those are
//! [`crate::moods::Mood`].

use super::wire::wire_enum;

wire_enum! {
    /// How something feels.
    MoodTag {
        /// Quiet and easy.
        Calm = "calm",
        /// Bright.
        Happy = "happy",
        /// Makes one move.
        Energetic = "energetic",
        /// Of love.
        Romantic = "romantic",
        /// Of loss and longing.
        Melancholic = "melancholic",
        /// Looks forward.
        Hopeful = "hopeful",
        /// Looks back.
        Nostalgic = "nostalgic",
        /// Of devotion.
        Spiritual = "spiritual",
        /// Light and funny.
        Playful = "playful",
        /// Strong and tense.
        Intense = "intense",
        /// Far away.
        Dreamy = "dreamy",
        /// Helps to attend to one thing.
        Focused = "focused",
    }
}

/// A place in the plane of feeling.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Feeling {
    /// −1 unpleasant to 1 pleasant.
    pub valence: f64,
    /// 0 still to 1 stirred up.
    pub energy: f64,
}

impl Feeling {
    /// The distance between two feelings: half of the difference in valence and the difference in energy, as in a plane
    /// of side 1. 0 to √2.
    pub fn distance(self, other: Self) -> f64 {
        ((self.valence - other.valence) / 2.0).hypot(self.energy - other.energy)
    }

    /// The middle of the feelings of some tags, its energy replaced when one was measured or told; `None` without tags.
    pub fn of(tags: &[MoodTag], energy: Option<f64>) -> Option<Self> {
        if tags.is_empty() {
            return None;
        }
        let count = f64::from(u32::try_from(tags.len()).unwrap_or(u32::MAX));
        let sum = |part: fn(Self) -> f64| tags.iter().map(|tag| part(tag.feeling())).sum::<f64>() / count;
        Some(Self {
            valence: sum(|feeling| feeling.valence),
            energy: energy.unwrap_or_else(|| sum(|feeling| feeling.energy)),
        })
    }
}

impl MoodTag {
    /// Where the tag stands (ours).
    pub const fn feeling(self) -> Feeling {
        let (valence, energy) = match self {
            Self::Calm => (0.35, 0.15),
            Self::Happy => (0.7, 0.65),
            Self::Energetic => (0.4, 0.95),
            Self::Romantic => (0.4, 0.4),
            Self::Melancholic => (-0.45, 0.25),
            Self::Hopeful => (0.5, 0.5),
            Self::Nostalgic => (0.05, 0.3),
            Self::Spiritual => (0.3, 0.25),
            Self::Playful => (0.6, 0.6),
            Self::Intense => (-0.1, 0.85),
            Self::Dreamy => (0.2, 0.2),
            Self::Focused => (0.2, 0.35),
        };
        Feeling { valence, energy }
    }
}
