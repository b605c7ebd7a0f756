//! What counts as evidence of a trait, and how much it is worth.

use super::traits::Trait;

/// Where evidence is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    /// The person's own answers. The only source that is not passive.
    Questionnaire,
    /// How the person writes: [`crate::personality::text`].
    Text,
    /// What the person listens to: [`crate::personality::tastes`].
    Music,
    /// What the person plays.
    Games,
    /// What the person watches. It tells of interests and nothing of traits.
    Video,
}

impl Source {
    /// All sources, in the order in which the evidence of one day is weighed.
    pub const ALL: [Self; 5] = [Self::Questionnaire, Self::Text, Self::Music, Self::Games, Self::Video];

    /// The wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Questionnaire => "questionnaire",
            Self::Text => "text",
            Self::Music => "music",
            Self::Games => "games",
            Self::Video => "video",
        }
    }

    /// The source with the wire name `name`.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }

    /// The correlation of the source's predictor with a trait. A questionnaire's follows from its reliability instead
    /// ([`crate::personality::questionnaire::Scores::evidence`]).
    ///
    /// Text .14 for each trait (Yarkoni 2010, discounted); music .20 for openness and .10 for the others (Anderson et al.
    /// 2021); games .10, a decision of this product; video 0.
    pub const fn validity(self, of: Trait) -> f64 {
        match self {
            Self::Questionnaire | Self::Video => 0.0,
            Self::Text => 0.14,
            Self::Games => 0.10,
            Self::Music => match of {
                Trait::Openness => 0.20,
                Trait::Conscientiousness
                | Trait::Extraversion
                | Trait::Agreeableness
                | Trait::Neuroticism => 0.10,
            },
        }
    }

    /// Whether evidence arises without the person answering for themselves; such sources move a profile only within
    /// [`crate::personality::caps`].
    pub const fn is_passive(self) -> bool {
        match self {
            Self::Questionnaire => false,
            Self::Text | Self::Music | Self::Games | Self::Video => true,
        }
    }
}

/// One observation of one trait.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evidence {
    /// Where it is from.
    pub source: Source,
    /// The predictor, in standard deviations, at most [`Evidence::FARTHEST`] from 0.
    pub x: f64,
    /// Its correlation with the true score, above 0 and below 1.
    pub r: f64,
    /// How much of it there is against other observations of the same source: for text the number of words.
    pub weight: f64,
}

impl Evidence {
    /// The farthest from 0 that a predictor counts.
    pub const FARTHEST: f64 = 4.0;
    /// The closest to 1 that a correlation counts.
    const SUREST: f64 = 0.99;

    /// Evidence that can change something: `None` when a number is not finite, `r` is not above 0, or there is no weight.
    pub fn new(source: Source, x: f64, r: f64, weight: f64) -> Option<Self> {
        let usable = x.is_finite() && weight.is_finite() && r > 0.0 && weight > 0.0;
        let x = x.clamp(-Self::FARTHEST, Self::FARTHEST);
        usable.then_some(Self { source, x, r: r.min(Self::SUREST), weight })
    }

    /// Evidence of a passive source with the validity that it has for a trait.
    pub fn passive(source: Source, of: Trait, x: f64, weight: f64) -> Option<Self> {
        Self::new(source, x, source.validity(of), weight)
    }
}
