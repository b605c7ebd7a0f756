//! How far the moving average may stray.

use super::{LAMBDA, lag_one, mean, pairs, sample_sd};
use crate::mood_series::MoodDay;

/// Half the width of the band in standard deviations.
const WIDTH: f64 = 3.0;

/// The resolution of a score. Days that differ by less than can be told apart have no spread of their own, and with
/// limits of 0 the least change would be an alarm.
const SMALLEST_SD: f64 = 0.01;

/// The band around a person's usual mood.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// The baseline's mean.
    pub centre: f64,
    /// The largest distance from it that is no alarm.
    pub distance: f64,
}

impl Limits {
    /// The limits of a baseline; `None` when it is too short to have a spread.
    pub fn of(baseline: &[MoodDay]) -> Option<Self> {
        let (centre, sd) = mean(baseline).zip(sample_sd(baseline))?;
        let n = baseline.iter().fold(0.0, |n, _| n + 1.0);
        let r1 = lag_one(baseline, &pairs(baseline)).unwrap_or(0.0);
        Some(Self { centre, distance: distance(sd.max(SMALLEST_SD), r1, n) })
    }
}

fn distance(sd: f64, r1: f64, n: f64) -> f64 {
    let a = 1.0 - LAMBDA;
    let phi = (0.5 * (r1 + (1.0 + 4.0 * r1) / n) + 0.15).clamp(0.0, 0.7);
    let of_average = LAMBDA / (2.0 - LAMBDA) * (1.0 + phi * a) / (1.0 - phi * a);
    let of_baseline = (1.0 + phi) / ((1.0 - phi) * n);
    WIDTH * sd * (of_average + of_baseline).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Worked outside this program from the formula in the parent's description.
    #[test]
    fn limits_of_known_baselines() {
        // r1 = 0: φ = 1/60 + .15 = .1666…; √(.081081·1.330097 + .046666…) = .39308
        assert!((distance(1.0, 0.0, 30.0) - 1.179_242).abs() < 2e-6, "{}", distance(1.0, 0.0, 30.0));
        // r1 = −1: φ = −.5 − .05 + .15 is held at 0; √(.081081 + .033333…) = .33825
        assert!((distance(1.0, -1.0, 30.0) - 1.014_756).abs() < 2e-6, "{}", distance(1.0, -1.0, 30.0));
        // r1 = 1: φ = .5 + .0833… + .15 is held at .7; √(.081081·3.938271… + .188888…) = .71289
        assert!((distance(1.0, 1.0, 30.0) - 2.138_661).abs() < 2e-6, "{}", distance(1.0, 1.0, 30.0));
        assert!((distance(0.1, 0.0, 30.0) - 0.1 * distance(1.0, 0.0, 30.0)).abs() < 1e-15);
    }
}
