//! The wellness score: mood, steadiness and routine of the last 7 days.
//!
//! A sum of three parts that are always shown beside it. It is a decision of this product and no measure of health. Only
//! the person's own messages and activities count; check-ins do not.

use chrono::{Days, NaiveDate};

use crate::mood_series::{MoodDay, mean, pairs, rmssd};
use crate::streaks::ActivityDay;

/// How many days, today included, the score looks back.
pub const WELLNESS_DAYS: u64 = 7;

/// The fewest of them with a mood that allow a score.
pub const NEEDED_MOOD_DAYS: usize = 3;

/// Why there is no wellness score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoScore {
    /// Fewer than 3 of the last 7 days have a mood.
    NotEnoughData,
}

impl NoScore {
    /// The wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotEnoughData => "not_enough_data",
        }
    }
}

/// The wellness score of the last 7 days and its parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wellness {
    /// 0 to 100, the rounded sum of the parts, or `None` with a `reason`.
    pub score: Option<u8>,
    /// 0 to 50: 50 × the mean of the days' moods; `None` without moods.
    pub mood: Option<f64>,
    /// 0 to 25: 25 × clamp(1 − RMSSD/.5, 0, 1) over consecutive days, the middle 12.5 when fewer than 2 pairs of days
    /// follow each other. `None` without a score: a middle value would then stand for nothing that was measured.
    pub steadiness: Option<f64>,
    /// 0 to 25: 25 × active days / 7.
    pub routine: f64,
    /// Why there is no score.
    pub reason: Option<NoScore>,
}

impl Wellness {
    /// The wellness on `today`. `moods` and `days` are sorted by date; those of the last 7 days suffice.
    pub fn of(moods: &[MoodDay], days: &[ActivityDay], today: NaiveDate) -> Self {
        let routine = routine(days, today);
        let moods: Vec<_> = moods.iter().filter(|day| is_recent(day.date, today)).copied().collect();
        let mood = mean(&moods).map(|mean| 50.0 * mean);
        match mood.filter(|_| moods.len() >= NEEDED_MOOD_DAYS) {
            Some(known) => {
                let steadiness = steadiness(&moods);
                let score = Some(rounded(known + steadiness + routine));
                Self { score, mood, steadiness: Some(steadiness), routine, reason: None }
            }
            None => {
                Self { score: None, mood, steadiness: None, routine, reason: Some(NoScore::NotEnoughData) }
            }
        }
    }

    /// The wellness of somebody without moods: the routine is known, a score is not.
    pub fn not_enough_data(days: &[ActivityDay], today: NaiveDate) -> Self {
        Self::of(&[], days, today)
    }
}

/// The routine part of the wellness score, 0 to 25: 25 × active days among today and the six days before it / 7.
pub fn routine(days: &[ActivityDay], today: NaiveDate) -> f64 {
    let active = days.iter().filter(|day| is_recent(day.date, today)).fold(0.0, |sum, _| sum + 1.0);
    25.0 * active / 7.0
}

fn steadiness(moods: &[MoodDay]) -> f64 {
    let pairs = pairs(moods);
    let measured = rmssd(&pairs).filter(|_| pairs.len() >= 2);
    measured.map_or(12.5, |rmssd| 25.0 * (1.0 - rmssd / 0.5).clamp(0.0, 1.0))
}

fn is_recent(date: NaiveDate, today: NaiveDate) -> bool {
    date <= today && date + Days::new(WELLNESS_DAYS) > today
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the parts add up to 0 to 100")]
const fn rounded(sum: f64) -> u8 {
    sum.round() as u8
}
