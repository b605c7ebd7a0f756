//! The rules around one sentiment word: what stands before it makes it stronger, weaker, or turns it around.
//!
//! The names in comments are those of the reference. Odd as some rules are, they are kept: the aim is the same number.

use super::table::{IDIOMS, Named, WEAKER_BY, WEAKER_PHRASES};
use super::tokens::{Token, Tokens};

/// What capitals add (`C_INCR`).
const CAPITALS: f64 = 0.733;
/// What a negation multiplies by (`N_SCALAR`).
const NEGATED: f64 = -0.74;
/// "Never so", "never this".
const NEVER_SO: f64 = 1.25;
/// Boosters two and three words back count less.
const FADING: [f64; 3] = [1.0, 0.95, 0.9];

/// One entry of the list that Python sums up; it tells whole numbers from others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Valence {
    pub value: f64,
    pub whole: bool,
}

impl Valence {
    const ZERO: Self = Self { value: 0.0, whole: true };
}

/// The valence of every token (`sentiment_valence`).
pub(super) fn valences(tokens: &Tokens) -> Vec<Valence> {
    let list = &tokens.list;
    // Most messages have no capitals at all.
    let capitals = tokens.capitals_differ();
    let valence = |at: usize| {
        let word = list[at].word;
        let kind_of = word.named == Named::Kind && named(list, at + 1) == Some(Named::Of);
        match word.valence {
            Some(value) if word.booster.is_none() && !kind_of => of_word(tokens, at, value, capitals),
            Some(_) | None => Valence::ZERO,
        }
    };
    (0..list.len()).map(valence).collect()
}

fn named(list: &[Token], at: usize) -> Option<Named> {
    list.get(at).map(|token| token.word.named)
}

fn of_word(tokens: &Tokens, at: usize, own: f64, capitals: bool) -> Valence {
    let list = &tokens.list;
    let back = |steps: usize| at.checked_sub(steps).and_then(|place| list.get(place).copied());
    let is = |steps: usize, name: Named| back(steps).is_some_and(|token| token.word.named == name);
    let mut value = own;
    if list[at].word.named == Named::No && list.get(at + 1).is_some_and(|next| next.word.valence.is_some()) {
        value = 0.0;
    }
    if is(1, Named::No) || is(2, Named::No) || (is(3, Named::No) && is(1, Named::Or)) {
        value = own * NEGATED;
    }
    if list[at].upper && capitals {
        value += if value > 0.0 { CAPITALS } else { -CAPITALS };
    }
    let mut whole = false;
    for steps in 1..=3 {
        // A word that carries sentiment itself changes nothing after it.
        let Some(before) = back(steps).filter(|token| token.word.valence.is_none()) else { continue };
        value += boost(before, value, capitals) * FADING[steps - 1];
        value = match (steps, is(1, Named::So), is(1, Named::Doubt)) {
            (2, true, _) if is(2, Named::Never) => value * NEVER_SO,
            (2, _, true) if is(2, Named::Without) => value,
            (3, so, _) if so || (is(3, Named::Never) && is(2, Named::So)) => value * NEVER_SO,
            (3, _, doubt) if is(3, Named::Without) && (doubt || is(2, Named::Doubt)) => value,
            _ if negates(tokens, before) => value * NEGATED,
            _ => value,
        };
        if steps == 3 {
            (value, whole) = idioms(tokens, at, value);
        }
    }
    let least = back(1).is_some_and(|token| token.word.named == Named::Least && token.word.valence.is_none());
    if least && !is(2, Named::At) {
        return Valence { value: value * NEGATED, whole: false };
    }
    Valence { value, whole }
}

/// `scalar_inc_dec`.
fn boost(word: Token, valence: f64, capitals: bool) -> f64 {
    let Some(booster) = word.word.booster else { return 0.0 };
    let scalar = if valence < 0.0 { -booster } else { booster };
    match (word.upper && capitals, valence > 0.0) {
        (true, true) => scalar + CAPITALS,
        (true, false) => scalar - CAPITALS,
        (false, _) => scalar,
    }
}

fn negates(tokens: &Tokens, token: Token) -> bool {
    token.word.negates || tokens.lower(token).contains("n't")
}

/// `_special_idioms_check`: sequences that end at the word or before it, then such that begin with it, then boosters of
/// several words. The word has three before it.
fn idioms(tokens: &Tokens, at: usize, value: f64) -> (f64, bool) {
    let (mut value, mut whole) = (value, false);
    let windows = [(at - 1, 2), (at - 2, 3), (at - 2, 2), (at - 3, 3), (at - 3, 2)];
    let mut adopt = |found: Option<(f64, bool)>| {
        if let Some(found) = found {
            (value, whole) = found;
        }
    };
    adopt(windows.into_iter().find_map(|(first, length)| idiom(tokens, first, length)));
    adopt(idiom(tokens, at, 2));
    adopt(idiom(tokens, at, 3));
    for (first, length) in [(at - 3, 3), (at - 3, 2), (at - 2, 2)] {
        if WEAKER_PHRASES.iter().any(|phrase| reads(tokens, first, length, phrase)) {
            (value, whole) = (value + WEAKER_BY, false);
        }
    }
    (value, whole)
}

fn idiom(tokens: &Tokens, first: usize, length: usize) -> Option<(f64, bool)> {
    IDIOMS
        .iter()
        .find(|(phrase, ..)| reads(tokens, first, length, phrase))
        .map(|(_, value, whole)| (*value, *whole))
}

fn reads(tokens: &Tokens, first: usize, length: usize, phrase: &[&str]) -> bool {
    phrase.len() == length
        && tokens.list.get(first..first + length).is_some_and(|list| {
            list[0].word.begins && list.iter().zip(phrase).all(|(token, word)| tokens.lower(*token) == *word)
        })
}
