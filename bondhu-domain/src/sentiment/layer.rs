//! The own layer: finds what the tables know, applies negation, strength and contrast, and tells the base what to leave out.
//!
//! Whether an English-looking word is English is decided from the two words on either side, so that the rest of the
//! message, however long, cannot change it. Every loop looks at a bounded number of neighbours: the work is linear.

use super::lexicon::{Entry, Lexicon, Role};
use super::mask::mask;
use super::tokens::Kind;
use super::words::Words;

/// How far a negation or a booster reaches, in words.
const REACH: usize = 3;
/// A negated word keeps this much of its strength, on the other side; VADER's constant.
const NEGATED: f64 = -0.74;
/// What a booster adds. VADER adds .293; these languages use fewer of them.
const BOOST: f64 = 0.4;

/// What the layer found in one message.
pub(crate) struct Found {
    /// Each piece of evidence in VADER's lexicon units.
    pub(crate) evidence: Vec<f64>,
    /// The message as the base shall read it, or `None` when it may read the message itself.
    pub(crate) masked: Option<String>,
    /// Whether there is a word of a known script, or an emoji.
    pub(crate) readable: bool,
}

/// A word, a phrase, an emoji or a stop, with what is known of it.
#[derive(Clone, Copy)]
pub(super) struct Item {
    pub(super) first: usize,
    pub(super) words: usize,
    pub(super) entry: Option<Entry>,
    pub(super) foreign: bool,
    pub(super) value: f64,
    negated: bool,
    stop: bool,
}

/// Reads the message. `english` gives the base's value of one English word or emoji (0 when it has none).
pub(crate) fn read(lexicon: &Lexicon, words: &Words, english: impl Fn(&str) -> f64) -> Found {
    let readable = words.tokens.iter().any(|token| token.kind != Kind::Stop);
    let mut items = find(lexicon, words);
    gate(&mut items);
    borrow_english(&mut items, words, &english);
    laughter(&mut items);
    strengthen(&mut items);
    negate(&mut items);
    contrast(&mut items);
    fade_repeats(&mut items, words);
    let evidence = items.iter().map(|item| item.value).filter(|value| *value != 0.0).collect();
    Found { evidence, masked: mask(words, &items, &english), readable }
}

fn find(lexicon: &Lexicon, words: &Words) -> Vec<Item> {
    let mut items = Vec::with_capacity(words.tokens.len());
    let mut at = 0;
    while at < words.tokens.len() {
        let kind = words.kind(at);
        let own = || words.run(at).map(|index| words.key(index));
        let (found, foreign) = match kind {
            Kind::Latin => {
                let romanised =
                    lexicon.romanised(words.key(at), words.run(at).map(|index| words.romanised(index)));
                match (lexicon.english.find(own()), romanised) {
                    (Some(english), Some(romanised)) if romanised.1 > english.1 => (Some(romanised), true),
                    (Some(english), _) => (Some(english), false),
                    (None, romanised) => (romanised.or_else(|| laughing(words.key(at))), romanised.is_some()),
                }
            }
            Kind::Bangla => {
                (lexicon.bangla.find(own()).or_else(|| one(lexicon.bangla_word(words.key(at)))), true)
            }
            Kind::Devanagari => {
                (lexicon.devanagari.find(own()).or_else(|| one(lexicon.devanagari_word(words.key(at)))), true)
            }
            Kind::Emoji => (lexicon.emoji.find(own().take(1)), false),
            Kind::Stop => (None, false),
        };
        let length = found.map_or(1, |(_, length)| length);
        let entry = found.map(|(entry, _)| entry);
        let value = entry.map_or(0.0, |entry| entry.value);
        items.push(Item {
            first: at,
            words: length,
            entry,
            foreign,
            value,
            negated: false,
            stop: kind == Kind::Stop,
        });
        at += length;
    }
    items
}

fn one(entry: Option<Entry>) -> Option<(Entry, usize)> {
    entry.map(|entry| (entry, 1))
}

/// `hahaha`, `ahahah`, `hehehe` of any length.
fn laughing(key: &str) -> Option<(Entry, usize)> {
    let laughs = key.len() >= 5
        && key.matches('h').count() >= 2
        && ['a', 'e', 'i'].iter().any(|vowel| key.chars().all(|letter| letter == 'h' || letter == *vowel));
    laughs.then_some((Entry { value: 1.6, role: Role::Laughter, gated: false }, 1))
}

fn gate(items: &mut [Item]) {
    let sure: Vec<bool> = items.iter().map(|item| item.foreign && item.entry.is_some_and(is_sure)).collect();
    for index in 0..items.len() {
        let Some(entry) = items[index].entry else { continue };
        if is_sure(entry) || !items[index].foreign {
            continue;
        }
        let near = index.saturating_sub(2)..(index + 3).min(items.len());
        if !near.into_iter().any(|other| other != index && sure[other]) {
            items[index].entry = None;
            items[index].value = 0.0;
            items[index].foreign = false;
        }
    }
}

fn is_sure(entry: Entry) -> bool {
    !entry.gated && entry.role != Role::FalseFriend
}

/// English sentiment words next to a Hindi or Bangla negation or booster are taken over from the base, which cannot read
/// those; stretched ones (`gooood`) too, which it does not know.
fn borrow_english(items: &mut [Item], words: &Words, english: &impl Fn(&str) -> f64) {
    for index in 0..items.len() {
        let Item { first, entry: None, stop: false, .. } = items[index] else { continue };
        if words.kind(first) != Kind::Latin {
            continue;
        }
        let near = index.saturating_sub(2)..(index + REACH).min(items.len());
        let moved = near.into_iter().any(|other| {
            items[other].foreign
                && matches!(
                    items[other].entry.map(|entry| entry.role),
                    Some(
                        Role::Negator
                            | Role::NegatorBefore
                            | Role::NegatorAfter
                            | Role::Booster
                            | Role::Damper
                    )
                )
        });
        let key = words.key(first);
        let value = if moved {
            english(key)
        } else if key.len() < words.text(first).len() {
            stretched(key, english)
        } else {
            0.0
        };
        if value != 0.0 {
            items[index].value = value;
            items[index].entry = Some(Entry { value, role: Role::Plain, gated: false });
        }
    }
}

fn stretched(key: &str, english: &impl Fn(&str) -> f64) -> f64 {
    let value = english(key);
    if value != 0.0 {
        return value;
    }
    let mut short = String::with_capacity(key.len());
    for letter in key.chars() {
        if !short.ends_with(letter) {
            short.push(letter);
        }
    }
    english(&short)
}

fn role(item: &Item) -> Option<Role> {
    item.entry.map(|entry| entry.role)
}

/// A skull or a crying face within four places of laughter laughs too.
fn laughter(items: &mut [Item]) {
    for index in 0..items.len() {
        if role(&items[index]) != Some(Role::Shade) {
            continue;
        }
        let near = index.saturating_sub(4)..(index + 5).min(items.len());
        if near.into_iter().any(|other| role(&items[other]) == Some(Role::Laughter)) {
            items[index].value = 1.5;
        }
    }
}

fn strengthen(items: &mut [Item]) {
    for index in 0..items.len() {
        let change = match role(&items[index]) {
            Some(Role::Booster) => BOOST,
            Some(Role::Damper) => -BOOST,
            _ => continue,
        };
        let target = items[index + 1..]
            .iter_mut()
            .take(REACH)
            .take_while(|item| !item.stop)
            .find(|item| item.value != 0.0);
        if let Some(item) = target {
            item.value += change * item.value.signum();
        }
    }
}

fn negate(items: &mut [Item]) {
    for index in 0..items.len() {
        let (back, ahead) = match role(&items[index]) {
            Some(Role::Negator) => (REACH, REACH - 1),
            Some(Role::NegatorAfter) => (REACH, 0),
            Some(Role::NegatorBefore) => (0, REACH),
            _ => continue,
        };
        let foreign = items[index].foreign;
        let before = (index.saturating_sub(back)..index).rev().take_while(|at| !items[*at].stop);
        let after = (index + 1..items.len()).take(ahead).take_while(|at| !items[*at].stop);
        let target = before.chain(after).find(|at| items[*at].value != 0.0 && !items[*at].negated);
        let Some(at) = target else { continue };
        if items[at].value > 0.0 {
            items[at].value *= NEGATED;
        } else if !foreign || at.abs_diff(index) == 1 {
            // "Not bad" is weaker praise than "not good" is blame; and in a sentence of complaint the negated word of
            // Hindi or Bangla is mostly the verb ("never saw such bad service"), unless it stands right beside.
            items[at].value *= NEGATED * 0.5;
        }
        items[at].negated = true;
    }
}

fn contrast(items: &mut [Item]) {
    let Some(turn) = items.iter().rposition(|item| role(item) == Some(Role::Contrast)) else { return };
    if items[turn + 1..].iter().all(|item| item.value == 0.0) {
        return;
    }
    for (index, item) in items.iter_mut().enumerate() {
        item.value *= if index < turn { 0.5 } else { 1.5 };
    }
}

/// The same emoji again counts half as much each time.
fn fade_repeats(items: &mut [Item], words: &Words) {
    let mut seen: std::collections::HashMap<&str, f64> = std::collections::HashMap::new();
    for item in items.iter_mut().filter(|item| item.value != 0.0 && words.kind(item.first) == Kind::Emoji) {
        let share = seen.entry(words.key(item.first)).or_insert(1.0);
        item.value *= *share;
        *share *= 0.5;
    }
}
