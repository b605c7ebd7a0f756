//! The 24-hour insight and the wellness score by example.
#![expect(clippy::unwrap_used, reason = "what cannot be unwrapped here is a failed test")]

use bondhu_domain::insights::{ChatInsights, Insight, Trend, analysis_due, chat_insights};
use bondhu_domain::mood_patterns::{MoodPatterns, mood_patterns};
use bondhu_domain::mood_series::{MoodDay, ScoredMessage, mood_days};
use bondhu_domain::mood_trend::mood_trend;
use bondhu_domain::moods::Mood;
use bondhu_domain::streaks::activity_days;
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::DayStart;
use bondhu_domain::wellness::Wellness;
use chrono::{Days, NaiveDate};
use chrono_tz::Tz;

const HOUR: i64 = 3_600_000_000;

fn now() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

fn ago(hours: i64, score: f64, mood: Mood) -> ScoredMessage {
    ScoredMessage { at: Timestamp::from_micros(now().as_micros() - hours * HOUR), score, mood }
}

/// The insight of messages of today, and of yesterday.
fn insight(today: &[f64], yesterday: &[f64]) -> Insight {
    let at = |hours| move |score: &f64| ago(hours, *score, Mood::Neutral);
    let messages: Vec<_> = today.iter().map(at(1)).chain(yesterday.iter().map(at(30))).collect();
    match chat_insights(&messages, today.len().max(5) as u64, now()) {
        ChatInsights::Insight(insight) => insight,
        ChatInsights::InsufficientData { .. } => panic!("enough data"),
    }
}

#[test]
fn the_bounds_are_those_of_the_decimal_numbers() {
    let styled = |scores: &[f64]| {
        let flags = insight(scores, &[]).flags;
        (flags.needs_support, flags.communication_style.as_str())
    };
    assert_eq!(styled(&[0.29, 0.3, 0.3, 0.3, 0.3]), (true, "empathetic_supportive"));
    // In binary fractions one of these adds up to less than 5 × .3.
    assert_eq!(styled(&[0.3; 5]), (false, "balanced_friendly"));
    assert_eq!(styled(&[0.1, 0.2, 0.3, 0.4, 0.5]), (false, "balanced_friendly"));
    assert_eq!(styled(&[0.7; 5]), (false, "balanced_friendly"));
    assert_eq!(styled(&[0.71, 0.7, 0.7, 0.7, 0.7]), (false, "enthusiastic_energetic"));
    assert_eq!(styled(&[0.0; 5]), (true, "empathetic_supportive"), "0 is a score");
}

#[test]
fn a_variable_mood_is_one_with_a_deviation_above_three_tenths() {
    let told = |scores: &[f64]| {
        let insight = insight(scores, &[]);
        (insight.sentiment_volatility, insight.flags.emotional_stability.as_str())
    };
    // The sample standard deviation of .2, .5, .8 is .3 exactly.
    assert_eq!(told(&[0.2, 0.5, 0.8]), (0.3, "steady"));
    assert_eq!(told(&[0.2, 0.5, 0.81]).1, "variable");
    assert_eq!(told(&[0.9]), (0.0, "steady"));
}

#[test]
fn the_trend_is_against_the_day_before() {
    let trend = |today: &[f64], yesterday: &[f64]| insight(today, yesterday).trend;
    assert_eq!(trend(&[0.6], &[0.5]), Trend::Improving);
    assert_eq!(trend(&[0.59], &[0.5]), Trend::Stable);
    assert_eq!(trend(&[0.2, 0.3], &[0.3, 0.4]), Trend::Declining);
    assert_eq!(trend(&[0.41], &[0.5]), Trend::Stable);
    assert_eq!(trend(&[0.0], &[]), Trend::Stable, "nothing is known of yesterday");
}

#[test]
fn the_last_24_hours_are_the_last_24_hours() {
    let messages = [
        ago(-1, 0.0, Mood::Sad),
        ago(0, 0.9, Mood::Happy),
        ago(24, 0.7, Mood::Calm),
        ago(25, 0.1, Mood::Angry),
        ago(48, 0.1, Mood::Angry),
        ago(49, 1.0, Mood::Excited),
    ];
    let ChatInsights::Insight(insight) = chat_insights(&messages, 9, now()) else { panic!("enough data") };
    assert_eq!(insight.avg_sentiment_24h.to_bits(), 0.8_f64.to_bits());
    assert_eq!(insight.message_count_24h, 9, "messages without a score count as messages");
    assert_eq!((insight.trend, insight.analyzed_at), (Trend::Improving, now()));
    // Were the message of 24 hours ago one of the day before as well, the change would be only .075.
    let once = [ago(24, 0.7, Mood::Calm), ago(30, 0.55, Mood::Calm)];
    let ChatInsights::Insight(insight) = chat_insights(&once, 5, now()) else { panic!("enough data") };
    assert_eq!(insight.trend, Trend::Improving);
}

#[test]
fn the_most_frequent_label_wins_and_of_several_the_last_one() {
    let mood = |moods: &[(i64, Mood)]| {
        let messages: Vec<_> = moods.iter().map(|(hours, mood)| ago(*hours, 0.5, *mood)).collect();
        match chat_insights(&messages, 5, now()) {
            ChatInsights::Insight(insight) => insight.dominant_mood,
            ChatInsights::InsufficientData { .. } => panic!("enough data"),
        }
    };
    assert_eq!(mood(&[(9, Mood::Sad), (8, Mood::Sad), (1, Mood::Happy)]), Mood::Sad);
    assert_eq!(mood(&[(9, Mood::Sad), (2, Mood::Happy), (3, Mood::Sad), (8, Mood::Happy)]), Mood::Happy);
    assert_eq!(mood(&[(1, Mood::Sad), (1, Mood::Happy)]), mood(&[(1, Mood::Happy), (1, Mood::Sad)]));
}

#[test]
fn fewer_than_five_messages_say_nothing() {
    let four: Vec<_> = (1..=4).map(|hours| ago(hours, 0.1, Mood::Sad)).collect();
    let nothing = |message_count_24h| ChatInsights::InsufficientData { message_count_24h, needed: 5 };
    assert_eq!(chat_insights(&four, 4, now()), nothing(4));
    assert!(matches!(chat_insights(&four, 5, now()), ChatInsights::Insight(_)));
    assert_eq!(chat_insights(&[], 6, now()), nothing(6), "without any score there is no mean");
}

#[test]
fn an_analysis_is_due_with_every_tenth_message() {
    assert_eq!([0, 1, 9, 10, 11, 20].map(analysis_due), [false, false, false, true, true, true]);
}

#[test]
fn days_are_those_of_the_zone_and_the_start_of_day() {
    // 19:00 UTC is half past midnight in Kolkata.
    let at = |text: &str, score| ScoredMessage { at: text.parse().unwrap(), score, mood: Mood::Calm };
    let messages =
        [at("2026-11-19T19:00:00Z", 0.2), at("2026-11-19T18:00:00Z", 0.8), at("2026-11-22T06:00:00Z", 0.5)];
    let dates = |zone, hour| -> Vec<String> {
        let days = mood_days(&messages, zone, DayStart::new(hour).unwrap());
        days.iter().map(|day| format!("{} {} {}", day.date, day.n, day.mean)).collect()
    };
    assert_eq!(dates(Tz::Asia__Kolkata, 0), ["2026-11-19 1 0.8", "2026-11-20 1 0.2", "2026-11-22 1 0.5"]);
    assert_eq!(dates(Tz::Asia__Kolkata, 4), ["2026-11-19 2 0.5", "2026-11-22 1 0.5"]);
}

fn date(day: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 1).unwrap() + Days::new(day - 1)
}

fn days(means: &[(u64, f64)]) -> Vec<MoodDay> {
    let day = |(day, mean): &(u64, f64)| MoodDay {
        date: date(*day),
        mean: *mean,
        sd: None,
        n: 1,
        dominant_mood: Mood::Neutral,
    };
    means.iter().map(day).collect()
}

#[test]
fn patterns_of_a_known_series() {
    let swinging: Vec<_> = (1..=11).map(|day| (day, if day % 2 == 0 { 0.4 } else { 0.6 })).collect();
    let MoodPatterns::Known(known) = mood_patterns(&days(&swinging)) else { panic!("ten pairs") };
    assert!((known.instability - 0.2).abs() < 1e-12, "{}", known.instability);
    // m = 5.6/11: Σ of ten products of .1 − .1/11 and −.1 − .1/11 over Σ of squares.
    let inertia =
        -10.0 * (1.0 - 1.0 / 121.0) / (6.0 * (10.0_f64 / 11.0).powi(2) + 5.0 * (12.0_f64 / 11.0).powi(2));
    assert!((known.inertia.unwrap() - inertia).abs() < 1e-12, "{:?}", known.inertia);
    assert_eq!(mood_patterns(&days(&swinging[..10])), MoodPatterns::NotEnoughData { missing_pairs: 1 });
    assert_eq!(mood_patterns(&[]), MoodPatterns::NotEnoughData { missing_pairs: 10 });
    let every_other: Vec<_> = (1..=20).map(|day| (2 * day, 0.5)).collect();
    assert_eq!(mood_patterns(&days(&every_other)), MoodPatterns::NotEnoughData { missing_pairs: 10 });
    // Two runs of six days: −.01 for each of ten pairs, .01 for each of twelve days, and 11/10 for the missing pair.
    let gap: Vec<_> = (1..=13)
        .filter(|day| *day != 7)
        .map(|day| (day, [0.6, 0.4][usize::from((day < 7) == (day % 2 == 0))]))
        .collect();
    let MoodPatterns::Known(gap) = mood_patterns(&days(&gap)) else { panic!("ten pairs") };
    assert!(
        (gap.inertia.unwrap() + 11.0 / 12.0).abs() < 1e-12 && (gap.instability - 0.2).abs() < 1e-12,
        "{gap:?}"
    );
    let level: Vec<_> = (1..=11).map(|day| (day, 0.3)).collect();
    let MoodPatterns::Known(level) = mood_patterns(&days(&level)) else { panic!("ten pairs") };
    assert_eq!((level.instability, level.inertia), (0.0, None));
}

#[test]
fn a_trend_shows_the_days_asked_for_and_no_others() {
    let days = days(&[(1, 0.1), (19, 0.2), (21, 0.3), (22, 0.4)]);
    let shown =
        |reach| mood_trend(&days, date(21), reach).points.iter().map(|day| day.mean).collect::<Vec<_>>();
    assert_eq!(shown(1), [0.3]);
    assert_eq!(shown(3), [0.2, 0.3]);
    assert_eq!(shown(20), [0.2, 0.3]);
    assert_eq!(shown(21), [0.1, 0.2, 0.3]);
    assert_eq!(mood_trend(&[], date(21), 30).points, []);
}

#[test]
fn wellness_and_its_parts() {
    let events = [0, 1, 2, 8].map(|ago| Timestamp::from_micros(now().as_micros() - ago * 24 * HOUR));
    let active = activity_days(events, Tz::UTC, DayStart::default());
    let wellness = |moods: &[(u64, f64)]| Wellness::of(&days(moods), &active, date(21));
    let near = |value: Option<f64>, expected: f64| (value.unwrap() - expected).abs() < 1e-9;

    let steady = wellness(&[(14, 0.0), (19, 0.8), (20, 0.8), (21, 0.8)]);
    assert!(near(steady.mood, 40.0) && near(steady.steadiness, 25.0), "the 14th is 7 days ago: {steady:?}");
    assert_eq!((steady.score, steady.reason), (Some(76), None), "40 + 25 + 10.71");

    let swinging = wellness(&[(19, 0.5), (20, 0.75), (21, 0.5)]);
    assert!(near(swinging.mood, 29.166_666_666_666_668) && near(swinging.steadiness, 12.5), "{swinging:?}");

    let scattered = wellness(&[(15, 0.0), (16, 1.0), (21, 0.5)]);
    assert!(near(scattered.steadiness, 12.5), "one pair is too few to tell: {scattered:?}");

    let wild = wellness(&[(19, 0.0), (20, 1.0), (21, 0.0)]);
    assert!(near(wild.steadiness, 0.0), "never below 0: {wild:?}");

    let two = wellness(&[(20, 0.4), (21, 0.4)]);
    assert_eq!((two.score, two.steadiness), (None, None));
    assert!(near(two.mood, 20.0));
    assert_eq!(two.reason.map(bondhu_domain::wellness::NoScore::as_str), Some("not_enough_data"));
}
