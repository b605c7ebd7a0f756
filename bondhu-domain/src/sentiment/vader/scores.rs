//! From the valences of the words to the four scores, in the order and with the roundings of Python.

use std::collections::BTreeSet;

use vader_parity::SentimentScores;

use super::table::Named;
use super::tokens::Tokens;
use super::valence::Valence;

/// `normalize`: sums are mapped into −1..1 by s / √(s² + 15).
const ALPHA: f64 = 15.0;

/// `score_valence`, after `_but_check`.
pub(super) fn scores(mut valences: Vec<Valence>, tokens: &Tokens) -> SentimentScores {
    if valences.is_empty() {
        return SentimentScores { neg: 0.0, neu: 0.0, pos: 0.0, compound: 0.0 };
    }
    if let Some(but) = tokens.list.iter().position(|token| token.word.named == Named::But) {
        reweigh(&mut valences, but);
    }
    let emphasis = emphasis(tokens);
    let mut sum = sum(&valences);
    if sum > 0.0 {
        sum += emphasis;
    } else if sum < 0.0 {
        sum -= emphasis;
    }
    let compound = (sum / (sum * sum + ALPHA).sqrt()).clamp(-1.0, 1.0);
    let (mut positive, mut negative, mut neutral) = (0.0_f64, 0.0_f64, 0.0_f64);
    for Valence { value, .. } in valences {
        if value > 0.0 {
            positive += value + 1.0;
        } else if value < 0.0 {
            negative += value - 1.0;
        } else {
            neutral += 1.0;
        }
    }
    if positive > negative.abs() {
        positive += emphasis;
    } else if positive < negative.abs() {
        negative -= emphasis;
    }
    let total = positive + negative.abs() + neutral;
    SentimentScores {
        neg: round(negative.abs() / total, 1e3, 3),
        neu: round(neutral / total, 1e3, 3),
        pos: round(positive / total, 1e3, 3),
        compound: round(compound, 1e4, 4),
    }
}

/// `_but_check`: what stands before the first "but" counts half, what follows half more. The reference changes, for each
/// value in turn, the first place that holds an equal one, and so does this; a zero stays where the first zero stood.
fn reweigh(valences: &mut [Valence], but: usize) {
    let mut places: BTreeSet<(u64, usize)> = valences
        .iter()
        .enumerate()
        .filter(|(_, valence)| valence.value != 0.0)
        .map(|(at, valence)| (valence.value.to_bits(), at))
        .collect();
    let zero = valences.iter().position(|valence| valence.value == 0.0);
    for at in 0..valences.len() {
        let value = valences[at].value;
        let key = value.to_bits();
        let first =
            if value == 0.0 { zero } else { places.range((key, 0)..).next().map(|(_, first)| *first) };
        let Some(first) = first.filter(|first| *first != but) else { continue };
        let weighed = value * if first < but { 0.5 } else { 1.5 };
        valences[first] = Valence { value: weighed, whole: false };
        if value != 0.0 {
            places.remove(&(key, first));
            places.insert((weighed.to_bits(), first));
        }
    }
}

/// `_punctuation_emphasis`: .292 for each of up to four `!`; .18 for each of two or three `?`, .96 for more.
fn emphasis(tokens: &Tokens) -> f64 {
    let count = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    let questions = match tokens.questions {
        0 | 1 => 0.0,
        few @ 2..=3 => count(few) * 0.18,
        _ => 0.96,
    };
    count(tokens.exclamations.min(4)) * 0.292 + questions
}

/// Python's `sum` (3.12 or newer): whole numbers at the start exactly, the first other one added plainly, the rest with
/// Neumaier's compensation.
fn sum(valences: &[Valence]) -> f64 {
    let start = valences.iter().take_while(|valence| valence.whole).count();
    let whole: f64 = valences[..start].iter().fold(0.0, |sum, valence| sum + valence.value);
    let Some((first, rest)) = valences[start..].split_first() else { return whole };
    let (mut sum, mut lost) = (whole + first.value, 0.0_f64);
    for Valence { value, .. } in rest {
        let next = sum + value;
        lost += if sum.abs() >= value.abs() { (sum - next) + value } else { (value - next) + sum };
        sum = next;
    }
    if lost != 0.0 && lost.is_finite() { sum + lost } else { sum }
}

/// Python's `round`: the decimal nearest to the exact binary value. Away from a tie, `value · scale` rounds to the same
/// whole number, and the division gives the double nearest to that decimal; close to one, the digits are written out.
fn round(value: f64, scale: f64, digits: usize) -> f64 {
    let scaled = value * scale;
    let whole = scaled.round();
    if ((scaled - whole).abs() - 0.5).abs() > 1e-6 {
        return whole / scale;
    }
    format!("{value:.digits$}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::round;

    #[test]
    fn decimals_are_those_of_python() {
        for (value, expected) in
            [(0.0625, 0.062), (0.9375, 0.938), (0.5, 0.5), (-0.000_04, -0.0), (2.0 / 3.0, 0.667)]
        {
            assert_eq!(round(value, 1e3, 3).to_bits(), f64::to_bits(expected), "{value}");
        }
    }

    #[test]
    fn a_short_cut_and_the_written_digits_agree() {
        for step in 0..200_000_u32 {
            let value = f64::from(step) / 200_000.0;
            for (scale, digits) in [(1e3, 3), (1e4, 4)] {
                let written: f64 = format!("{value:.digits$}").parse().unwrap_or_default();
                assert_eq!(round(value, scale, digits).to_bits(), written.to_bits(), "{value}");
            }
        }
    }
}
