//! How a person is these days: a state that fades within days, kept apart from every trait.

use crate::mood_series::ScoredMessage;
use crate::moods::Mood;
use crate::timestamp::Timestamp;
use std::time::Duration;

/// After this time a message counts half.
pub const HALF_LIFE: Duration = Duration::from_hours(60);
/// Older messages than this count for nothing: four half-lives.
pub const WINDOW: Duration = Duration::from_hours(10 * 24);

/// A mean score below this is a low mood.
const LOW: f64 = 0.4;
/// A mean score above this is a bright one.
const BRIGHT: f64 = 0.65;

/// The mood of the last days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MoodState {
    /// The mean of the scores, 0 to 1, each counting half as much after two and a half days.
    pub score: f64,
    /// The label that counts most; of equal ones the one said last.
    pub mood: Mood,
    /// The newest message that counts.
    pub as_of: Timestamp,
}

/// Which way a mood leans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weather {
    /// Low.
    Low,
    /// Neither.
    Fair,
    /// Bright.
    Bright,
}

impl MoodState {
    /// The mood that the scored messages of the last ten days up to `now` show; others are passed over.
    pub fn of(messages: &[ScoredMessage], now: Timestamp) -> Option<Self> {
        let mut recent: Vec<&ScoredMessage> = messages
            .iter()
            .filter(|it| it.at <= now && now.since(it.at) <= WINDOW && (0.0..=1.0).contains(&it.score))
            .collect();
        // In an order of its own, so that messages with equal times may come in any.
        recent.sort_by(|a, b| a.at.cmp(&b.at).then(a.score.total_cmp(&b.score)).then(a.mood.cmp(&b.mood)));
        let as_of = recent.last()?.at;
        let weight = |at| (-as_of.since(at).as_secs_f64() / HALF_LIFE.as_secs_f64()).exp2();
        let (mut sum, mut all) = (0.0, 0.0);
        let mut labels: Vec<(Mood, f64)> = Vec::new();
        for message in recent {
            let weight = weight(message.at);
            sum += weight * message.score;
            all += weight;
            let before = labels.iter().position(|(mood, _)| *mood == message.mood);
            let before = before.map_or(0.0, |at| labels.remove(at).1);
            labels.push((message.mood, before + weight));
        }
        let mood = labels.into_iter().max_by(|a, b| a.1.total_cmp(&b.1))?.0;
        Some(Self { score: sum / all, mood, as_of })
    }

    /// Which way it leans.
    pub fn weather(&self) -> Weather {
        if self.score < LOW {
            Weather::Low
        } else if self.score > BRIGHT {
            Weather::Bright
        } else {
            Weather::Fair
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(hours_ago: u64, score: f64, mood: Mood) -> ScoredMessage {
        ScoredMessage { at: now() - Duration::from_hours(hours_ago), score, mood }
    }

    fn now() -> Timestamp {
        Timestamp::from_seconds(1_800_000_000)
    }

    #[test]
    fn half_as_much_after_two_and_a_half_days() {
        let state = MoodState::of(&[said(60, 0.2, Mood::Sad), said(0, 0.8, Mood::Happy)], now()).unwrap();
        assert!((state.score - 0.6).abs() < 1e-12);
        assert_eq!((state.mood, state.weather()), (Mood::Happy, Weather::Fair));
    }

    #[test]
    fn what_is_old_or_from_the_future_or_no_score_says_nothing() {
        let later = ScoredMessage { at: now().next(), score: 0.0, mood: Mood::Sad };
        assert_eq!(MoodState::of(&[said(241, 0.1, Mood::Sad), later, said(1, 1.5, Mood::Sad)], now()), None);
        assert_eq!(MoodState::of(&[], now()), None);
    }

    #[test]
    fn a_score_of_nought_is_a_score() {
        let state = MoodState::of(&[said(1, 0.0, Mood::Numb)], now()).unwrap();
        assert_eq!((state.score, state.weather()), (0.0, Weather::Low));
    }
}
