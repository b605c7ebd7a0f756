//! The JSON form of what Bondhu goes by when it talks to a person.

use std::collections::BTreeMap;

use bondhu_domain::insights::EmotionalStability;
use bondhu_domain::personality::mood_state::MoodState;
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::app::ContextRecord;
use crate::http::hex::hex;

use super::fact::FactView;
use super::personality::TraitsView;

/// The mood of the last days.
#[derive(Serialize, ToSchema)]
#[schema(as = MoodNow)]
struct MoodView {
    /// 0 to 1; older messages count less, half as much after two and a half days.
    score: f64,
    /// The label that counts most.
    mood: &'static str,
    /// The newest message that counts.
    as_of: String,
}

impl From<&MoodState> for MoodView {
    fn from(mood: &MoodState) -> Self {
        Self { score: mood.score, mood: mood.mood.as_str(), as_of: mood.as_of.to_string() }
    }
}

/// What is told, whenever it is told.
#[derive(Serialize, ToSchema)]
#[schema(as = PersonalityContextContent)]
struct Content {
    /// Whether a questionnaire or an observation stands behind it.
    has_personality_context: bool,
    traits: Option<TraitsView>,
    /// `empathetic_supportive`, `enthusiastic_energetic` or `balanced_friendly`.
    communication_style: &'static str,
    /// `calm`, `gentle`, `lively`, `quiet` or `warm`.
    tone: &'static str,
    needs_support: bool,
    /// `variable` or `steady`; null where too little was said in 24 hours.
    emotional_stability: Option<&'static str>,
    mood: Option<MoodView>,
    /// `en`, `hi` or `bn`.
    language: &'static str,
    /// What the person told of themselves, as far as it holds, the newest first.
    facts: Vec<FactView>,
    /// What the person likes, by kind, as far as they allowed it to be told to a model.
    tastes: BTreeMap<&'static str, Vec<String>>,
    /// What a model is told of how to be with the person.
    guidance: String,
}

/// What Bondhu goes by when it talks to a person.
#[derive(Serialize, ToSchema)]
#[schema(as = PersonalityContext)]
pub(in crate::http) struct ContextView {
    #[serde(flatten)]
    content: Content,
    generated_at: String,
    /// The same as long as the same is told.
    version: String,
    /// It came from the cache.
    cached: bool,
}

impl ContextView {
    pub(in crate::http) fn new(record: &ContextRecord, cached: bool) -> Self {
        let ContextRecord { personality, language, facts, generated_at } = record;
        let content = Content {
            has_personality_context: personality.has_personality_context(),
            traits: personality.traits.as_ref().map(TraitsView::from),
            communication_style: personality.communication_style.as_str(),
            tone: personality.tone.as_str(),
            needs_support: personality.needs_support,
            emotional_stability: personality.emotional_stability.map(EmotionalStability::as_str),
            mood: personality.mood.as_ref().map(MoodView::from),
            language: language.as_str(),
            facts: facts.iter().map(FactView::from).collect(),
            tastes: BTreeMap::new(),
            guidance: personality.guidance.clone(),
        };
        let told = serde_json::to_vec(&content).unwrap_or_default();
        let version = hex(&Sha256::digest(told)[..16]);
        Self { content, generated_at: generated_at.to_string(), version, cached }
    }
}
