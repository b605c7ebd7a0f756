//! A person's own word on how they are.
//!
//! The two scales are those of the affect grid (Russell, Weiss & Mendelsohn 1989), nine steps each. A check-in stands
//! beside the series from messages and is no part of it: the series, its patterns and the wellness score are told from
//! the person's messages alone.

/// A step of −4 to 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Step(i8);

/// A value outside −4 to 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a whole number from -4 to 4")]
pub struct InvalidStep;

impl Step {
    /// The largest step; the smallest is its negative.
    pub const MAX: i8 = 4;

    /// Checks `value`.
    pub const fn new(value: i8) -> Result<Self, InvalidStep> {
        if value >= -Self::MAX && value <= Self::MAX { Ok(Self(value)) } else { Err(InvalidStep) }
    }

    /// −4 to 4.
    pub const fn get(self) -> i8 {
        self.0
    }

    /// The same step on the scale of sentiment scores, (value + 4)/8: 0 to 1, .5 for the middle.
    pub fn score(self) -> f64 {
        f64::from(self.0 + Self::MAX) / f64::from(2 * Self::MAX)
    }
}

/// How a person says they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckIn {
    /// From unpleasant to pleasant.
    pub valence: Step,
    /// From sleepy to stirred up.
    pub arousal: Step,
}

impl CheckIn {
    /// Checks both values.
    pub fn new(valence: i8, arousal: i8) -> Result<Self, InvalidCheckIn> {
        Ok(Self {
            valence: Step::new(valence).map_err(InvalidCheckIn::Valence)?,
            arousal: Step::new(arousal).map_err(InvalidCheckIn::Arousal)?,
        })
    }
}

/// Which value of a check-in is out of range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCheckIn {
    /// The valence.
    #[error("the valence is out of range")]
    Valence(#[source] InvalidStep),
    /// The arousal.
    #[error("the arousal is out of range")]
    Arousal(#[source] InvalidStep),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_steps_on_each_scale() {
        for value in i8::MIN..=i8::MAX {
            assert_eq!(Step::new(value).is_ok(), (-4..=4).contains(&value), "{value}");
        }
        assert_eq!(CheckIn::new(5, 0), Err(InvalidCheckIn::Valence(InvalidStep)));
        assert_eq!(CheckIn::new(-4, -5), Err(InvalidCheckIn::Arousal(InvalidStep)));
        assert!(CheckIn::new(4, -4).is_ok_and(|it| (it.valence.get(), it.arousal.get()) == (4, -4)));
    }

    #[test]
    fn steps_map_onto_the_scale_of_scores() {
        let scores = [-4, -2, 0, 1, 4].map(|value| Step(value).score());
        assert_eq!(scores.map(f64::to_bits), [0.0, 0.25, 0.5, 0.625, 1.0].map(f64::to_bits));
    }
}
