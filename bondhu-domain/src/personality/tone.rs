//! The tone of today, from the traits, the mood and what is going on.

use super::mood_state::{MoodState, Weather};
use super::style::Direction;
use super::traits::{Trait, TraitMap};
use crate::insights::{CommunicationStyle, EmotionalStability, InsightFlags};
use crate::safety::Tier;

/// How Bondhu sounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Slow and even: somebody may be in danger, is easily upset, or swings from one mood to another.
    Calm,
    /// Soft: the mood is low.
    Gentle,
    /// Bright: the person is outgoing, or in high spirits.
    Lively,
    /// Few words: the person is reserved.
    Quiet,
    /// Friendly, without more being known.
    Warm,
}

impl Tone {
    /// The wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Calm => "calm",
            Self::Gentle => "gentle",
            Self::Lively => "lively",
            Self::Quiet => "quiet",
            Self::Warm => "warm",
        }
    }

    /// The tone that fits. A safety tier overrides everything, a low mood overrides every trait, and who is easily upset is
    /// met with calm, never with the same.
    pub fn of(
        tier: Tier,
        flags: Option<&InsightFlags>,
        mood: Option<&MoodState>,
        leans: &TraitMap<Direction>,
    ) -> Self {
        let style = flags.map(|it| it.communication_style);
        let weather = mood.map(MoodState::weather);
        let low = flags.is_some_and(|it| it.needs_support) || weather == Some(Weather::Low);
        let swings = flags.is_some_and(|it| it.emotional_stability == EmotionalStability::Variable);
        let bright =
            style == Some(CommunicationStyle::EnthusiasticEnergetic) || weather == Some(Weather::Bright);
        if tier != Tier::None {
            Self::Calm
        } else if low {
            Self::Gentle
        } else if swings || leans[Trait::Neuroticism] == Direction::High {
            Self::Calm
        } else if bright {
            Self::Lively
        } else {
            match leans[Trait::Extraversion] {
                Direction::High => Self::Lively,
                Direction::Low => Self::Quiet,
                Direction::None => Self::Warm,
            }
        }
    }
}
