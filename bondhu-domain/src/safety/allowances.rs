//! What may be done with somebody's data by age: no profile of a child (India's DPDP Act 2023, section 9).

/// What is switched on for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowances {
    /// Questionnaire, traits and learning from talk and tastes.
    pub personality: bool,
    /// Mood over days: trends, patterns, the change alarm.
    pub mood_series: bool,
    /// Reminders that a streak is about to end.
    pub streak_nudges: bool,
}

/// The age from which everything is allowed.
pub const ADULT: u8 = 18;

impl Allowances {
    /// For somebody who may be under 18, or not (see `User::may_be_minor`).
    pub const fn new(may_be_minor: bool) -> Self {
        let adult = !may_be_minor;
        Self { personality: adult, mood_series: adult, streak_nudges: adult }
    }

    /// For an age in years; somebody who told none is taken to be an adult.
    pub fn for_age(age: Option<u8>) -> Self {
        Self::new(age.is_some_and(|age| age < ADULT))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_profiled_before_eighteen() {
        for age in 0..18 {
            let Allowances { personality, mood_series, streak_nudges } = Allowances::for_age(Some(age));
            assert!(!personality && !mood_series && !streak_nudges, "{age}");
        }
        assert_eq!(Allowances::for_age(Some(18)), Allowances::for_age(None));
        assert!(Allowances::for_age(Some(18)).personality);
    }
}
