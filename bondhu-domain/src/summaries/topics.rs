//! The words that came up.

use std::collections::{BTreeMap, BTreeSet};

use super::words::is_filler;

/// At most so many.
const MOST: usize = 5;
/// Shorter words say little.
const SHORTEST: usize = 3;
/// Longer ones are rarely words.
const LONGEST: usize = 30;

/// Words of at least two texts, by the number of texts they are in, then by the alphabet. How often one text repeats a
/// word does not matter.
pub(super) fn topics<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for text in texts {
        for word in words(text) {
            *counts.entry(word).or_default() += 1;
        }
    }
    let mut frequent: Vec<(String, usize)> = counts.into_iter().filter(|(_, count)| *count > 1).collect();
    frequent.sort_by(|(a, more), (b, less)| less.cmp(more).then_with(|| a.cmp(b)));
    frequent.into_iter().take(MOST).map(|(word, _)| word).collect()
}

/// The different content words of a text, in lower case. Vowel signs of Indic scripts are no letters to Unicode, yet
/// parts of words.
fn words(text: &str) -> BTreeSet<String> {
    text.to_lowercase()
        .split(|c: char| {
            !(c.is_alphabetic() || is_indic_sign(c) || matches!(c, '\'' | '’' | '\u{200c}' | '\u{200d}'))
        })
        .map(|word| word.trim_matches(['\'', '’', '\u{200c}', '\u{200d}']).replace('’', "'"))
        .filter(|word| (SHORTEST..=LONGEST).contains(&word.chars().count()) && !is_filler(word))
        .collect()
}

/// Marks of Devanagari and Bangla: nasal signs, vowel signs, nukta and virama.
const fn is_indic_sign(c: char) -> bool {
    matches!(c, '\u{0900}'..='\u{0903}' | '\u{093a}'..='\u{094f}' | '\u{0981}'..='\u{0983}' | '\u{09bc}'..='\u{09cd}' | '\u{09d7}')
}
