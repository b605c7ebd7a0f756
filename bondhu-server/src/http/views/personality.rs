//! The JSON forms of the questionnaire, the profile, the ledger and the context.

use bondhu_domain::personality::questionnaire::{CITATION, INSTRUMENT, ITEMS, SCALE, VERSION};
use bondhu_domain::personality::{Change, LedgerRow, Shown, Trait, TraitMap};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::{LedgerPage, PersonalityProfile};

/// The questionnaire.
#[derive(Serialize, ToSchema)]
#[schema(as = Questionnaire)]
pub(in crate::http) struct QuestionnaireView {
    instrument: &'static str,
    version: u32,
    scale: ScaleView,
    items: Vec<ItemView>,
    citation: &'static str,
}

/// What an answer may be.
#[derive(Serialize, ToSchema)]
#[schema(as = AnswerScale)]
struct ScaleView {
    min: u8,
    max: u8,
    /// What the answers mean, from the lowest on.
    labels: [&'static str; 5],
}

/// An item: how well does it describe you?
#[derive(Serialize, ToSchema)]
#[schema(as = QuestionnaireItem)]
struct ItemView {
    id: u8,
    text: &'static str,
}

impl QuestionnaireView {
    pub(in crate::http) fn current() -> Self {
        let labels = [
            "very inaccurate",
            "moderately inaccurate",
            "neither accurate nor inaccurate",
            "moderately accurate",
            "very accurate",
        ];
        Self {
            instrument: INSTRUMENT,
            version: VERSION,
            scale: ScaleView { min: *SCALE.start(), max: *SCALE.end(), labels },
            items: ITEMS.iter().map(|item| ItemView { id: item.id, text: item.text }).collect(),
            citation: CITATION,
        }
    }
}

/// Where a person lies among the norm's people, with how sure that is.
#[derive(Serialize, ToSchema)]
#[schema(as = TraitScore)]
pub(super) struct TraitView {
    /// A percentile, 0 to 100.
    score: u8,
    /// The lower end of the 80 % interval.
    low: u8,
    /// Its upper end.
    high: u8,
    /// `low`, `typical` or `high`; the first and the last only where the whole interval is on that side of the middle.
    level: &'static str,
}

impl From<&Shown> for TraitView {
    fn from(shown: &Shown) -> Self {
        Self { score: shown.score, low: shown.low, high: shown.high, level: shown.level.as_str() }
    }
}

/// The five traits.
#[derive(Serialize, ToSchema)]
#[schema(as = TraitScores)]
pub(super) struct TraitsView {
    openness: TraitView,
    conscientiousness: TraitView,
    extraversion: TraitView,
    agreeableness: TraitView,
    neuroticism: TraitView,
}

impl From<&TraitMap<Shown>> for TraitsView {
    fn from(traits: &TraitMap<Shown>) -> Self {
        Self {
            openness: TraitView::from(&traits[Trait::Openness]),
            conscientiousness: TraitView::from(&traits[Trait::Conscientiousness]),
            extraversion: TraitView::from(&traits[Trait::Extraversion]),
            agreeableness: TraitView::from(&traits[Trait::Agreeableness]),
            neuroticism: TraitView::from(&traits[Trait::Neuroticism]),
        }
    }
}

/// What one source gave.
#[derive(Serialize, ToSchema)]
#[schema(as = PersonalityEvidence)]
struct EvidenceView {
    /// `questionnaire`, `text`, `music` or `games`.
    source: &'static str,
    observations: u32,
    last_at: String,
}

/// A profile.
#[derive(Serialize, ToSchema)]
#[schema(as = PersonalityProfile)]
pub(in crate::http) struct PersonalityView {
    traits: TraitsView,
    /// What stands behind it; without any, nothing is known and every interval is wide.
    evidence: Vec<EvidenceView>,
    assessed_at: Option<String>,
    /// `general` or `india`.
    norm: &'static str,
    updated_at: Option<String>,
}

impl From<&PersonalityProfile> for PersonalityView {
    fn from(PersonalityProfile { profile, norm }: &PersonalityProfile) -> Self {
        let evidence = profile.evidence.iter().map(|it| EvidenceView {
            source: it.source.as_str(),
            observations: it.observations,
            last_at: it.last_at.to_string(),
        });
        Self {
            traits: TraitsView::from(&profile.traits),
            evidence: evidence.collect(),
            assessed_at: profile.assessed.map(|(_, at)| at.to_string()),
            norm: norm.as_str(),
            updated_at: profile.updated_at.map(|at| at.to_string()),
        }
    }
}

/// What is known of a trait, in standard deviations of true scores.
#[derive(Serialize, ToSchema)]
#[schema(as = TraitEstimate)]
struct EstimateView {
    theta: f64,
    variance: f64,
    #[serde(flatten)]
    shown: TraitView,
}

/// One change of the profile.
#[derive(Serialize, ToSchema)]
#[schema(as = PersonalityChange)]
pub(in crate::http) struct LedgerRowView {
    id: String,
    at: String,
    #[serde(rename = "trait")]
    r#trait: &'static str,
    /// `questionnaire`, `text`, `music`, `games`, or `undo`.
    source: &'static str,
    /// What was seen, in standard deviations; null for an undoing.
    x: Option<f64>,
    /// How much that goes with the trait, as a correlation.
    r: Option<f64>,
    /// The share with which it was weighed against what was known.
    gain: f64,
    before: EstimateView,
    after: EstimateView,
    /// The taking, the newest message read, the sync, or the row undone.
    caused_by: String,
    undone: bool,
}

impl LedgerRowView {
    pub(in crate::http) fn new(row: &LedgerRow, undone: bool) -> Self {
        let (x, r) = match row.change {
            Change::Seen(evidence) => (Some(evidence.x), Some(evidence.r)),
            Change::Undone(_) => (None, None),
        };
        let estimate = |it: bondhu_domain::personality::Estimate| EstimateView {
            theta: it.theta,
            variance: it.variance,
            shown: TraitView::from(&it.shown()),
        };
        Self {
            id: row.id.to_string(),
            at: row.at.to_string(),
            r#trait: row.of.as_str(),
            source: row.change.as_str(),
            x,
            r,
            gain: row.gain,
            before: estimate(row.before),
            after: estimate(row.after),
            caused_by: row.caused_by.to_string(),
            undone,
        }
    }
}

/// Changes of the profile, the newest first.
#[derive(Serialize, ToSchema)]
#[schema(as = PersonalityHistory)]
pub(in crate::http) struct LedgerView {
    items: Vec<LedgerRowView>,
    /// Give it as `after` for older ones.
    next: Option<String>,
}

impl From<&LedgerPage> for LedgerView {
    fn from(page: &LedgerPage) -> Self {
        let next = page.rows.last().filter(|_| page.more).map(|(row, _)| row.id.to_string());
        let items = page.rows.iter().map(|(row, undone)| LedgerRowView::new(row, *undone)).collect();
        Self { items, next }
    }
}
