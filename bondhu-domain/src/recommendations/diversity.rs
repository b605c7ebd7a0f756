//! Which of the scored candidates make the list, and in which order.

use std::collections::{HashMap, HashSet};

use super::scoring::Scored;

/// How many of one artist or channel may follow each other.
pub const MOST_IN_A_ROW: usize = 2;

/// What each earlier work of the same maker takes from a score, and each of the same main label among the last five
/// (ours).
const SAME_MAKER: f64 = 0.08;
const SAME_LABEL: f64 = 0.015;

/// The list: at each place the best of what is left, less what it repeats.
pub(super) fn chosen(mut scored: Vec<Scored<'_>>, limit: usize) -> Vec<Scored<'_>> {
    let by_score = |one: &Scored<'_>, other: &Scored<'_>| {
        other.score.total_cmp(&one.score).then_with(|| one.candidate.id.cmp(&other.candidate.id))
    };
    // Of two candidates of one work the first counts: the caller puts the library before the catalogue.
    let mut seen = HashSet::with_capacity(scored.len());
    scored.retain(|it| seen.insert(it.candidate.id));
    scored.sort_by(by_score);
    let mut pool = pool(scored, limit);
    let mut list: Vec<Scored<'_>> = Vec::with_capacity(limit.min(pool.len()));
    let mut makers: HashMap<u128, u32> = HashMap::new();
    while list.len() < limit {
        let best = pool
            .iter()
            .enumerate()
            .filter(|(_, it)| !is_third(&list, it))
            .map(|(place, it)| (place, it.score - repetition(&list, &makers, it)))
            // Of equals the earlier one, which the sort above has fixed.
            .reduce(|best, it| if it.1 > best.1 { it } else { best });
        let Some((place, _)) = best else { break };
        let next = pool.remove(place);
        if let Some(maker) = next.candidate.maker {
            *makers.entry(maker).or_default() += 1;
        }
        list.push(next);
    }
    list
}

/// The best few, with at most `limit` of one maker: more can never be shown, and would crowd out who breaks their row. A
/// full pool holds works of at least five makers, so a list of `limit` can be made of it.
fn pool(sorted: Vec<Scored<'_>>, limit: usize) -> Vec<Scored<'_>> {
    let mut makers: HashMap<u128, usize> = HashMap::new();
    let room = |it: &Scored<'_>| {
        let Some(maker) = it.candidate.maker else { return true };
        let count = makers.entry(maker).or_default();
        *count += 1;
        *count <= limit
    };
    sorted.into_iter().filter(room).take(limit * 4 + 20).collect()
}

fn is_third(list: &[Scored<'_>], next: &Scored<'_>) -> bool {
    let Some(maker) = next.candidate.maker else { return false };
    let row = list.iter().rev().take_while(|it| it.candidate.maker == Some(maker));
    row.take(MOST_IN_A_ROW).count() == MOST_IN_A_ROW
}

fn repetition(list: &[Scored<'_>], makers: &HashMap<u128, u32>, next: &Scored<'_>) -> f64 {
    let maker = next.candidate.maker.and_then(|maker| makers.get(&maker)).copied().unwrap_or(0);
    let label = next.candidate.labels.first();
    let same = list
        .iter()
        .rev()
        .take(5)
        .filter(|it| label.is_some() && it.candidate.labels.first() == label)
        .count();
    SAME_MAKER * f64::from(maker) + SAME_LABEL * f64::from(u8::try_from(same).unwrap_or(5))
}
