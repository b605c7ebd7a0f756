//! What holds for any ledger whatsoever.
#![expect(clippy::unwrap_used, reason = "what cannot be unwrapped here is a failed test")]

use bondhu_domain::ids::LedgerRowId;
use bondhu_domain::personality::caps::{A_DAY, A_WEEK, IN_ALL};
use bondhu_domain::personality::profile::states;
use bondhu_domain::personality::replay::{day_of, estimate_at};
use bondhu_domain::personality::{
    Change, Estimate, Evidence, LedgerRow, Observed, Source, Trait, TraitMap, TraitState, observe, replay,
    undo,
};
use bondhu_domain::timestamp::Timestamp;
use proptest::prelude::*;
use uuid::Uuid;

const DAY: i64 = 86_400_000_000;
/// What sums of doubles may differ by.
const ROUNDING: f64 = 1e-9;
const OF: Trait = Trait::Openness;

#[derive(Clone, Copy, Debug)]
struct Seen {
    /// Days and seconds since 2026-01-01.
    day: i64,
    second: i64,
    source: Source,
    x: f64,
    r: f64,
    words: f64,
}

impl Seen {
    fn at(&self) -> Timestamp {
        let base: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        Timestamp::from_micros(base.as_micros() + self.day * DAY + self.second * 1_000_000)
    }

    fn evidence(&self) -> Option<Evidence> {
        Evidence::new(self.source, self.x, self.r, self.words)
    }
}

/// Evidence that claims far more than any real source may: validities up to .95, predictors beyond the bound.
fn passive() -> impl Strategy<Value = Seen> {
    let source = prop::sample::select(vec![Source::Text, Source::Music, Source::Games, Source::Video]);
    (0..400_i64, 0..86_400_i64, source, -9.0..9.0_f64, 0.0..0.95_f64, 1.0..5e4_f64)
        .prop_map(|(day, second, source, x, r, words)| Seen { day, second, source, x, r, words })
}

/// A taking under the general norm.
fn taking() -> impl Strategy<Value = Seen> {
    (0..400_i64, 0..86_400_i64, -4.0..2.0_f64).prop_map(|(day, second, x)| Seen {
        day,
        second,
        source: Source::Questionnaire,
        x,
        r: 0.68_f64.sqrt(),
        words: 1.0,
    })
}

fn anything() -> impl Strategy<Value = Seen> {
    prop_oneof![8 => passive(), 1 => taking()]
}

/// In the order of their times.
fn history() -> impl Strategy<Value = Vec<Seen>> {
    prop::collection::vec(anything(), 0..40).prop_map(|mut seen| {
        seen.sort_by_key(Seen::at);
        seen
    })
}

/// Each source keeps the validity that it has in the product, as the law of the variance needs.
fn as_in_the_product(seen: Seen) -> Seen {
    if seen.source.is_passive() { Seen { r: seen.source.validity(OF), ..seen } } else { seen }
}

fn id(number: usize) -> LedgerRowId {
    LedgerRowId::from_uuid(Uuid::from_u128(number as u128 + 1))
}

fn add(ledger: &mut Vec<LedgerRow>, seen: &Seen) {
    let mut evidence = TraitMap::default();
    evidence[OF] = seen.evidence();
    let number = ledger.len();
    let observed = Observed { at: seen.at(), evidence, caused_by: Uuid::from_u128(7) };
    let rows = observe(ledger, &observed, || id(number));
    ledger.extend(rows);
}

fn ledger(history: &[Seen]) -> Vec<LedgerRow> {
    let mut ledger = Vec::new();
    for seen in history {
        add(&mut ledger, seen);
    }
    ledger
}

fn bits(state: Option<TraitState>) -> Option<[u64; 6]> {
    state.map(|it| {
        let Estimate { theta, variance } = it.estimate;
        let numbers = [theta, variance, it.baseline, it.lean.value].map(f64::to_bits);
        let days = [it.lean.day, it.day].map(i64::cast_unsigned);
        [numbers[0], numbers[1], numbers[2], numbers[3], days[0], days[1]]
    })
}

/// θ at the end of each day with evidence, with θ as it would be without that day's.
fn daily_moves(ledger: &[LedgerRow]) -> Vec<(i64, f64, TraitState)> {
    let mut days: Vec<i64> = ledger.iter().map(|row| day_of(row.at)).collect();
    days.dedup();
    let until =
        |day: i64| -> Vec<LedgerRow> { ledger.iter().copied().filter(|row| day_of(row.at) <= day).collect() };
    let moves = days.into_iter().map(|day| {
        let after = replay(&until(day), OF).unwrap();
        let before = replay(&until(day - 1), OF);
        let midnight = Timestamp::from_micros(day * DAY);
        // The person's own answers of the day are no passive move: they are where it starts from.
        let answered = ledger.iter().any(|row| {
            day_of(row.at) == day
                && matches!(row.change, Change::Seen(it) if it.source == Source::Questionnaire)
        });
        let start = if answered { after.baseline } else { estimate_at(before.as_ref(), midnight).theta };
        (day, after.estimate.theta - start, after)
    });
    moves.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn everything_stays_bounded(history in history(), later in 0..5_000_i64) {
        let ledger = ledger(&history);
        for row in &ledger {
            for it in [row.before, row.after] {
                prop_assert!(it.theta.abs() < Evidence::FARTHEST + IN_ALL + ROUNDING);
                prop_assert!(it.variance > 0.0 && it.variance <= 1.0 + ROUNDING);
            }
            prop_assert!((0.0..1.0).contains(&row.gain));
        }
        if let Some(state) = replay(&ledger, OF) {
            let at = Timestamp::from_micros((state.day + later) * DAY);
            let shown = state.at(at).estimate.shown();
            prop_assert!(shown.low <= shown.score && shown.score <= shown.high && shown.high <= 100);
        }
    }

    #[test]
    fn the_variance_never_grows_from_evidence(history in history()) {
        let history: Vec<Seen> = history.into_iter().map(as_in_the_product).collect();
        for row in ledger(&history) {
            prop_assert!(row.after.variance <= row.before.variance + ROUNDING, "{row:?}");
        }
    }

    #[test]
    fn the_filter_step_is_a_step_toward_the_evidence(
        theta in -4.0..4.0_f64, variance in 0.001..1.0_f64, x in -4.0..4.0_f64, r in 0.0..0.99_f64,
    ) {
        let before = Estimate { theta, variance };
        let (after, gain) = before.see(x, r);
        prop_assert!(after.variance <= before.variance && (0.0..1.0).contains(&gain));
        let nothing = before.see(x, 0.0);
        prop_assert_eq!((nothing.0.theta.to_bits(), nothing.0.variance.to_bits()), (theta.to_bits(), variance.to_bits()));
        if r > 0.0 {
            prop_assert!((after.theta - x / r).abs() <= (theta - x / r).abs() + ROUNDING);
        }
    }

    #[test]
    fn evidence_of_no_validity_changes_nothing(history in history(), x in -4.0..4.0_f64, day in 0..400_i64) {
        let before = ledger(&history);
        let nothing = [0.0, -0.2, f64::NAN].map(|r| Seen { day, second: 0, source: Source::Text, x, r, words: 9.0 });
        let mut after = before.clone();
        for it in &nothing {
            add(&mut after, it);
        }
        prop_assert_eq!(&after, &before);
        // Not even where a ledger from elsewhere holds such a row.
        if let Some(mut row) = before.first().copied() {
            let Change::Seen(seen) = row.change else { unreachable!() };
            row.change = Change::Seen(Evidence { r: 0.0, x, ..seen });
            row.id = id(1_000);
            after.push(row);
            prop_assert_eq!(bits(replay(&after, OF)), bits(replay(&before, OF)));
        }
    }

    #[test]
    fn no_passive_source_passes_its_caps(history in history()) {
        let moves = daily_moves(&ledger(&history));
        for (day, by, state) in &moves {
            prop_assert!(by.abs() <= A_DAY + ROUNDING, "{by} on day {day}");
            prop_assert!((state.estimate.theta - state.baseline).abs() <= IN_ALL + ROUNDING);
            let week: f64 = moves.iter().filter(|it| (day - 6..=*day).contains(&it.0)).map(|it| it.1.abs()).sum();
            prop_assert!(week <= A_WEEK + ROUNDING, "{week} in the week up to day {day}");
        }
    }

    #[test]
    fn the_most_insistent_source_stays_within_half_a_deviation(x in prop::sample::select(vec![-4.0, 4.0])) {
        let daily = |day| Seen { day, second: 1, source: Source::Text, x, r: 0.9, words: 1e3 };
        let rows = ledger(&(0..60).map(daily).collect::<Vec<_>>());
        let state = replay(&rows, OF).unwrap();
        prop_assert!((state.estimate.theta.abs() - IN_ALL).abs() < 0.01, "{}", state.estimate.theta);
    }

    #[test]
    fn a_profile_is_the_replay_of_its_ledger_to_the_bit(history in history()) {
        // What is kept after each row is what a replay from nothing gives, and what the next row finds.
        let mut rows = Vec::new();
        for seen in &history {
            let before = replay(&rows, OF);
            add(&mut rows, seen);
            if let Some(row) = rows.last().filter(|row| row.at == seen.at()) {
                let found = estimate_at(before.as_ref(), row.at);
                prop_assert_eq!(row.before.theta.to_bits(), found.theta.to_bits());
                let left = estimate_at(replay(&rows, OF).as_ref(), row.at);
                prop_assert_eq!(row.after.theta.to_bits(), left.theta.to_bits());
                prop_assert_eq!(row.after.variance.to_bits(), left.variance.to_bits());
            }
        }
        prop_assert_eq!(bits(states(&rows)[OF]), bits(replay(&rows.clone(), OF)));
    }

    #[test]
    fn undoing_a_row_is_never_having_had_it(history in history(), which in any::<prop::sample::Index>(), again in any::<bool>()) {
        let mut rows = ledger(&history);
        prop_assume!(!rows.is_empty());
        let at = which.index(rows.len());
        let target = rows[at];
        let mut without = rows.clone();
        without.remove(at);
        let now = history.last().unwrap().at();
        let undoing = undo(&rows, target.id, id(5_000), now).unwrap();
        rows.push(undoing);
        if again {
            // What comes afterwards is the same too.
            let later = Seen { day: 401, second: 0, source: Source::Text, x: 2.0, r: 0.14, words: 1e3 };
            add(&mut rows, &later);
            add(&mut without, &later);
        }
        prop_assert_eq!(bits(replay(&rows, OF)), bits(replay(&without, OF)));
        let expected = estimate_at(replay(&without, OF).as_ref(), now);
        if !again {
            prop_assert_eq!(undoing.after.theta.to_bits(), expected.theta.to_bits());
        }
        prop_assert!(undo(&rows, target.id, id(5_001), now).is_err());
        prop_assert!(undo(&rows, undoing.id, id(5_002), now).is_err());
    }

    #[test]
    fn the_order_within_a_day_does_not_matter(
        history in history(), day in 0..400_i64,
        batch in prop::collection::vec(passive(), 1..6), asked in prop::option::of(taking()), shuffle in any::<u64>(),
    ) {
        let mut batch: Vec<Seen> = batch.into_iter().chain(asked).map(|it| Seen { day, ..it }).collect();
        let earlier: Vec<Seen> = history.into_iter().filter(|it| it.day < day).collect();
        let one = [earlier.clone(), batch.clone()].concat();
        // Another order, at the times of the first one.
        let times: Vec<i64> = batch.iter().map(|it| it.second).collect();
        let mut seed = shuffle;
        for at in (1..batch.len()).rev() {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            batch.swap(at, usize::try_from(seed >> 33).unwrap() % (at + 1));
        }
        for (seen, second) in batch.iter_mut().zip(times) {
            seen.second = second;
        }
        let other = [earlier, batch].concat();
        prop_assert_eq!(bits(replay(&ledger(&one), OF)), bits(replay(&ledger(&other), OF)));
    }

    #[test]
    fn a_questionnaire_is_where_a_profile_starts_anew(history in history(), x in -3.0..2.0_f64) {
        let mut rows = ledger(&history);
        let asked = Seen { day: 401, second: 0, source: Source::Questionnaire, x, r: 0.68_f64.sqrt(), words: 1.0 };
        add(&mut rows, &asked);
        let state = replay(&rows, OF).unwrap();
        prop_assert!((state.estimate.theta - 0.68_f64.sqrt() * x).abs() < ROUNDING);
        prop_assert!(state.estimate.variance <= 0.32 + ROUNDING);
    }
}

#[test]
fn the_contribution_of_a_source_is_replaced_and_not_added() {
    let music = |day| Seen { day, second: 0, source: Source::Music, x: 1.0, r: 0.2, words: 1.0 };
    let many = ledger(&(0..30).map(|month| music(month * 30)).collect::<Vec<_>>());
    let variance = replay(&many, OF).unwrap().estimate.variance;
    // One observation of validity .2 leaves 1 − .04.
    assert!((variance - 0.96).abs() < 1e-9, "{variance}");
    let half = Seen { x: -1.0, ..music(900) };
    let words = [(0, 0.3, 1_000.0), (7, -0.3, 1_000.0), (14, 0.6, 2_000.0)].map(|(day, x, words)| Seen {
        day,
        second: 0,
        source: Source::Text,
        x,
        r: 0.14,
        words,
    });
    let text = ledger(&words);
    // Weighted by words: (.3 − .3 + 1.2)/4 = .3, which with nothing known before moves r·x: within the cap of a day.
    assert!((replay(&text, OF).unwrap().estimate.theta - 0.042).abs() < 1e-9);
    let turned = ledger(&[music(870), half]);
    assert!(turned[1].after.theta < turned[1].before.theta);
}
