//! How far the manner of talking leans toward a person, for each trait. It follows slowly, so that nobody notices a jump.

/// The farthest that it leans either way.
const FARTHEST: f64 = 0.7;
/// How far it moves in a day.
const A_DAY: f64 = 0.1;
/// Closer to its target than this it stays where it is.
const HYSTERESIS: f64 = 0.15;
/// A lean that can be heard.
const AUDIBLE: f64 = 0.15;

/// The lean of one trait.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lean {
    /// How far, −.7 to .7.
    pub value: f64,
    /// The day up to which it has moved, in days since 1970.
    pub day: i64,
}

/// Which way a lean goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Toward the low end of the trait.
    Low,
    /// Not so that one would hear it.
    None,
    /// Toward the high end.
    High,
}

impl Lean {
    /// No lean yet; the first move is that of `day`.
    pub const fn before(day: i64) -> Self {
        Self { value: 0.0, day: day - 1 }
    }

    /// Where it has moved by `day` when the trait's mean has been `theta`: day by day toward half of it. Earlier days
    /// change nothing.
    #[must_use]
    pub fn advance(self, theta: f64, day: i64) -> Self {
        let target = (theta / 2.0).clamp(-FARTHEST, FARTHEST);
        let (mut value, mut days) = (self.value, day - self.day);
        while days > 0 && (target - value).abs() > HYSTERESIS {
            value += (target - value).clamp(-A_DAY, A_DAY);
            days -= 1;
        }
        Self { value, day: self.day.max(day) }
    }

    /// Which way it goes.
    pub fn direction(self) -> Direction {
        if self.value >= AUDIBLE {
            Direction::High
        } else if self.value <= -AUDIBLE {
            Direction::Low
        } else {
            Direction::None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_tenth_a_day_at_most_and_never_beyond_the_farthest(
            steps in prop::collection::vec((-5.0_f64..5.0, 0_i64..9), 1..40),
        ) {
            let mut lean = Lean::before(0);
            for (theta, days) in steps {
                let (next, day) = (lean.advance(theta, lean.day + days), lean.day + days);
                #[expect(clippy::cast_precision_loss, reason = "a few days")]
                let most = A_DAY * days as f64;
                prop_assert!((next.value - lean.value).abs() <= most + 1e-12);
                prop_assert!(next.value.abs() <= FARTHEST);
                prop_assert_eq!(next.day, day);
                lean = next;
            }
        }

        #[test]
        fn looking_on_the_way_changes_nothing(theta in -3.0_f64..3.0, first in 0_i64..20, then in 0_i64..20) {
            let start = Lean::before(0);
            let looked = start.advance(theta, first).advance(theta, first + then);
            prop_assert_eq!(looked.value.to_bits(), start.advance(theta, first + then).value.to_bits());
        }
    }

    #[test]
    fn small_changes_of_mind_are_not_followed() {
        let settled = Lean { value: 0.5, day: 0 };
        assert_eq!(settled.advance(1.25, 9).value.to_bits(), 0.5_f64.to_bits());
        assert!(settled.advance(1.4, 9).value > 0.5);
    }
}
