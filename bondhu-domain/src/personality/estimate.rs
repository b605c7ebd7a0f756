//! What is known of one trait: a normal distribution over the true score.

use super::normal::cdf;

/// A belief about somebody's true score in a trait, in standard deviations of the true scores of the norm's people.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The mean, θ; 0 is the middle of the norm's people.
    pub theta: f64,
    /// The variance, P, over 0 to 1; 1 means that nothing is known.
    pub variance: f64,
}

/// Where an estimate lies among the norm's people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The percentile of the mean, 0 to 100.
    pub score: u8,
    /// The lower end of the 80 % interval, 0 to 100.
    pub low: u8,
    /// Its upper end.
    pub high: u8,
    /// What can be said.
    pub level: Level,
}

/// Which side of the middle somebody is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The whole interval lies below the middle.
    Low,
    /// The interval reaches over the middle: nothing can be said.
    Typical,
    /// The whole interval lies above the middle.
    High,
}

impl Level {
    /// The wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Typical => "typical",
            Self::High => "high",
        }
    }
}

/// Standard deviations to either side of the mean that hold 80 % of a normal distribution.
const EIGHTY_PERCENT: f64 = 1.28;

/// φ, how much of a deviation from the middle is left after a day: .85 after a year, the stability of adults' traits that
/// [`crate::personality::replay`] assumes. The 365th root of .85.
const DAILY: f64 = 0.999_554_841_771_249_4;

impl Estimate {
    /// When nothing is known.
    pub const UNKNOWN: Self = Self { theta: 0.0, variance: 1.0 };

    /// The estimate `days` later, with nothing new known: the mean goes back toward `baseline`, the variance grows toward 1.
    #[must_use]
    pub fn drift(self, days: u64, baseline: f64) -> Self {
        let left = daily_factor(days);
        Self {
            theta: left * self.theta + (1.0 - left) * baseline,
            variance: left * left * self.variance + (1.0 - left * left),
        }
    }

    /// The estimate after seeing `x`, a z-scored predictor whose correlation with the true score is `r` (0 ≤ r < 1), and the
    /// weight that it had, the gain K. One step of a Kalman filter: y = x/r, R = (1−r²)/r², K = P/(P+R).
    #[must_use]
    pub fn see(self, x: f64, r: f64) -> (Self, f64) {
        if r <= 0.0 {
            return (self, 0.0);
        }
        let noise = (1.0 - r * r) / (r * r);
        let gain = self.variance / (self.variance + noise);
        let theta = self.theta + gain * (x / r - self.theta);
        (Self { theta, variance: (1.0 - gain) * self.variance }, gain)
    }

    /// In the form in which a person is shown it.
    pub fn shown(self) -> Shown {
        let half = EIGHTY_PERCENT * self.variance.sqrt();
        let (below, above) = (self.theta - half, self.theta + half);
        let level = if below > 0.0 {
            Level::High
        } else if above < 0.0 {
            Level::Low
        } else {
            Level::Typical
        };
        Shown { score: percentile(self.theta), low: percentile(below), high: percentile(above), level }
    }
}

/// What is left of a deviation after so many days. By repeated squaring, so that it is the same on every machine.
pub(super) fn daily_factor(days: u64) -> f64 {
    let (mut left, mut factor, mut days) = (1.0, DAILY, days);
    while days > 0 {
        if days & 1 == 1 {
            left *= factor;
        }
        factor *= factor;
        days >>= 1;
    }
    left
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 1, in per cent")]
fn percentile(z: f64) -> u8 {
    (100.0 * cdf(z)).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_leaves_eighty_five_percent() {
        assert!((daily_factor(365) - 0.85).abs() < 1e-12);
        assert!((daily_factor(0) - 1.0).abs() < f64::EPSILON);
        let later = Estimate { theta: 1.0, variance: 0.2 }.drift(365, 0.0);
        assert!(
            (later.theta - 0.85).abs() < 1e-12 && (later.variance - (0.7225 * 0.2 + 0.2775)).abs() < 1e-12
        );
    }

    #[test]
    fn nothing_known_is_the_middle_with_a_wide_interval() {
        let shown = Estimate::UNKNOWN.shown();
        assert_eq!(shown, Shown { score: 50, low: 10, high: 90, level: Level::Typical });
    }

    #[test]
    fn a_level_needs_the_whole_interval_on_one_side() {
        let at = |theta| Estimate { theta, variance: 0.25 }.shown().level;
        assert_eq!(
            [at(-0.65), at(-0.63), at(0.63), at(0.65)],
            [Level::Low, Level::Typical, Level::Typical, Level::High]
        );
    }
}
