//! What a scale score is compared with.
//!
//! Means, standard deviations and reliabilities (Cronbach's alpha) of the four-item scales, computed from the public answer
//! sheets of the IPIP-50 of openpsychometrics.org, a web sample: 19,718 sheets for [`Norm::General`], the 1,463 of them
//! from India for [`Norm::India`]. People who fill in a test on the web are no cross-section of anybody, so a score says
//! where somebody stands among those and no more.

use super::traits::Trait;

/// Whom a person is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Hash)]
pub enum Norm {
    /// Everybody in the sample.
    #[default]
    General,
    /// Those who filled it in in India.
    India,
}

/// The figures of one scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScaleNorm {
    /// The mean of the scale scores, 1 to 5.
    pub mean: f64,
    /// Their standard deviation.
    pub sd: f64,
    /// The reliability: the share of the variance that is not chance, 0 to 1.
    pub alpha: f64,
}

impl Norm {
    /// Both.
    pub const ALL: [Self; 2] = [Self::General, Self::India];

    /// The wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::India => "india",
        }
    }

    /// The norm with the wire name `name`.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }

    /// The figures for the scale of `of`.
    pub const fn scale(self, of: Trait) -> ScaleNorm {
        let (mean, sd, alpha) = match (self, of) {
            (Self::General, Trait::Extraversion) => (2.90, 1.03, 0.80),
            (Self::General, Trait::Agreeableness) => (3.91, 0.87, 0.80),
            (Self::General, Trait::Conscientiousness) => (3.19, 0.90, 0.68),
            (Self::General, Trait::Neuroticism) => (2.95, 0.90, 0.67),
            (Self::General, Trait::Openness) => (4.03, 0.77, 0.68),
            (Self::India, Trait::Extraversion) => (2.84, 0.93, 0.61),
            (Self::India, Trait::Agreeableness) => (3.93, 0.77, 0.66),
            (Self::India, Trait::Conscientiousness) => (3.18, 0.86, 0.51),
            (Self::India, Trait::Neuroticism) => (3.09, 0.84, 0.51),
            (Self::India, Trait::Openness) => (3.89, 0.77, 0.56),
        };
        ScaleNorm { mean, sd, alpha }
    }
}
