//! The questionnaire: Mini-IPIP, twenty items answered from 1 (very inaccurate) to 5 (very accurate).
//!
//! Donnellan, Oswald, Baird & Lucas 2006, "The Mini-IPIP scales: Tiny-yet-effective measures of the Big Five factors of
//! personality", Psychological Assessment 18, 192-203. The items are from the International Personality Item Pool
//! (ipip.ori.org), which is in the public domain.

use std::collections::BTreeMap;

use super::estimate::Estimate;
use super::evidence::{Evidence, Source};
use super::norms::Norm;
use super::traits::{Trait, TraitMap};

/// The name of the instrument.
pub const INSTRUMENT: &str = "mini-ipip";
/// The version of the items and their key. Answers to another version are not accepted.
pub const VERSION: u32 = 1;
/// The lowest and the highest answer.
pub const SCALE: std::ops::RangeInclusive<u8> = 1..=5;
/// Where the items are from.
pub const CITATION: &str = "Donnellan, M. B., Oswald, F. L., Baird, B. M., & Lucas, R. E. (2006). The Mini-IPIP scales: \
     Tiny-yet-effective measures of the Big Five factors of personality. Psychological Assessment, 18, 192-203. Items: \
     International Personality Item Pool, ipip.ori.org, public domain.";

/// How many of the four items of a scale may be missing.
const MAY_BE_MISSING: usize = 1;
/// So many equal answers in a row are a sign of answering without reading.
const CARELESS_RUN: usize = 10;

/// One item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its number, 1 to 20.
    pub id: u8,
    /// What a person rates as describing them or not.
    pub text: &'static str,
    /// The trait whose scale it belongs to.
    pub of: Trait,
    /// Whether agreement speaks against the trait; then an answer x counts as 6−x.
    pub reversed: bool,
}

/// The items, in the order in which they are shown.
pub const ITEMS: [Item; 20] = [
    item(1, "Am the life of the party.", Trait::Extraversion, false),
    item(2, "Sympathize with others' feelings.", Trait::Agreeableness, false),
    item(3, "Get chores done right away.", Trait::Conscientiousness, false),
    item(4, "Have frequent mood swings.", Trait::Neuroticism, false),
    item(5, "Have a vivid imagination.", Trait::Openness, false),
    item(6, "Don't talk a lot.", Trait::Extraversion, true),
    item(7, "Am not interested in other people's problems.", Trait::Agreeableness, true),
    item(8, "Often forget to put things back in their proper place.", Trait::Conscientiousness, true),
    item(9, "Am relaxed most of the time.", Trait::Neuroticism, true),
    item(10, "Am not interested in abstract ideas.", Trait::Openness, true),
    item(11, "Talk to a lot of different people at parties.", Trait::Extraversion, false),
    item(12, "Feel others' emotions.", Trait::Agreeableness, false),
    item(13, "Like order.", Trait::Conscientiousness, false),
    item(14, "Get upset easily.", Trait::Neuroticism, false),
    item(15, "Have difficulty understanding abstract ideas.", Trait::Openness, true),
    item(16, "Keep in the background.", Trait::Extraversion, true),
    item(17, "Am not really interested in others.", Trait::Agreeableness, true),
    item(18, "Make a mess of things.", Trait::Conscientiousness, true),
    item(19, "Seldom feel blue.", Trait::Neuroticism, true),
    item(20, "Do not have a good imagination.", Trait::Openness, true),
];

const fn item(id: u8, text: &'static str, of: Trait, reversed: bool) -> Item {
    Item { id, text, of, reversed }
}

/// Answers that can be scored: known items, each once, each within the scale.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Answers(BTreeMap<u8, u8>);

/// Why an answer is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAnswer {
    /// There is no such item.
    #[error("there is no item {0}")]
    UnknownItem(i64),
    /// The answer is not from 1 to 5.
    #[error("the answer to item {item} is a whole number from 1 to 5")]
    OutOfRange {
        /// The item.
        item: u8,
    },
    /// The item was answered before.
    #[error("item {0} is answered twice")]
    Twice(u8),
}

impl Answers {
    /// From pairs of item and answer, in any order. Items may be missing.
    pub fn new(answers: impl IntoIterator<Item = (i64, i64)>) -> Result<Self, InvalidAnswer> {
        let mut known = BTreeMap::new();
        for (item, value) in answers {
            let id = u8::try_from(item).ok().filter(|id| ITEMS.iter().any(|it| it.id == *id));
            let id = id.ok_or(InvalidAnswer::UnknownItem(item))?;
            let value = u8::try_from(value).ok().filter(|value| SCALE.contains(value));
            let value = value.ok_or(InvalidAnswer::OutOfRange { item: id })?;
            if known.insert(id, value).is_some() {
                return Err(InvalidAnswer::Twice(id));
            }
        }
        Ok(Self(known))
    }

    /// The answer to an item, 1 to 5.
    pub fn get(&self, item: u8) -> Option<u8> {
        self.0.get(&item).copied()
    }

    /// Each item that was answered with its answer, in the order of the items.
    pub fn iter(&self) -> impl Iterator<Item = (u8, u8)> {
        self.0.iter().map(|(item, value)| (*item, *value))
    }

    /// Whether they look as if nobody had read the items: more than one answer and all the same, or ten in a row the same.
    /// A person is then asked once whether they meant it.
    pub fn look_careless(&self) -> bool {
        let values: Vec<u8> = self.0.values().copied().collect();
        let all_equal = values.len() > 1 && values.iter().all(|value| *value == values[0]);
        all_equal || values.chunk_by(|a, b| a == b).any(|run| run.len() >= CARELESS_RUN)
    }

    /// The five scale scores: the mean of four answers, of three where one is missing, and none where more are.
    pub fn score(&self, norm: Norm) -> Scores {
        let scale = |of: Trait| {
            let answers = ITEMS.iter().filter(|it| it.of == of).filter_map(|it| {
                let value = f64::from(self.get(it.id)?);
                Some(if it.reversed { 6.0 - value } else { value })
            });
            let (sum, count) = answers.fold((0.0, 0_u8), |(sum, count), value| (sum + value, count + 1));
            (usize::from(count) + MAY_BE_MISSING >= ITEMS.len() / Trait::ALL.len())
                .then(|| sum / f64::from(count))
        };
        Scores { norm, means: TraitMap::from_fn(scale) }
    }
}

/// The scores of one taking.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scores {
    /// Whom they are compared with.
    pub norm: Norm,
    /// The mean answer of each scale, 1 to 5; `None` where too many answers are missing.
    pub means: TraitMap<Option<f64>>,
}

impl Scores {
    /// Whether there is a score for any trait.
    pub fn any(&self) -> bool {
        self.means.iter().any(|(_, mean)| mean.is_some())
    }

    /// What they are evidence of. The reliability α of a scale is the squared correlation of its score with the true
    /// score, so a taking is a predictor of validity √α; seen with nothing known before it gives θ = √α·z and P = 1−α.
    pub fn evidence(&self) -> TraitMap<Option<Evidence>> {
        TraitMap::from_fn(|of| {
            let scale = self.norm.scale(of);
            let x = (self.means[of]? - scale.mean) / scale.sd;
            Evidence::new(Source::Questionnaire, x, scale.alpha.sqrt(), 1.0)
        })
    }

    /// The profile of somebody of whom only this taking is known.
    pub fn estimates(&self) -> TraitMap<Estimate> {
        let evidence = self.evidence();
        TraitMap::from_fn(|of| {
            evidence[of].map_or(Estimate::UNKNOWN, |it| Estimate::UNKNOWN.see(it.x, it.r).0)
        })
    }
}
