//! How well turns answer, and their order.

use std::cmp::Ordering;

use chrono::{Days as Count, NaiveDate};

use super::index::{Index, Place};
use super::question::{Parts, Question, TermWeights};

/// A turn that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// Its position among the turns of the index, from 0.
    pub turn: usize,
    /// How well it answers; greater is better. Only comparable within one search.
    pub score: f32,
}

/// How much each part of the ranking counts. The default is what was measured to be best; [`Weights::plain`] is BM25 alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    /// BM25: how soon repetition stops to count.
    pub k1: f32,
    /// BM25: how much long turns are discounted, 0 to 1.
    pub b: f32,
    /// A word of the turn directly before.
    pub before: f32,
    /// A word of the turn before that.
    pub earlier: f32,
    /// A word of the turn directly after.
    pub after: f32,
    /// A related word.
    pub related: f32,
    /// A word with which one asks.
    pub weak: f32,
    /// What a turn of the named speaker gains.
    pub speaker: f32,
    /// What a turn of the named days gains.
    pub days: f32,
    /// What a turn with a time gains when the question asks for one; a number likewise.
    pub kind: f32,
    /// What the best turn of a visit gives to the others of it.
    pub visit: f32,
    /// What the newest turn gains; half of it 90 days before the question.
    pub recency: f32,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            k1: 0.9,
            b: 0.5,
            before: 0.4,
            earlier: 0.15,
            after: 0.15,
            related: 0.35,
            weak: 0.3,
            speaker: 0.6,
            days: 0.5,
            kind: 0.15,
            visit: 0.25,
            recency: 0.05,
        }
    }
}

impl Weights {
    /// BM25 over stems alone.
    pub const fn plain() -> Self {
        Self {
            k1: 1.2,
            b: 0.75,
            before: 0.0,
            earlier: 0.0,
            after: 0.0,
            related: 0.0,
            weak: 1.0,
            speaker: 0.0,
            days: 0.0,
            kind: 0.0,
            visit: 0.0,
            recency: 0.0,
        }
    }
}

/// A visit is remembered in its own time: what happened in a week is often told in the next.
const DAYS_AFTER: u64 = 7;
/// After so many days being recent counts half.
const HALF_LIFE_DAYS: f32 = 90.0;
const MICROS_PER_DAY: f32 = 86_400_000_000.0;

impl Index {
    /// The `k` turns that answer best, best first, with the measured weights. Turns that have nothing in common with the
    /// question are not among them.
    pub fn search(&self, question: &Question<'_>, k: usize) -> Vec<Found> {
        self.search_with(question, k, &Weights::default())
    }

    /// The same with other weights, to measure what each part is worth.
    pub fn search_with(&self, question: &Question<'_>, k: usize, weights: &Weights) -> Vec<Found> {
        let terms = TermWeights { weak: weights.weak, related: weights.related };
        let parts = question.parts(self, terms);
        let scores = self.scores(&parts, weights);
        self.ranked(&scores, &parts, question, weights, k)
    }

    /// BM25 of every turn; the words of its neighbours count in part.
    fn scores(&self, parts: &Parts, weights: &Weights) -> Vec<f32> {
        let all = self.turns.len();
        let mut scores = vec![0.0; all];
        let mut counts = vec![0.0_f32; all];
        let mut touched: Vec<u32> = Vec::new();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            reason = "a mean of small numbers"
        )]
        let mean = ((self.words / all.max(1) as f64) as f32).max(1.0);
        let size = |at: usize| weights.k1 * (1.0 - weights.b + weights.b * self.lengths[at] / mean);
        let sizes: Vec<f32> = (0..all).map(size).collect();
        // How a word reaches the turns after and before its own: how far, and what it counts there.
        let ahead = [(1, weights.before), (2, weights.earlier)].map(|(far, part)| (far, part, part > 0.0));
        for (term, weight) in parts.terms.iter().filter(|(_, weight)| *weight > 0.0) {
            let postings = &self.postings[*term as usize];
            let worth = weight * self.rarity(postings.len()) * (weights.k1 + 1.0);
            let mut add = |turn: u32, count: f32| {
                let sum = &mut counts[turn as usize];
                if *sum == 0.0 {
                    touched.push(turn);
                }
                *sum += count;
            };
            for posting in postings {
                let visit = self.visits[posting.turn as usize];
                let together = |turn: u32| self.visits.get(turn as usize) == Some(&visit);
                add(posting.turn, posting.count);
                for (far, part, _) in ahead.iter().filter(|(_, _, counts)| *counts) {
                    if together(posting.turn + far) {
                        add(posting.turn + far, part * posting.count);
                    }
                }
                if weights.after > 0.0
                    && let Some(before) = posting.turn.checked_sub(1).filter(|turn| together(*turn))
                {
                    add(before, weights.after * posting.count);
                }
            }
            for turn in touched.drain(..) {
                let count = std::mem::take(&mut counts[turn as usize]);
                scores[turn as usize] += worth * count / (count + sizes[turn as usize]);
            }
        }
        scores
    }

    /// Robertson's inverse document frequency, never negative.
    #[expect(clippy::cast_precision_loss, reason = "numbers of turns")]
    fn rarity(&self, holders: usize) -> f32 {
        let (all, holders) = (self.turns.len() as f32, holders as f32);
        (1.0 + (all - holders + 0.5) / (holders + 0.5)).ln()
    }

    fn ranked(
        &self,
        scores: &[f32],
        parts: &Parts,
        question: &Question<'_>,
        weights: &Weights,
        k: usize,
    ) -> Vec<Found> {
        let windows: Vec<(NaiveDate, NaiveDate)> = parts
            .days
            .iter()
            .map(|days| {
                let last = days.last.checked_add_days(Count::new(DAYS_AFTER)).unwrap_or(days.last);
                (days.first, last)
            })
            .collect();
        let mut found: Vec<Found> = Vec::new();
        let last = self.visits.last().map_or(0, |visit| *visit as usize);
        let mut visits = vec![0.0_f32; last + 1];
        for (turn, score) in scores.iter().enumerate().filter(|(_, score)| **score > 0.0) {
            let place = &self.turns[turn];
            let score = score * factor(place, parts, &windows, question, weights);
            let best = &mut visits[self.visits[turn] as usize];
            *best = best.max(score);
            found.push(Found { turn, score });
        }
        for one in &mut found {
            one.score += weights.visit * visits[self.visits[one.turn] as usize];
        }
        let order = |a: &Found, b: &Found| {
            b.score.partial_cmp(&a.score).unwrap_or(Ordering::Equal).then_with(|| b.turn.cmp(&a.turn))
        };
        if found.len() > k && k > 0 {
            found.select_nth_unstable_by(k - 1, order);
        }
        found.truncate(k);
        found.sort_unstable_by(order);
        found
    }
}

fn factor(
    place: &Place,
    parts: &Parts,
    windows: &[(NaiveDate, NaiveDate)],
    question: &Question<'_>,
    weights: &Weights,
) -> f32 {
    let mut factor = 1.0;
    if parts.speaker == Some(place.speaker) {
        factor += weights.speaker;
    }
    if let (false, Some(at)) = (windows.is_empty(), place.at) {
        let day = at.to_datetime().with_timezone(&question.zone).date_naive();
        if windows.iter().any(|(first, last)| (*first..=*last).contains(&day)) {
            factor += weights.days;
        }
    }
    if (parts.when && place.says.time) || (parts.how_many && place.says.number) {
        factor += weights.kind;
    }
    if let (Some(asked), Some(at)) = (question.at, place.at) {
        #[expect(clippy::cast_precision_loss, reason = "days of age")]
        let age = asked.since(at).as_micros() as f32 / MICROS_PER_DAY;
        factor *= 1.0 + weights.recency * (-age / HALF_LIFE_DAYS).exp2();
    }
    factor
}
