//! What a person is shown of their mood over time.

use chrono::{Days, NaiveDate};

use crate::mood_alarm::{Alarm, mood_alarm};
use crate::mood_patterns::{MoodPatterns, mood_patterns};
use crate::mood_series::MoodDay;

/// How many days a trend shows unless told otherwise.
pub const DEFAULT_DAYS: u64 = 30;

/// The most days that a trend shows.
pub const MAX_DAYS: u64 = 365;

/// The trend of the last days.
#[derive(Clone, Debug, PartialEq)]
pub struct MoodTrend {
    /// The days with a mood, oldest first. Days without one are left out.
    pub points: Vec<MoodDay>,
    /// The patterns of these points.
    pub patterns: MoodPatterns,
    /// The change alarm, which looks at the whole series.
    pub alarm: Option<Alarm>,
}

/// The trend of the `reach` days that end with `today`, 1 to [`MAX_DAYS`]. `days` is the person's whole series, sorted by
/// date, each date once.
pub fn mood_trend(days: &[MoodDay], today: NaiveDate, reach: u64) -> MoodTrend {
    let shown = |day: &&MoodDay| day.date <= today && day.date + Days::new(reach) > today;
    let points: Vec<_> = days.iter().filter(shown).copied().collect();
    MoodTrend { patterns: mood_patterns(&points), alarm: mood_alarm(days, today), points }
}
