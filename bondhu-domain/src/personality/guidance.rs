//! What a model is told about how to be with a person. Every sentence is written here: nothing that a person or a
//! provider wrote is ever part of it.

use super::estimate::{Level, Shown};
use super::style::Direction;
use super::tone::Tone;
use super::traits::{Trait, TraitMap};
use crate::insights::EmotionalStability;
use crate::safety::Tier;

/// What the guidance is made from.
#[derive(Clone, Copy, Debug)]
pub struct Manner<'a> {
    /// The safety tier in force.
    pub tier: Tier,
    /// The traits, when anything is known of them.
    pub traits: Option<&'a TraitMap<Shown>>,
    /// How the manner of talking leans.
    pub leans: &'a TraitMap<Direction>,
    /// The tone of today.
    pub tone: Tone,
    /// Whether the mood swings within the day.
    pub emotional_stability: Option<EmotionalStability>,
}

/// The guidance, in sentences to the model. Under a safety tier it is one sentence, whatever else is known.
pub fn guidance(manner: &Manner<'_>) -> String {
    if manner.tier != Tier::None {
        return "Nothing about personality matters now: be calm, warm and steady.".to_owned();
    }
    let mut sentences = vec![tone(manner.tone)];
    if manner.emotional_stability == Some(EmotionalStability::Variable) {
        sentences.push("Their mood changes quickly today: check how they are before you go on.");
    }
    sentences.extend(Trait::ALL.iter().filter_map(|of| lean(*of, manner.leans[*of])));
    let known = manner.traits.into_iter().flat_map(TraitMap::iter);
    let levels: Vec<&str> = known.filter_map(|(of, shown)| level(of, shown.level)).collect();
    let mut text = sentences.join(" ");
    if !levels.is_empty() {
        text.push_str(" By their own answers and what was learnt since, they are probably ");
        text.push_str(&levels.join(", "));
        text.push_str(" compared with most people; this is a guess about a person, not a fact: never label them with it.");
    }
    text
}

const fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Calm => "Keep a calm and even tone.",
        Tone::Gentle => "Keep a gentle tone and do not cheer them up at once.",
        Tone::Lively => "A lively and bright tone fits today.",
        Tone::Quiet => "Keep a quiet tone and leave room; few words are enough.",
        Tone::Warm => "Keep a warm and friendly tone.",
    }
}

/// Leaning is not mirroring: who is easily upset gets calm and structure, and who is blunt gets plain words and no less
/// kindness.
const fn lean(of: Trait, direction: Direction) -> Option<&'static str> {
    match (of, direction) {
        (_, Direction::None) => None,
        (Trait::Openness, Direction::High) => Some("Ideas, images and open questions are welcome."),
        (Trait::Openness, Direction::Low) => Some("Stay with what is concrete and familiar."),
        (Trait::Conscientiousness, Direction::High) => {
            Some("Be orderly: one thing after the other, with a clear next step.")
        }
        (Trait::Conscientiousness, Direction::Low) => {
            Some("Keep plans small and easy; do not lecture about order.")
        }
        (Trait::Extraversion, Direction::High) => Some("Be talkative and ask about the people around them."),
        (Trait::Extraversion, Direction::Low) => Some("Do not push them to be sociable; give them time."),
        (Trait::Agreeableness, Direction::High) => {
            Some("Be warm, and remind them now and then that their own wishes count.")
        }
        (Trait::Agreeableness, Direction::Low) => {
            Some("Be plain and direct, and always kind; never answer sharpness with sharpness.")
        }
        (Trait::Neuroticism, Direction::High) => {
            Some("Be steady: short sentences, one step at a time, nothing alarming.")
        }
        (Trait::Neuroticism, Direction::Low) => {
            Some("They take things calmly; there is no need to soften everything.")
        }
    }
}

const fn level(of: Trait, level: Level) -> Option<&'static str> {
    match (of, level) {
        (_, Level::Typical) => None,
        (Trait::Openness, Level::High) => Some("more drawn to ideas and imagination"),
        (Trait::Openness, Level::Low) => Some("more practical and down to earth"),
        (Trait::Conscientiousness, Level::High) => Some("more organised"),
        (Trait::Conscientiousness, Level::Low) => Some("more spontaneous about order and plans"),
        (Trait::Extraversion, Level::High) => Some("more outgoing"),
        (Trait::Extraversion, Level::Low) => Some("more reserved"),
        (Trait::Agreeableness, Level::High) => Some("more considerate of others"),
        (Trait::Agreeableness, Level::Low) => Some("more matter-of-fact with others"),
        (Trait::Neuroticism, Level::High) => Some("more easily worried or upset"),
        (Trait::Neuroticism, Level::Low) => Some("more even-tempered"),
    }
}
