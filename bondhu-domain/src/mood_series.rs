//! A person's mood over time: their scored messages, and one point for each civil day that has any.
//!
//! Nothing here is counted up and nothing is forgotten: every number is a pure function of the stored messages, the zone
//! and the start of day, so it can be rebuilt from them to the bit. Scores are stored with two decimals, therefore sums
//! over messages are sums of whole hundredths and exact: neither the order of the messages nor the way in which a day
//! was put together can show in a result. Days without a scored message are missing, never 0 and never .5.
//!
//! What is told from these points: [`crate::insights`] (24 hours), [`crate::mood_patterns`], [`crate::mood_alarm`],
//! [`crate::mood_trend`] and [`crate::wellness`].

mod moments;
mod tally;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::moods::Mood;
use crate::streaks::civil_date;
use crate::timestamp::Timestamp;
use crate::users::DayStart;

pub(crate) use moments::{lag_one, mean, pairs, rmssd, sample_sd};
pub use tally::Tally;

/// One of the person's own messages with its stored score. Messages without a score and those of Bondhu never are one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScoredMessage {
    /// When it was stored.
    pub at: Timestamp,
    /// The stored sentiment score, 0 to 1 with .5 for neutral, of which two decimals are kept. A value outside that
    /// range is no score and the message is passed over.
    pub score: f64,
    /// The mood label.
    pub mood: Mood,
}

/// The mood of one civil day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MoodDay {
    /// The date, see [`civil_date`].
    pub date: NaiveDate,
    /// The mean of the day's scores, 0 to 1.
    pub mean: f64,
    /// Their sample standard deviation; `None` for a single one.
    pub sd: Option<f64>,
    /// How many messages were scored, at least 1.
    pub n: u32,
    /// The most frequent label; of several the one said last.
    pub dominant_mood: Mood,
}

/// The days of the scored messages, oldest first, for somebody who stayed in one zone.
///
/// Where dates were kept with the messages, one [`Tally`] for each date gives the same days.
pub fn mood_days(messages: &[ScoredMessage], zone: Tz, day_start: DayStart) -> Vec<MoodDay> {
    let mut days: BTreeMap<NaiveDate, Tally> = BTreeMap::new();
    for message in messages {
        days.entry(civil_date(message.at, zone, day_start)).or_default().record(message);
    }
    days.into_iter().filter_map(|(date, tally)| tally.day(date)).collect()
}
