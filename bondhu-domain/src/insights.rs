//! The insight into a person's last 24 hours, stored as `chat_insights`, and what follows from it.
//!
//! Only the person's own messages count. An [`Insight`] holds every flag, so storing one sets them all anew and a flag
//! that no longer holds is gone. The bounds are decisions of this product; each is compared without rounding.

use std::cmp::Ordering;
use std::time::Duration;

use crate::mood_series::{ScoredMessage, Tally};
use crate::moods::Mood;
use crate::timestamp::Timestamp;

mod flags;

pub use flags::{CommunicationStyle, EmotionalStability, InsightFlags};

/// How far an insight looks back. For [`Insight::trend`] it needs the scored messages of twice that time.
pub const WINDOW: Duration = Duration::from_hours(24);

/// The fewest own messages in 24 hours that allow an insight.
pub const NEEDED_MESSAGES: u64 = 5;

/// An analysis is due with the tenth message since the last one.
pub const MESSAGES_PER_ANALYSIS: u64 = 10;

/// Hundredths by which the mean must have moved for a trend.
const TREND_STEP: i128 = 10;

/// Whether the mood moved since the day before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trend {
    /// The mean rose by .1 or more.
    Improving,
    /// The mean fell by .1 or more.
    Declining,
    /// Neither, or nothing is known of the 24 hours before.
    Stable,
}

impl Trend {
    /// The wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Improving => "improving",
            Self::Declining => "declining",
            Self::Stable => "stable",
        }
    }
}

/// What the last 24 hours show.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Insight {
    /// The mean score, 0 to 1.
    pub avg_sentiment_24h: f64,
    /// The sample standard deviation of the scores, 0 to .71; 0 for a single score.
    pub sentiment_volatility: f64,
    /// The most frequent label; of several the one said last.
    pub dominant_mood: Mood,
    /// All own messages, those without a score included.
    pub message_count_24h: u64,
    /// Against the 24 hours before.
    pub trend: Trend,
    /// When this was found.
    pub analyzed_at: Timestamp,
    /// What follows for the conversation.
    pub flags: InsightFlags,
}

/// The outcome of an analysis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ChatInsights {
    /// There is something to say; it replaces the insight before it.
    Insight(Insight),
    /// There is not, and what was known stays as it is.
    InsufficientData {
        /// All own messages of the 24 hours.
        message_count_24h: u64,
        /// How many it takes, [`NEEDED_MESSAGES`].
        needed: u64,
    },
}

/// Analyses the 24 hours up to and including `now`.
///
/// `scored` holds the person's scored messages, in any order, at least those of the last 48 hours; others and those
/// after `now` are passed over. `message_count_24h` counts all own messages from `now` − 24 h on, scored or not; with
/// five of them of which none could be scored there still is no mean, hence no insight.
pub fn chat_insights(scored: &[ScoredMessage], message_count_24h: u64, now: Timestamp) -> ChatInsights {
    let (began, before) = (now - WINDOW, now - WINDOW - WINDOW);
    let today: Tally = scored.iter().filter(|it| (began..=now).contains(&it.at)).collect();
    let earlier: Tally = scored.iter().filter(|it| (before..began).contains(&it.at)).collect();
    // A count read a moment before the messages can miss the newest.
    let message_count_24h = message_count_24h.max(today.n().into());
    let enough = message_count_24h >= NEEDED_MESSAGES;
    let Some((avg_sentiment_24h, dominant_mood)) = today.mean().zip(today.dominant_mood()).filter(|_| enough)
    else {
        return ChatInsights::InsufficientData { message_count_24h, needed: NEEDED_MESSAGES };
    };
    ChatInsights::Insight(Insight {
        avg_sentiment_24h,
        sentiment_volatility: today.sd().unwrap_or(0.0),
        dominant_mood,
        message_count_24h,
        trend: trend(&today, &earlier),
        analyzed_at: now,
        flags: InsightFlags::of(&today),
    })
}

/// Whether a message makes an analysis due: the tenth since the last analysis and, should that one have been missed, any
/// later one. Counting from the last analysis, a retry cannot fire it twice and no messages at all never do.
pub const fn analysis_due(messages_since_last: u64) -> bool {
    messages_since_last >= MESSAGES_PER_ANALYSIS
}

fn trend(today: &Tally, earlier: &Tally) -> Trend {
    let risen = today.change_against(earlier, TREND_STEP);
    let fallen = today.change_against(earlier, -TREND_STEP);
    match (risen, fallen) {
        (Some(Ordering::Greater | Ordering::Equal), _) => Trend::Improving,
        (_, Some(Ordering::Less | Ordering::Equal)) => Trend::Declining,
        (Some(Ordering::Less) | None, Some(Ordering::Greater) | None) => Trend::Stable,
    }
}
