//! Mood over time.

use bondhu_domain::insights::{ChatInsights, Insight};
use bondhu_domain::mood_patterns::MoodPatterns;
use bondhu_domain::mood_series::MoodDay;
use bondhu_domain::mood_trend::MoodTrend;
use serde::Serialize;
use utoipa::ToSchema;

/// The mood of the last days.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = MoodTrend)]
pub(in crate::http) struct MoodTrendView {
    /// Days with a mood, oldest first; others are left out.
    points: Vec<MoodPointView>,
    patterns: PatternsView,
    /// A lasting change, told as a question.
    alarm: Option<AlarmView>,
}

/// One day.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = MoodPoint)]
pub(in crate::http) struct MoodPointView {
    date: String,
    /// 0 to 1.
    mean: f64,
    /// Sample standard deviation; null for a single message.
    sd: Option<f64>,
    n: u32,
    dominant_mood: &'static str,
}

/// What the days have in common, or how much is missing to say.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = MoodPatterns)]
#[serde(untagged)]
pub(in crate::http) enum PatternsView {
    /// Known.
    Known {
        /// Mean of the day means.
        mean: f64,
        /// Root mean square of successive differences.
        instability: f64,
        /// Lag-1 autocorrelation.
        inertia: Option<f64>,
        /// Pairs of consecutive days behind these.
        pairs: usize,
    },
    /// Not enough days.
    NotEnoughData {
        /// `not_enough_data`
        status: &'static str,
        /// Pairs of consecutive days still missing.
        missing_pairs: usize,
    },
}

/// A lasting change.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = MoodAlarm)]
pub(in crate::http) struct AlarmView {
    raised_on: String,
    since: String,
    /// `lower` or `higher`.
    direction: &'static str,
    /// A question to the person, never a conclusion.
    question: &'static str,
}

impl From<&MoodDay> for MoodPointView {
    fn from(day: &MoodDay) -> Self {
        let dominant_mood = day.dominant_mood.as_str();
        Self { date: day.date.to_string(), mean: day.mean, sd: day.sd, n: day.n, dominant_mood }
    }
}

impl From<&MoodTrend> for MoodTrendView {
    fn from(trend: &MoodTrend) -> Self {
        let patterns = match trend.patterns {
            MoodPatterns::Known(known) => PatternsView::Known {
                mean: known.mean,
                instability: known.instability,
                inertia: known.inertia,
                pairs: known.pairs,
            },
            MoodPatterns::NotEnoughData { missing_pairs } => {
                PatternsView::NotEnoughData { status: "not_enough_data", missing_pairs }
            }
        };
        let alarm = trend.alarm.as_ref().map(|alarm| AlarmView {
            raised_on: alarm.raised_on.to_string(),
            since: alarm.since.to_string(),
            direction: alarm.direction.as_str(),
            question: alarm.question(),
        });
        Self { points: trend.points.iter().map(MoodPointView::from).collect(), patterns, alarm }
    }
}

/// What the last 24 hours show.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ChatInsights)]
#[serde(untagged)]
pub(in crate::http) enum InsightsView {
    /// Enough was said.
    Known {
        /// `ok`
        status: &'static str,
        avg_sentiment_24h: f64,
        sentiment_volatility: f64,
        dominant_mood: &'static str,
        message_count_24h: u64,
        /// `improving`, `declining` or `stable`.
        trend: &'static str,
        analyzed_at: String,
        needs_support: bool,
        communication_style: &'static str,
        emotional_stability: &'static str,
    },
    /// Too little was said.
    Insufficient {
        /// `insufficient_data`
        status: &'static str,
        message_count_24h: u64,
        needed: u64,
    },
}

impl From<&ChatInsights> for InsightsView {
    fn from(insights: &ChatInsights) -> Self {
        match *insights {
            ChatInsights::Insight(Insight {
                avg_sentiment_24h,
                sentiment_volatility,
                dominant_mood,
                message_count_24h,
                trend,
                analyzed_at,
                flags,
            }) => Self::Known {
                status: "ok",
                avg_sentiment_24h,
                sentiment_volatility,
                dominant_mood: dominant_mood.as_str(),
                message_count_24h,
                trend: trend.as_str(),
                analyzed_at: analyzed_at.to_string(),
                needs_support: flags.needs_support,
                communication_style: flags.communication_style.as_str(),
                emotional_stability: flags.emotional_stability.as_str(),
            },
            ChatInsights::InsufficientData { message_count_24h, needed } => {
                Self::Insufficient { status: "insufficient_data", message_count_24h, needed }
            }
        }
    }
}
