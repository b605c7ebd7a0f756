//! Which of the candidates make the list, and in which order.

use std::hash::BuildHasherDefault;

use super::Candidate;
use super::by_id::{ById, Ids};

/// How many of one artist or channel may follow each other.
pub const MOST_IN_A_ROW: usize = 2;

/// What each earlier work of the same maker takes from a score, and each of the same main label among the last five
/// (ours).
const SAME_MAKER: f64 = 0.08;
const SAME_LABEL: f64 = 0.015;

/// A candidate with its score. Small: tens of thousands are sorted.
type Scored<'a> = (f64, &'a Candidate);

/// The list: at each place the best of what is left, less what it repeats. `score` is `None` for what must not be shown.
/// Of two candidates of one work the first counts.
pub(super) fn chosen(
    candidates: &[Candidate],
    score: impl Fn(&Candidate) -> Option<f64>,
    limit: usize,
) -> Vec<&Candidate> {
    let mut seen = Ids::with_capacity_and_hasher(candidates.len(), BuildHasherDefault::default());
    let first = candidates.iter().filter(|it| seen.insert(it.id));
    let mut pool = pool(first.filter_map(|it| Some((score(it)?, it))).collect(), limit);
    let mut list: Vec<&Candidate> = Vec::with_capacity(limit.min(pool.len()));
    let mut makers: ById<u128, u32> = ById::default();
    while list.len() < limit {
        let best = pool
            .iter()
            .enumerate()
            .filter(|(_, it)| !is_third(&list, it.1))
            .map(|(place, it)| (place, it.0 - repetition(&list, &makers, it.1)))
            // Of equals the earlier one, which the order of the pool has fixed.
            .reduce(|best, it| if it.1 > best.1 { it } else { best });
        let Some((place, _)) = best else { break };
        let (_, next) = pool.remove(place);
        if let Some(maker) = next.maker {
            *makers.entry(maker).or_default() += 1;
        }
        list.push(next);
    }
    list
}

/// The best few in order, with at most `limit` of one maker: more can never be shown, and would crowd out who breaks
/// their row. A full pool holds works of at least five makers, so a list of `limit` can be made of it.
fn pool(mut scored: Vec<Scored<'_>>, limit: usize) -> Vec<Scored<'_>> {
    let enough = limit * 4 + 20;
    // Most of many candidates are never looked at: the best are split off before anything is sorted.
    let best = enough * 4;
    if scored.len() > best {
        scored.select_nth_unstable_by(best, in_order);
        let mut front = scored[..best].to_vec();
        front.sort_unstable_by(in_order);
        let pool = capped(&front, limit, enough);
        if pool.len() == enough {
            return pool;
        }
    }
    scored.sort_unstable_by(in_order);
    capped(&scored, limit, enough)
}

fn in_order(one: &Scored<'_>, other: &Scored<'_>) -> std::cmp::Ordering {
    other.0.total_cmp(&one.0).then_with(|| one.1.id.cmp(&other.1.id))
}

fn capped<'a>(sorted: &[Scored<'a>], limit: usize, enough: usize) -> Vec<Scored<'a>> {
    let mut makers: ById<u128, usize> = ById::default();
    let room = |it: &&Scored<'_>| {
        let Some(maker) = it.1.maker else { return true };
        let count = makers.entry(maker).or_default();
        *count += 1;
        *count <= limit
    };
    sorted.iter().filter(room).take(enough).copied().collect()
}

fn is_third(list: &[&Candidate], next: &Candidate) -> bool {
    let Some(maker) = next.maker else { return false };
    let row = list.iter().rev().take_while(|it| it.maker == Some(maker));
    row.take(MOST_IN_A_ROW).count() == MOST_IN_A_ROW
}

fn repetition(list: &[&Candidate], makers: &ById<u128, u32>, next: &Candidate) -> f64 {
    let maker = next.maker.and_then(|maker| makers.get(&maker)).copied().unwrap_or(0);
    let label = next.labels.first();
    let same = list.iter().rev().take(5).filter(|it| label.is_some() && it.labels.first() == label).count();
    SAME_MAKER * f64::from(maker) + SAME_LABEL * f64::from(u8::try_from(same).unwrap_or(5))
}
