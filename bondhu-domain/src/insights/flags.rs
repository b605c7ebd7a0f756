//! What an insight changes in how Bondhu talks.

use std::cmp::Ordering;

use crate::mood_series::Tally;

/// Hundredths of the mean score below which a person needs support.
const LOW: u64 = 30;
/// Hundredths of the mean score above which enthusiasm is shared.
const HIGH: u64 = 70;
/// Hundredths of the standard deviation above which a mood is called variable.
const SWINGING: u128 = 30;

/// How Bondhu talks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommunicationStyle {
    /// The mean is below .3.
    EmpatheticSupportive,
    /// The mean is above .7.
    EnthusiasticEnergetic,
    /// Neither.
    BalancedFriendly,
}

impl CommunicationStyle {
    /// The wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EmpatheticSupportive => "empathetic_supportive",
            Self::EnthusiasticEnergetic => "enthusiastic_energetic",
            Self::BalancedFriendly => "balanced_friendly",
        }
    }

    /// The style with the wire name `name`.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::EmpatheticSupportive, Self::EnthusiasticEnergetic, Self::BalancedFriendly]
            .into_iter()
            .find(|style| style.as_str() == name)
    }
}

/// Whether the mood swings within the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmotionalStability {
    /// The standard deviation of the scores is above .3.
    Variable,
    /// It is not.
    Steady,
}

impl EmotionalStability {
    /// The wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Variable => "variable",
            Self::Steady => "steady",
        }
    }

    /// The value with the wire name `name`.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Variable, Self::Steady].into_iter().find(|stability| stability.as_str() == name)
    }
}

/// The flags that every analysis sets anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsightFlags {
    /// The mean is below .3. This is about tone only; who is in danger is found elsewhere, whatever the score.
    pub needs_support: bool,
    /// How Bondhu talks.
    pub communication_style: CommunicationStyle,
    /// Whether the mood swings.
    pub emotional_stability: EmotionalStability,
}

impl InsightFlags {
    pub(super) fn of(today: &Tally) -> Self {
        let needs_support = today.mean_against(LOW) == Some(Ordering::Less);
        let communication_style = if needs_support {
            CommunicationStyle::EmpatheticSupportive
        } else if today.mean_against(HIGH) == Some(Ordering::Greater) {
            CommunicationStyle::EnthusiasticEnergetic
        } else {
            CommunicationStyle::BalancedFriendly
        };
        let emotional_stability = if today.sd_is_above(SWINGING) {
            EmotionalStability::Variable
        } else {
            EmotionalStability::Steady
        };
        Self { needs_support, communication_style, emotional_stability }
    }
}
