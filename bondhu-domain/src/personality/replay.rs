//! From the ledger to the profile.
//!
//! One filter for each trait. The true score drifts: from day to day a deviation from the baseline (the last
//! questionnaire, or the middle) is multiplied by φ = .85^(1/365) and the variance goes toward 1 accordingly. Evidence is
//! seen with the Kalman step of [`Estimate::see`]. On top of that:
//!
//! - A source has one running contribution, which is replaced and not added. That of text is the mean of all its
//!   observations weighted by their words; that of every other source is its newest. So at most one observation of each
//!   source is in force, and the filter runs over those.
//! - A questionnaire is where a profile starts anew: the mean is then exactly √α·z. Passive sources move it away from
//!   there only within [`crate::personality::caps`], on days on which they have something new to say. The variance is that
//!   of everything in force, and so never grows from evidence of the same norm.
//! - The evidence of one day (UTC) is one batch, in an order of its own. So the order of arrival within a day does not matter.
//!
//! The computation uses only additions, multiplications, divisions and square roots, which every machine rounds alike.

use super::caps::Moves;
use super::estimate::{Estimate, daily_factor};
use super::evidence::{Evidence, Source};
use super::ledger::{Change, LedgerRow, undone_rows};
use super::style::Lean;
use super::traits::Trait;
use crate::timestamp::Timestamp;

/// What is known of one trait as of the last day with evidence. Plain numbers, so that it can be stored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TraitState {
    /// The estimate of that day.
    pub estimate: Estimate,
    /// The mean of the last questionnaire, to which the estimate drifts; 0 when there was none.
    pub baseline: f64,
    /// How the manner of talking leans.
    pub lean: Lean,
    /// The day, in days since 1970 (UTC).
    pub day: i64,
}

impl TraitState {
    /// What is known at `at`, with nothing new since. A time before the state's day is taken as that day.
    #[must_use]
    pub fn at(self, at: Timestamp) -> Self {
        self.on(day_of(at))
    }

    fn on(self, day: i64) -> Self {
        let days = u64::try_from(day - self.day).unwrap_or(0);
        let estimate = if days == 0 { self.estimate } else { self.estimate.drift(days, self.baseline) };
        Self {
            estimate,
            baseline: self.baseline,
            lean: self.lean.advance(estimate.theta, day),
            day: self.day.max(day),
        }
    }
}

/// The state of a trait that follows from the rows about it. Rows about other traits may be among them. `None` when no
/// evidence is left.
pub fn replay(ledger: &[LedgerRow], of: Trait) -> Option<TraitState> {
    let live = live(ledger, of);
    let mut filter: Option<Filter> = None;
    for batch in live.chunk_by(|a, b| a.day == b.day) {
        filter.get_or_insert_with(|| Filter::new(batch[0].day)).take(batch);
    }
    filter.map(|it| it.state)
}

/// What is known of a trait at `at`; [`Estimate::UNKNOWN`] when nothing is.
pub fn estimate_at(state: Option<&TraitState>, at: Timestamp) -> Estimate {
    state.map_or(Estimate::UNKNOWN, |state| state.at(at).estimate)
}

/// The gain with which the running contribution of `evidence`'s source is weighed, the last of `ledger`.
pub(super) fn gain_of(ledger: &[LedgerRow], of: Trait, evidence: &Evidence) -> f64 {
    let live = live(ledger, of);
    let Some(last) = live.last() else { return 0.0 };
    let mut in_force = InForce::default();
    for it in &live {
        in_force.add(it);
    }
    in_force.clear(evidence.source);
    in_force.estimate(last.day).see(evidence.x, evidence.r).1
}

/// The day of an instant, in days since 1970 (UTC).
pub fn day_of(at: Timestamp) -> i64 {
    at.as_micros().div_euclid(86_400_000_000)
}

/// A row of evidence that was not undone.
#[derive(Clone, Copy)]
struct Live {
    day: i64,
    at: Timestamp,
    evidence: Evidence,
}

/// Day by day; within a day by source, and there by what a permutation of arrivals leaves as it is.
fn live(ledger: &[LedgerRow], of: Trait) -> Vec<Live> {
    let about = || ledger.iter().filter(|row| row.of == of);
    let undone = undone_rows(ledger);
    let mut live: Vec<Live> = about()
        .filter(|row| undone.is_empty() || !undone.contains(&row.id))
        .filter_map(|row| match row.change {
            // Of no validity, of no account.
            Change::Seen(evidence) if evidence.r <= 0.0 => None,
            Change::Seen(evidence) => Some(Live { day: day_of(row.at), at: row.at, evidence }),
            Change::Undone(_) => None,
        })
        .collect();
    live.sort_unstable_by(|a, b| {
        let (x, y) = (&a.evidence, &b.evidence);
        // Of two takings the later one counts; of passive evidence all of the day counts, so its times do not matter.
        let times = if x.source.is_passive() { std::cmp::Ordering::Equal } else { a.at.cmp(&b.at) };
        (a.day, x.source)
            .cmp(&(b.day, y.source))
            .then(times)
            .then(x.x.total_cmp(&y.x))
            .then(x.weight.total_cmp(&y.weight))
            .then(x.r.total_cmp(&y.r))
    });
    live
}

/// The running contribution of one source.
#[derive(Clone, Copy)]
struct Running {
    day: i64,
    source: Source,
    /// Σ weight·x, and Σ weight.
    sum: f64,
    weight: f64,
    r: f64,
}

/// The contributions in force, at most one for each source.
#[derive(Clone, Default)]
struct InForce {
    of: [Option<Running>; Source::ALL.len()],
    baseline: f64,
    asked_on: Option<i64>,
}

impl InForce {
    fn add(&mut self, new: &Live) {
        let Evidence { source, x, r, weight } = new.evidence;
        let before = self.of[source as usize].filter(|before| match source {
            Source::Text => true,
            // Two of one day are seen together.
            Source::Music | Source::Games | Source::Video => before.day == new.day,
            Source::Questionnaire => false,
        });
        let (sum, total) = before.map_or((0.0, 0.0), |it| (it.sum, it.weight));
        let running = Running { day: new.day, source, sum: sum + weight * x, weight: total + weight, r };
        self.of[source as usize] = Some(running);
        match source {
            Source::Questionnaire => {
                self.baseline = Estimate::UNKNOWN.see(x, r).0.theta;
                self.asked_on = Some(new.day);
            }
            Source::Text | Source::Music | Source::Games | Source::Video => {}
        }
    }

    fn clear(&mut self, source: Source) {
        self.of[source as usize] = None;
    }

    /// The filter over what is in force, up to `day`.
    fn estimate(&self, day: i64) -> Estimate {
        let mut order: [Option<Running>; Source::ALL.len()] = self.of;
        order.sort_unstable_by_key(|it| it.map_or((i64::MAX, Source::Video), |it| (it.day, it.source)));
        let (mut estimate, mut reached) = (Estimate::UNKNOWN, i64::MIN);
        for running in order.into_iter().flatten() {
            estimate = self.drift(estimate, reached, running.day);
            reached = running.day;
            estimate = estimate.see(running.sum / running.weight, running.r).0;
        }
        self.drift(estimate, reached, day)
    }

    /// Up to the questionnaire a mean goes back to the middle, from then on to what the questionnaire says.
    fn drift(&self, estimate: Estimate, from: i64, to: i64) -> Estimate {
        if from == i64::MIN || from >= to {
            return estimate;
        }
        let baseline = if self.asked_on.is_some_and(|asked| asked <= from) { self.baseline } else { 0.0 };
        estimate.drift(from.abs_diff(to), baseline)
    }
}

struct Filter {
    in_force: InForce,
    /// How far the passive sources have moved the mean away from the baseline.
    shift: f64,
    moves: Moves,
    state: TraitState,
}

impl Filter {
    fn new(day: i64) -> Self {
        let state = TraitState { estimate: Estimate::UNKNOWN, baseline: 0.0, lean: Lean::before(day), day };
        Self { in_force: InForce::default(), shift: 0.0, moves: Moves::default(), state }
    }

    /// Takes the evidence of one day.
    fn take(&mut self, batch: &[Live]) {
        let day = batch[0].day;
        let state = self.state.on(day - 1);
        self.shift *= daily_factor(self.state.day.abs_diff(day));
        for it in batch {
            self.in_force.add(it);
        }
        if batch.iter().any(|it| !it.evidence.source.is_passive()) {
            self.shift = 0.0;
        }
        let target = self.in_force.estimate(day);
        let baseline = self.in_force.baseline;
        if batch.iter().any(|it| it.evidence.source.is_passive()) {
            let wanted = target.theta - baseline - self.shift;
            self.shift += self.moves.allow(day, self.shift, wanted);
        }
        let estimate = Estimate { theta: baseline + self.shift, variance: target.variance };
        self.state = TraitState { estimate, baseline, lean: state.lean.advance(estimate.theta, day), day };
    }
}
