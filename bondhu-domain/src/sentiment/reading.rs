//! What scoring says about one message, and how a model's opinion is added to it.

use crate::moods::Mood;

/// VADER's `alpha`: sums are mapped into −1..1 by s / √(s² + 15).
const ALPHA: f64 = 15.0;

/// The reading of one message. A message that could not be scored has none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// How pleasant the message is, −1 to 1; exactly 0 when nothing in it speaks either way.
    pub valence: f64,
    /// Standard deviation of the valence, above 0.
    pub sd: f64,
    /// The compound score of VADER alone, to 4 decimals, as the reference implementation gives it.
    pub vader_compound: f64,
    /// The mood label.
    pub mood: Mood,
    /// Where the valence came from.
    pub parts: Parts,
}

impl Reading {
    /// The stored score: (valence + 1) / 2 to 2 decimals, 0 to 1, .5 for neutral.
    pub fn sentiment_score(&self) -> f64 {
        (f64::midpoint(self.valence, 1.0) * 100.0).round() / 100.0
    }
}

/// The contributions to a [`Reading`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parts {
    /// What the base made of the English that was left to it, −1 to 1.
    pub base: f64,
    /// What the own layer made of the rest, −1 to 1.
    pub layer: f64,
    /// How many words, phrases and emoji the own layer counted.
    pub found: usize,
    /// Valence and deviation by the lexicons alone.
    pub lexicon: ModelReading,
    /// The model's own, once one was combined.
    pub model: Option<ModelReading>,
}

/// A valence with its deviation, as a language model may tell it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ModelReading {
    /// −1 to 1.
    pub valence: f64,
    /// Standard deviation, above 0.
    pub sd: f64,
}

/// Adds a model's opinion by inverse variance: the surer of the two counts more, and both together are surer than each.
/// The mood stays the one of the words unless they had none. A model's answer that is no number, or a deviation that is
/// not above 0, leaves the lexicon's reading alone.
pub fn combine(lexicon: Reading, model: ModelReading) -> Reading {
    let usable = model.valence.is_finite() && model.sd.is_finite() && model.sd > 0.0;
    if !usable {
        return lexicon;
    }
    let model = ModelReading { valence: model.valence.clamp(-1.0, 1.0), sd: model.sd.max(SURE) };
    let own = lexicon.parts.lexicon;
    let (own_weight, model_weight) = (own.sd.powi(-2), model.sd.powi(-2));
    let total = own_weight + model_weight;
    let valence = (own.valence * own_weight + model.valence * model_weight) / total;
    let mood = if lexicon.mood == Mood::from_valence(own.valence) {
        Mood::from_valence(valence)
    } else {
        lexicon.mood
    };
    Reading {
        valence: valence.clamp(-1.0, 1.0),
        sd: total.sqrt().recip(),
        mood,
        parts: Parts { model: Some(model), ..lexicon.parts },
        ..lexicon
    }
}

/// No single opinion is surer than this.
const SURE: f64 = 0.05;
/// Deviation of a message without a single cue.
const NO_CUE: f64 = 0.5;
/// What full contradiction within the message adds.
const MIXED: f64 = 0.35;
/// What remains however much was found: irony, context.
const REST: f64 = 0.15;

/// Deviation of a lexicon valence (ours): √(.5²/(1+n) + .35²·m + .15²) with `cues` n ≥ 0 and m = 1 − |Σ|/Σ|·| of
/// the `positive` and `negative` mass (both ≥ 0): .52 for none, .38 for one cue, .27 for four that agree.
pub(crate) fn deviation(cues: f64, positive: f64, negative: f64) -> f64 {
    let mass = positive + negative;
    let mixed = if mass > 0.0 { 1.0 - (positive - negative).abs() / mass } else { 0.0 };
    (NO_CUE.powi(2) / (1.0 + cues) + MIXED.powi(2) * mixed + REST.powi(2)).sqrt()
}

/// VADER's normalisation, −1 to 1, to 4 decimals.
pub(crate) fn normalise(sum: f64) -> f64 {
    (sum / sum.mul_add(sum, ALPHA).sqrt() * 1e4).round() / 1e4
}

/// The sum behind a compound score. A compound is known to 4 decimals, so the sum is held at that of .9999.
pub(crate) fn sum_behind(compound: f64) -> f64 {
    let compound = compound.clamp(-0.9999, 0.9999);
    compound * (ALPHA / compound.mul_add(-compound, 1.0)).sqrt()
}
