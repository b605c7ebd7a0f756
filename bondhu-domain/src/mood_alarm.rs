//! Tells that a person's mood has left its usual range, with few false alarms.
//!
//! An EWMA control chart (Roberts 1959; λ = .15) whose baseline is the person's own first 30 days. Moods carry over from
//! day to day and 30 days tell a mean only roughly; limits that ignore either give 3 to 14 false alarms a year. These
//! widen with both: with a = 1 − λ, n = 30 and m, σ, r₁ the mean, sample standard deviation and lag-1 autocorrelation of
//! the baseline,
//!
//! ```text
//! φ = clamp(½(r₁ + (1 + 4r₁)/n) + .15, 0, .7)
//! limit = 3σ·√( λ/(2−λ) · (1+φa)/(1−φa)  +  (1+φ)/((1−φ)n) )
//! z₀ = m,   zₜ = λxₜ + a·zₜ₋₁,   alarm when |zₜ − m| > limit, whereafter z is m again
//! ```
//!
//! The first summand is the variance of an EWMA of an AR(1) process (Schmid 1997), the second that of the baseline's
//! mean; φ is half-way between .3 and r₁ corrected for its small-sample bias (Kendall 1954). Each day with a mood is one
//! step; missing days are none.
//!
//! Measured on simulated moods that never change: .33 alarms a year with a true autocorrelation of 0, .48 with .1, .68
//! with .2, .95 with .3, 1.3 with .4 and 1.9 with .5.
//!
//! An alarm is a question to the person, never a conclusion and never a prediction.

use chrono::{Days, NaiveDate};

use crate::mood_series::{MoodDay, lag_one, mean, pairs, sample_sd};

mod limit;

use limit::Limits;

/// How many days make the baseline. Alarms are possible from the day after.
pub const BASELINE_DAYS: usize = 30;

/// For how many days, that of the alarm included, an alarm is shown.
pub const SHOWN_DAYS: u64 = 7;

const LAMBDA: f64 = 0.15;

/// To which side the mood went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Below the usual.
    Lower,
    /// Above the usual.
    Higher,
}

impl Direction {
    /// The wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lower => "lower",
            Self::Higher => "higher",
        }
    }
}

/// The mood has left its usual range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// The day on which the limit was passed.
    pub raised_on: NaiveDate,
    /// The first day from which the average stayed on that side of the baseline: when the change probably began
    /// (Nishina 1992).
    pub since: NaiveDate,
    /// To which side.
    pub direction: Direction,
}

impl Alarm {
    /// What the person is asked.
    pub const fn question(&self) -> &'static str {
        match self.direction {
            Direction::Lower => "This week looks lower than your usual; does that fit?",
            Direction::Higher => "This week looks brighter than your usual; does that fit?",
        }
    }
}

/// The alarm to show on `today`: the latest one that was raised on it or on one of the six days before it. `days` is the
/// person's whole series up to now, sorted by date, each date once; a part of it would have another baseline.
pub fn mood_alarm(days: &[MoodDay], today: NaiveDate) -> Option<Alarm> {
    let known = days.partition_point(|day| day.date <= today);
    let latest = mood_alarms(&days[..known]).pop()?;
    (latest.raised_on + Days::new(SHOWN_DAYS) > today).then_some(latest)
}

/// Every alarm of a whole series, oldest first; none before day 31.
pub fn mood_alarms(days: &[MoodDay]) -> Vec<Alarm> {
    debug_assert!(days.is_sorted_by(|a, b| a.date < b.date), "the days are sorted and each occurs once");
    let Some((baseline, later)) = days.split_at_checked(BASELINE_DAYS) else { return Vec::new() };
    let Some(limits) = Limits::of(baseline) else { return Vec::new() };
    let mut state = Ewma { z: limits.centre, side: None };
    later.iter().filter_map(|day| state.step(day, &limits)).collect()
}

/// The moving average and since when it has been on its side of the baseline.
struct Ewma {
    z: f64,
    side: Option<(Direction, NaiveDate)>,
}

impl Ewma {
    fn step(&mut self, day: &MoodDay, limits: &Limits) -> Option<Alarm> {
        self.z = LAMBDA * day.mean + (1.0 - LAMBDA) * self.z;
        let offset = self.z - limits.centre;
        let direction = if offset < 0.0 { Direction::Lower } else { Direction::Higher };
        let since = self.side.filter(|side| side.0 == direction).map_or(day.date, |side| side.1);
        self.side = Some((direction, since));
        if offset.abs() <= limits.distance {
            return None;
        }
        *self = Self { z: limits.centre, side: None };
        Some(Alarm { raised_on: day.date, since, direction })
    }
}
