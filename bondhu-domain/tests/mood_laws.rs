//! What holds for the moods of any messages whatsoever.
#![expect(clippy::unwrap_used, reason = "what cannot be unwrapped here is a failed test")]

use std::collections::BTreeMap;

use bondhu_domain::insights::{ChatInsights, chat_insights};
use bondhu_domain::mood_alarm::mood_alarms;
use bondhu_domain::mood_patterns::{MoodPatterns, mood_patterns};
use bondhu_domain::mood_series::{MoodDay, ScoredMessage, Tally, mood_days};
use bondhu_domain::mood_trend::mood_trend;
use bondhu_domain::moods::Mood;
use bondhu_domain::streaks::{activity_days, civil_date};
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::DayStart;
use bondhu_domain::wellness::Wellness;
use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use proptest::prelude::*;

const HOUR: i64 = 3_600_000_000;
/// Days that the messages span.
const SPAN: i64 = 70;

fn base() -> i64 {
    "2026-02-20T00:00:00Z".parse::<Timestamp>().unwrap().as_micros()
}

fn now() -> Timestamp {
    Timestamp::from_micros(base() + SPAN * 24 * HOUR)
}

fn score() -> impl Strategy<Value = f64> {
    (0..=100_u8).prop_map(|hundredths| f64::from(hundredths) / 100.0)
}

/// Messages at whole hours, so that equal times are common.
fn message() -> impl Strategy<Value = ScoredMessage> {
    (0..=SPAN * 24, score(), prop::sample::select(Mood::ALL.to_vec())).prop_map(|(hour, score, mood)| {
        ScoredMessage { at: Timestamp::from_micros(base() + hour * HOUR), score, mood }
    })
}

fn messages() -> impl Strategy<Value = Vec<ScoredMessage>> {
    prop_oneof![prop::collection::vec(message(), 0..40), prop::collection::vec(message(), 100..300)]
}

/// Messages of the last two days.
fn recent() -> impl Strategy<Value = Vec<ScoredMessage>> {
    let late = |hour: i64| Timestamp::from_micros(now().as_micros() - hour * HOUR);
    let message =
        (0..=48_i64, message()).prop_map(move |(hour, message)| ScoredMessage { at: late(hour), ..message });
    prop::collection::vec(message, 0..30)
}

fn home() -> impl Strategy<Value = (Tz, DayStart)> {
    let zone =
        prop::sample::select(vec![Tz::UTC, Tz::Asia__Kolkata, Tz::America__New_York, Tz::Africa__Cairo]);
    (zone, (0..=6_u8).prop_map(|hour| DayStart::new(hour).unwrap()))
}

fn days(longest: usize) -> impl Strategy<Value = Vec<MoodDay>> {
    prop::collection::vec((prop::bool::weighted(0.85), score()), 0..longest).prop_map(|days| {
        let kept = days.into_iter().enumerate().filter(|(_, (kept, _))| *kept);
        kept.map(|(index, (_, mean))| day(index, mean)).collect()
    })
}

fn day(index: usize, mean: f64) -> MoodDay {
    let date = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + Days::new(index as u64);
    MoodDay { date, mean, sd: None, n: 1, dominant_mood: Mood::Neutral }
}

/// A text that is equal only when every number is, to the bit: Rust prints the shortest text that reads back the same.
fn bits(value: &impl std::fmt::Debug) -> String {
    format!("{value:?}")
}

/// Everything that is told of a person.
fn told(messages: &[ScoredMessage], days: &[MoodDay], (zone, start): (Tz, DayStart)) -> String {
    let active = activity_days(messages.iter().map(|message| message.at), zone, start);
    let today = civil_date(now(), zone, start);
    let trend = mood_trend(days, today, 30);
    bits(&(trend, Wellness::of(days, &active, today), chat_insights(messages, 7, now()), mood_alarms(days)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn the_order_of_messages_changes_nothing(
        (messages, shuffled) in messages().prop_flat_map(|it| (Just(it.clone()), Just(it).prop_shuffle())),
        (zone, start) in home(),
    ) {
        let (days, same) = (mood_days(&messages, zone, start), mood_days(&shuffled, zone, start));
        prop_assert_eq!(bits(&days), bits(&same));
        prop_assert_eq!(told(&messages, &days, (zone, start)), told(&shuffled, &same, (zone, start)));
    }

    #[test]
    fn the_order_of_recent_messages_changes_no_insight(
        (messages, shuffled) in recent().prop_flat_map(|it| (Just(it.clone()), Just(it).prop_shuffle())),
    ) {
        prop_assert_eq!(bits(&chat_insights(&messages, 5, now())), bits(&chat_insights(&shuffled, 5, now())));
    }

    /// Days kept as messages arrived, and messages that went through the two decimals of a store.
    #[test]
    fn everything_is_rebuilt_from_the_stored_messages(messages in messages(), (zone, start) in home()) {
        let mut kept: BTreeMap<NaiveDate, Tally> = BTreeMap::new();
        for message in &messages {
            kept.entry(civil_date(message.at, zone, start)).or_default().record(message);
        }
        let kept: Vec<MoodDay> = kept.iter().map(|(date, tally)| tally.day(*date).unwrap()).collect();
        let stored = |message: &ScoredMessage| ScoredMessage {
            score: format!("{:.2}", message.score).parse().unwrap(),
            ..*message
        };
        let stored: Vec<_> = messages.iter().map(stored).collect();
        let rebuilt = mood_days(&stored, zone, start);
        prop_assert_eq!(bits(&kept), bits(&rebuilt));
        prop_assert_eq!(told(&messages, &kept, (zone, start)), told(&stored, &rebuilt, (zone, start)));
    }

    #[test]
    fn one_day_anew_is_that_day_of_all(messages in messages(), (zone, start) in home()) {
        for day in mood_days(&messages, zone, start) {
            let of_day: Vec<_> =
                messages.iter().copied().filter(|it| civil_date(it.at, zone, start) == day.date).collect();
            prop_assert_eq!(bits(&mood_days(&of_day, zone, start)), bits(&vec![day]));
        }
    }

    #[test]
    fn days_are_what_the_textbook_says(messages in messages(), (zone, start) in home()) {
        let days = mood_days(&messages, zone, start);
        prop_assert!(days.is_sorted_by(|a, b| a.date < b.date));
        prop_assert_eq!(days.iter().map(|day| day.n as usize).sum::<usize>(), messages.len());
        for day in days {
            let scores: Vec<f64> =
                messages.iter().filter(|it| civil_date(it.at, zone, start) == day.date).map(|it| it.score).collect();
            let n = f64::from(day.n);
            let mean = scores.iter().sum::<f64>() / n;
            let variance = scores.iter().map(|score| (score - mean).powi(2)).sum::<f64>() / (n - 1.0);
            prop_assert!((day.mean - mean).abs() < 1e-12);
            prop_assert_eq!(day.sd.is_some(), day.n > 1);
            prop_assert!(day.sd.is_none_or(|sd| (sd * sd - variance).abs() < 1e-12));
        }
    }

    #[test]
    fn a_neutral_day_never_moves_the_mean_away_from_the_middle(days in days(60), at in any::<prop::sample::Index>()) {
        let mean = |days: &[MoodDay]| match mood_patterns(days) {
            MoodPatterns::Known(dynamics) => Some(dynamics.mean),
            MoodPatterns::NotEnoughData { .. } => None,
        };
        let Some(before) = mean(&days) else { return Ok(()) };
        let mut longer = days.clone();
        let at = at.index(days.len() + 1);
        longer.insert(at, day(0, 0.5));
        for (index, day) in longer.iter_mut().enumerate() {
            day.date = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + Days::new(index as u64);
        }
        let after = mean(&longer).unwrap();
        prop_assert!((after - 0.5).abs() <= (before - 0.5).abs(), "{before} became {after}");
        prop_assert!((after - 0.5) * (before - 0.5) >= 0.0, "{before} became {after}");
    }

    #[test]
    fn patterns_are_told_from_ten_pairs_on_and_within_bounds(days in days(60)) {
        let next = |pair: &&[MoodDay]| (pair[1].date - pair[0].date).num_days() == 1;
        let pairs: Vec<_> = days.windows(2).filter(next).map(|pair| pair[1].mean - pair[0].mean).collect();
        match mood_patterns(&days) {
            MoodPatterns::NotEnoughData { missing_pairs } => prop_assert_eq!(missing_pairs + pairs.len(), 10),
            MoodPatterns::Known(known) => {
                prop_assert!(pairs.len() >= 10);
                prop_assert_eq!(known.pairs, pairs.len());
                let squares: f64 = pairs.iter().map(|step| step * step).sum();
                let count = f64::from(u32::try_from(pairs.len()).unwrap());
                prop_assert!((known.instability.powi(2) * count - squares).abs() < 1e-9);
                prop_assert!((0.0..=1.0).contains(&known.mean) && (0.0..=1.0).contains(&known.instability));
                prop_assert!(known.inertia.is_none_or(|inertia| (-1.0..=1.0).contains(&inertia)));
            }
        }
    }

    #[test]
    fn later_days_change_no_earlier_alarm(days in days(120), cut in any::<prop::sample::Index>()) {
        let whole = mood_alarms(&days);
        let part = mood_alarms(&days[..cut.index(days.len() + 1)]);
        prop_assert_eq!(&part[..], &whole[..part.len()]);
        prop_assert!(whole.iter().all(|alarm| alarm.since <= alarm.raised_on));
        prop_assert!(whole.iter().all(|alarm| alarm.raised_on > days[29].date));
    }

    #[test]
    fn wellness_is_the_sum_of_its_parts_or_says_why_not(days in days(9), active in prop::collection::vec(0..9_i64, 0..9)) {
        let now: Timestamp = "2026-01-09T12:00:00Z".parse().unwrap();
        let events = active.iter().map(|ago| Timestamp::from_micros(now.as_micros() - ago * 24 * HOUR));
        let active = activity_days(events, Tz::UTC, DayStart::default());
        let today = civil_date(now, Tz::UTC, DayStart::default());
        let wellness = Wellness::of(&days, &active, today);
        let recent = days.iter().filter(|day| (0..7).contains(&(today - day.date).num_days())).count();
        prop_assert_eq!(wellness.score.is_some(), recent >= 3);
        prop_assert_eq!(wellness.reason.is_some(), recent < 3);
        prop_assert_eq!(wellness.mood.is_some(), recent > 0);
        prop_assert!((0.0..=25.0).contains(&wellness.routine));
        if let (Some(score), Some(mood), Some(steadiness)) = (wellness.score, wellness.mood, wellness.steadiness) {
            prop_assert!((0.0..=50.0).contains(&mood) && (0.0..=25.0).contains(&steadiness));
            prop_assert!((f64::from(score) - (mood + steadiness + wellness.routine)).abs() <= 0.5);
        }
    }

    #[test]
    fn an_insight_takes_five_messages_and_a_score(messages in recent(), unscored in 0..6_u64) {
        let day = now() - bondhu_domain::insights::WINDOW;
        let scored: Vec<f64> = messages.iter().filter(|it| it.at >= day).map(|it| it.score).collect();
        let count = scored.len() as u64 + unscored;
        match chat_insights(&messages, count, now()) {
            ChatInsights::InsufficientData { message_count_24h, needed } => {
                prop_assert!(count < 5 || scored.is_empty());
                prop_assert_eq!((message_count_24h, needed), (count, 5));
            }
            ChatInsights::Insight(insight) => {
                prop_assert!(count >= 5);
                let lowest = scored.iter().copied().fold(1.0, f64::min);
                let highest = scored.iter().copied().fold(0.0, f64::max);
                prop_assert!((lowest..=highest).contains(&insight.avg_sentiment_24h));
                prop_assert!((0.0..=0.71).contains(&insight.sentiment_volatility));
                prop_assert_eq!(insight.flags.needs_support, insight.avg_sentiment_24h < 0.3);
                prop_assert_eq!((insight.message_count_24h, insight.analyzed_at), (count, now()));
            }
        }
    }
}
