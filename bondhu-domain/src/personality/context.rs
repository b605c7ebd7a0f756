//! Everything about a person's manner that a model is told and a person can read.

use super::estimate::Shown;
use super::guidance::{Manner, guidance};
use super::mood_state::MoodState;
use super::replay::{TraitState, estimate_at};
use super::style::Direction;
use super::tone::Tone;
use super::traits::TraitMap;
use crate::insights::{CommunicationStyle, EmotionalStability, InsightFlags};
use crate::safety::Tier;
use crate::timestamp::Timestamp;

/// What the context is made from.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// What is known of each trait.
    pub traits: &'a TraitMap<Option<TraitState>>,
    /// The flags of an insight of the last 24 hours.
    pub flags: Option<InsightFlags>,
    /// The mood of the last days.
    pub mood: Option<MoodState>,
    /// The safety tier in force.
    pub tier: Tier,
    /// The time.
    pub now: Timestamp,
}

/// How to be with a person.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonalityContext {
    /// The traits; `None` when neither a questionnaire nor an observation stands behind them.
    pub traits: Option<TraitMap<Shown>>,
    /// How Bondhu talks.
    pub communication_style: CommunicationStyle,
    /// How it sounds.
    pub tone: Tone,
    /// The last day was hard.
    pub needs_support: bool,
    /// Whether the mood swings within the day; `None` when too little was said.
    pub emotional_stability: Option<EmotionalStability>,
    /// The mood of the last days.
    pub mood: Option<MoodState>,
    /// What a model is told of all this.
    pub guidance: String,
}

impl PersonalityContext {
    /// The context that follows from what is known. Without an insight the style is the balanced one; it takes a score
    /// below the bound to support somebody, not the absence of scores.
    pub fn of(known: &Known<'_>) -> Self {
        let states = TraitMap::from_fn(|of| known.traits[of].map(|it| it.at(known.now)));
        let any = states.iter().any(|(_, it)| it.is_some());
        let traits = any.then(|| TraitMap::from_fn(|of| estimate_at(states[of].as_ref(), known.now).shown()));
        let leans =
            TraitMap::from_fn(|of| states[of].map_or(Direction::None, |state| state.lean.direction()));
        let tone = Tone::of(known.tier, known.flags.as_ref(), known.mood.as_ref(), &leans);
        let emotional_stability = known.flags.map(|it| it.emotional_stability);
        let tier = known.tier;
        let guidance =
            guidance(&Manner { tier, traits: traits.as_ref(), leans: &leans, tone, emotional_stability });
        let style = known.flags.map_or(CommunicationStyle::BalancedFriendly, |it| it.communication_style);
        Self {
            traits,
            communication_style: if tier == Tier::None {
                style
            } else {
                CommunicationStyle::EmpatheticSupportive
            },
            tone,
            needs_support: tier != Tier::None || known.flags.is_some_and(|it| it.needs_support),
            emotional_stability,
            mood: known.mood,
            guidance,
        }
    }

    /// Whether a questionnaire or an observation stands behind it.
    pub const fn has_personality_context(&self) -> bool {
        self.traits.is_some()
    }
}
