//! The change alarm: how often it is wrong, how soon it is right, and what it says.
//!
//! The rates are those of simulated moods that do not change: stationary Gaussian AR(1) series of day means around .5,
//! standard deviation .1, from a fixed seed.
#![expect(clippy::unwrap_used, reason = "what cannot be unwrapped here is a failed test")]

use bondhu_domain::mood_alarm::{BASELINE_DAYS, Direction, mood_alarm, mood_alarms};
use bondhu_domain::mood_series::MoodDay;
use bondhu_domain::moods::Mood;
use chrono::{Days, NaiveDate};

const PEOPLE: u32 = 1_500;
const YEAR: usize = 365;

/// `SplitMix64` (Steele, Lea & Flood 2014).
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// In (0, 1).
    fn uniform(&mut self) -> f64 {
        (f64::from(u32::try_from(self.next() >> 32).unwrap()) + 0.5) / 4_294_967_296.0
    }

    /// Standard normal (Box & Muller 1958).
    fn normal(&mut self) -> f64 {
        (-2.0 * self.uniform().ln()).sqrt() * (std::f64::consts::TAU * self.uniform()).cos()
    }

    /// A stationary series of standard normals with lag-1 autocorrelation `r1`.
    fn series(&mut self, r1: f64, length: usize) -> Vec<f64> {
        let mut series = vec![self.normal()];
        while series.len() < length {
            series.push(r1 * series[series.len() - 1] + (1.0 - r1 * r1).sqrt() * self.normal());
        }
        series
    }
}

fn date(index: usize) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + Days::new(index as u64)
}

fn days(means: impl IntoIterator<Item = f64>) -> Vec<MoodDay> {
    let day = |(index, mean): (usize, f64)| MoodDay {
        date: date(index),
        mean: mean.clamp(0.0, 1.0),
        sd: None,
        n: 1,
        dominant_mood: Mood::Neutral,
    };
    means.into_iter().enumerate().map(day).collect()
}

/// Alarms for each person in the year after the baseline.
fn alarms_a_year(r1: f64) -> f64 {
    let mut noise = Noise(20_261_121);
    let alarms: u32 = (0..PEOPLE)
        .map(|_| {
            let series = noise.series(r1, BASELINE_DAYS + YEAR);
            let days = days(series.iter().map(|x| 0.5 + 0.1 * x));
            u32::try_from(mood_alarms(&days).len()).unwrap()
        })
        .sum();
    f64::from(alarms) / f64::from(PEOPLE)
}

/// With the textbook limits 3σ√(λ/(2−λ)) such series give 2.1, 3.1, 4.6, 6.3, 8.5 and 11.6.
#[test]
fn false_alarms_are_rare() {
    for (r1, expected) in [(0.0, 0.33), (0.1, 0.48), (0.2, 0.68), (0.3, 0.95), (0.4, 1.31), (0.5, 1.87)] {
        let rate = alarms_a_year(r1);
        assert!((rate / expected - 1.0).abs() < 0.15, "{rate} alarms a year with r1 = {r1}, not {expected}");
    }
}

#[test]
fn a_lasting_change_is_found() {
    let mut noise = Noise(7);
    let found = (0..500).filter(|_| {
        let series = noise.series(0.2, BASELINE_DAYS + 28);
        let shift = |index: usize| if index < BASELINE_DAYS { 0.0 } else { -0.2 };
        let days = days(series.iter().enumerate().map(|(index, x)| 0.6 + 0.1 * x + shift(index)));
        mood_alarms(&days).first().is_some_and(|alarm| alarm.direction == Direction::Lower)
    });
    let found = found.count();
    assert!(found >= 475, "a drop by two standard deviations was found within four weeks in {found} of 500");
}

/// Thirty days that alternate between .4 and .6, then `later`.
fn after_a_baseline(later: &[f64]) -> Vec<MoodDay> {
    let usual = (0..BASELINE_DAYS).map(|index| if index % 2 == 0 { 0.4 } else { 0.6 });
    days(usual.chain(later.iter().copied()))
}

#[test]
fn no_alarm_within_the_baseline_or_inside_the_limits() {
    let wild = (0..BASELINE_DAYS).map(|index| if index < 15 { 0.0 } else { 1.0 });
    assert_eq!(mood_alarms(&days(wild)), []);
    assert_eq!(mood_alarms(&after_a_baseline(&[0.5, 0.4, 0.6, 0.45])), []);
    assert_eq!(mood_alarms(&[]), []);
}

#[test]
fn says_when_it_began_to_which_side_and_asks() {
    // The limit of this baseline is .1032: σ = .1017, r1 = −.967, so φ = 0. The average goes to .515, .4828, .4553,
    // .4320, .4122 and .3954.
    let days = after_a_baseline(&[0.6, 0.3, 0.3, 0.3, 0.3, 0.3]);
    let [alarm] = mood_alarms(&days)[..] else { panic!("one alarm, not {:?}", mood_alarms(&days)) };
    assert_eq!((alarm.since, alarm.raised_on), (date(31), date(35)));
    assert_eq!(alarm.direction.as_str(), "lower");
    assert_eq!(alarm.question(), "This week looks lower than your usual; does that fit?");
    let brighter = mood_alarms(&after_a_baseline(&[1.0, 1.0]))[0];
    assert_eq!((brighter.direction, brighter.raised_on), (Direction::Higher, date(31)));
    assert!(brighter.question().ends_with('?'));
}

#[test]
fn after_an_alarm_the_average_starts_at_the_baseline_again() {
    let raised: Vec<_> = mood_alarms(&after_a_baseline(&[0.0; 8]))
        .iter()
        .map(|alarm| (alarm.since, alarm.raised_on))
        .collect();
    // Each takes two days: .075 is inside, .139 is not.
    assert_eq!(raised, [30, 32, 34, 36].map(|index| (date(index), date(index + 1))));
}

#[test]
fn is_shown_for_a_week() {
    let days = after_a_baseline(&[0.0, 0.0]);
    let raised_on = date(31);
    assert_eq!(mood_alarm(&days, date(30)), None, "days after today are not known yet");
    assert_eq!(mood_alarm(&days, raised_on).map(|alarm| alarm.raised_on), Some(raised_on));
    assert!(mood_alarm(&days, raised_on + Days::new(6)).is_some());
    assert_eq!(mood_alarm(&days, raised_on + Days::new(7)), None);
}

#[test]
fn a_baseline_without_any_spread_forgives_a_rounding_and_no_more() {
    let flat = |later: f64| mood_alarms(&days([[0.5; BASELINE_DAYS].as_slice(), &[later; 7]].concat()));
    assert_eq!(flat(0.5), []);
    assert_eq!(flat(0.51), []);
    assert!(!flat(0.3).is_empty());
}

#[test]
fn a_missing_day_is_no_step() {
    let mut days = after_a_baseline(&[0.0, 0.0]);
    days[31].date = date(200);
    assert_eq!(mood_alarms(&days).first().map(|alarm| alarm.raised_on), Some(date(200)));
}
