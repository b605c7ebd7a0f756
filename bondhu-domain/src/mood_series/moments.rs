//! Moments of a series of days.
//!
//! Means are taken of the distances from .5 and sums are compensated (Neumaier 1974), so that a day of exactly .5 adds
//! exactly nothing and can only pull a mean towards .5, down to the last bit.

use super::MoodDay;

const NEUTRAL: f64 = 0.5;

/// The mean of the day means, .5 + Σ(x − .5)/n; `None` without days.
pub fn mean(days: &[MoodDay]) -> Option<f64> {
    (!days.is_empty()).then(|| NEUTRAL + sum(days.iter().map(|day| day.mean - NEUTRAL)) / count(days.len()))
}

/// The means of each two days of which the second follows the first in the calendar.
pub fn pairs(days: &[MoodDay]) -> Vec<(f64, f64)> {
    let follows = |pair: &&[MoodDay]| pair[0].date.succ_opt() == Some(pair[1].date);
    days.windows(2).filter(follows).map(|pair| (pair[0].mean, pair[1].mean)).collect()
}

/// √(Σ(b − a)²/pairs), 0 to 1; `None` without pairs.
pub fn rmssd(pairs: &[(f64, f64)]) -> Option<f64> {
    let squares = pairs.iter().map(|(a, b)| (b - a) * (b - a));
    (!pairs.is_empty()).then(|| (sum(squares) / count(pairs.len())).sqrt())
}

/// The sample standard deviation of the day means; `None` for fewer than two days.
pub fn sample_sd(days: &[MoodDay]) -> Option<f64> {
    let centre = mean(days).filter(|_| days.len() > 1)?;
    Some((squares_around(days, centre) / count(days.len() - 1)).sqrt())
}

/// The lag-1 autocorrelation, −1 to 1: Σ(a − m)(b − m) over the `pairs` of `days`, divided by Σ(x − m)² over all `days`.
/// Where dates are missing there are fewer pairs than the n − 1 of the textbook formula, for which it is scaled by
/// (n − 1)/pairs. `None` without pairs or when all days are equal.
pub fn lag_one(days: &[MoodDay], pairs: &[(f64, f64)]) -> Option<f64> {
    let centre = mean(days).filter(|_| !pairs.is_empty())?;
    let squares = squares_around(days, centre);
    let products = sum(pairs.iter().map(|(a, b)| (a - centre) * (b - centre)));
    let scale = count(days.len() - 1) / count(pairs.len());
    (squares > 0.0).then(|| (scale * products / squares).clamp(-1.0, 1.0))
}

fn squares_around(days: &[MoodDay], centre: f64) -> f64 {
    sum(days.iter().map(|day| (day.mean - centre) * (day.mean - centre)))
}

fn sum(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, lost) = values.fold((0.0_f64, 0.0), |(sum, lost), value| {
        let next = sum + value;
        let error = if sum.abs() >= value.abs() { (sum - next) + value } else { (value - next) + sum };
        (next, lost + error)
    });
    sum + lost
}

fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}
