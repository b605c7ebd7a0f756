//! Exact sums over scored messages.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{MoodDay, ScoredMessage};
use crate::moods::Mood;
use crate::timestamp::Timestamp;

/// What is known of some scored messages, such as those of a day: one more can be added at any time and in any order,
/// and the result is that of all of them counted at once, to the bit.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Tally {
    n: u32,
    /// Of hundredths.
    sum: u64,
    /// Of squared hundredths.
    squares: u64,
    /// How often each label occurred and when last.
    moods: BTreeMap<Mood, (u32, Timestamp)>,
}

impl Tally {
    /// Adds one message; one whose score is not from 0 to 1 is passed over.
    pub fn record(&mut self, message: &ScoredMessage) {
        let Some(hundredths) = hundredths(message.score) else { return };
        self.n += 1;
        self.sum += hundredths;
        self.squares += hundredths * hundredths;
        let (count, last_at) = self.moods.entry(message.mood).or_insert((0, message.at));
        *count += 1;
        *last_at = message.at.max(*last_at);
    }

    /// How many messages were counted.
    pub const fn n(&self) -> u32 {
        self.n
    }

    /// The mean score, 0 to 1, correctly rounded; `None` without messages.
    pub fn mean(&self) -> Option<f64> {
        (self.n > 0).then(|| quotient(self.sum.into(), 100 * u128::from(self.n)))
    }

    /// The sample standard deviation √((n·Σx² − (Σx)²) / (n(n−1))), 0 to .71; `None` for fewer than two messages.
    pub fn sd(&self) -> Option<f64> {
        let (numerator, denominator) = self.variance()?;
        Some(quotient(numerator, denominator * 10_000).sqrt())
    }

    /// The most frequent label. Of several the one said last; of those said at the same instant the one that comes last
    /// in [`Mood::ALL`], where the heavier moods are.
    pub fn dominant_mood(&self) -> Option<Mood> {
        self.moods.iter().max_by_key(|(mood, seen)| (**seen, **mood)).map(|(mood, _)| *mood)
    }

    /// The day of `date`, if these are its messages; `None` without messages.
    pub fn day(&self, date: NaiveDate) -> Option<MoodDay> {
        let (mean, dominant_mood) = self.mean().zip(self.dominant_mood())?;
        Some(MoodDay { date, mean, sd: self.sd(), n: self.n, dominant_mood })
    }

    /// How the mean stands to `bound` hundredths, without rounding; `None` without messages.
    pub(crate) fn mean_against(&self, bound: u64) -> Option<Ordering> {
        (self.n > 0).then(|| self.sum.cmp(&(bound * u64::from(self.n))))
    }

    /// Whether the standard deviation is above `bound` hundredths, without rounding.
    pub(crate) fn sd_is_above(&self, bound: u128) -> bool {
        self.variance().is_some_and(|(numerator, denominator)| numerator > bound * bound * denominator)
    }

    /// How the change of the mean since `earlier` stands to `bound` hundredths, without rounding; `None` when either has
    /// no messages.
    pub(crate) fn change_against(&self, earlier: &Self, bound: i128) -> Option<Ordering> {
        let (n, earlier_n) = (i128::from(self.n), i128::from(earlier.n));
        let change = i128::from(self.sum) * earlier_n - i128::from(earlier.sum) * n;
        (n * earlier_n > 0).then(|| change.cmp(&(bound * n * earlier_n)))
    }

    /// The variance in squared hundredths as a fraction.
    fn variance(&self) -> Option<(u128, u128)> {
        let (n, sum) = (u128::from(self.n), u128::from(self.sum));
        (n > 1).then(|| (n * u128::from(self.squares) - sum * sum, n * (n - 1)))
    }
}

impl<'a> FromIterator<&'a ScoredMessage> for Tally {
    fn from_iter<I: IntoIterator<Item = &'a ScoredMessage>>(messages: I) -> Self {
        let mut tally = Self::default();
        messages.into_iter().for_each(|message| tally.record(message));
        tally
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to lie between 0 and 100"
)]
fn hundredths(score: f64) -> Option<u64> {
    (0.0..=1.0).contains(&score).then(|| (score * 100.0).round() as u64)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "exact up to 2^53: the mean of 9·10^13 messages, the variance of 9·10^5"
)]
fn quotient(numerator: u128, denominator: u128) -> f64 {
    numerator as f64 / denominator as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(scores: &[f64]) -> Tally {
        let message =
            |score: &f64| ScoredMessage { at: Timestamp::UNIX_EPOCH, score: *score, mood: Mood::Calm };
        scores.iter().map(message).collect::<Vec<_>>().iter().collect()
    }

    #[test]
    fn decimal_scores_have_decimal_means() {
        // Added as binary fractions these give .30000000000000004 or .29999999999999993.
        for scores in [&[0.1, 0.2, 0.6][..], &[0.3; 7], &[0.29, 0.31, 0.28, 0.32, 0.3]] {
            let tally = tally(scores);
            assert_eq!(tally.mean().unwrap().to_bits(), 0.3_f64.to_bits(), "{scores:?}");
            assert_eq!(tally.mean_against(30), Some(Ordering::Equal));
        }
    }

    #[test]
    fn a_single_message_has_no_deviation() {
        assert_eq!(tally(&[0.0]).mean(), Some(0.0), "0 is a score");
        assert_eq!(tally(&[0.4]).sd(), None);
        assert!((tally(&[0.2, 0.4, 0.9]).sd().unwrap() - 0.13_f64.sqrt()).abs() < 1e-15);
    }

    #[test]
    fn what_is_no_score_is_passed_over() {
        assert_eq!(tally(&[f64::NAN, -0.01, 1.01, f64::INFINITY]), Tally::default());
        assert_eq!(Tally::default().mean(), None);
        assert_eq!(Tally::default().day(NaiveDate::MIN), None);
    }
}
