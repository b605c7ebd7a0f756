//! Phrases with whole-word matching, written as data.
//!
//! A file has `[section]` lines and, under them, one phrase a line. In a phrase `a|b` is a choice, `a?` may be missing,
//! `..` stands for up to three words, `^` and `$` tie it to the start and the end. `#` starts a comment line.

use std::collections::HashMap;

use super::normalise::{Normalised, Word};

/// How many words `..` may stand for.
const GAP: usize = 3;
/// More optional and alternative words than this in one phrase would make the table explode.
const MAX_VARIANTS: usize = 1_024;

/// A table of phrases, looked up by their first word.
#[derive(Debug)]
pub(super) struct Phrases<T> {
    by_first: HashMap<String, Vec<Phrase<T>>>,
}

#[derive(Clone, Debug)]
struct Phrase<T> {
    value: T,
    at_start: bool,
    at_end: bool,
    rest: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Word { plain: String, squeezed: String },
    Gap,
    Start,
    End,
}

/// A phrase found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found<T> {
    /// What the phrase stands for.
    pub(super) value: T,
    /// Index of its first word.
    pub(super) start: usize,
    /// Index after its last word.
    pub(super) end: usize,
}

/// How strictly words are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strictness {
    /// The letters as written; squeezed only where the writer stretched a word.
    Spelling,
    /// Always squeezed: for texts that must not be missed.
    Squeezed,
}

impl<T: Copy> Phrases<T> {
    /// An empty table.
    pub(super) fn new() -> Self {
        Self { by_first: HashMap::new() }
    }

    /// Reads a data file; `section` gives the value of a `[name]`. Lines it cannot place are returned for a test to see.
    pub(super) fn add(&mut self, data: &str, section: impl Fn(&str) -> Option<T>) -> Vec<String> {
        let (mut value, mut rejected) = (None, Vec::new());
        for line in data.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                value = section(name);
                if value.is_some() {
                    continue;
                }
            }
            let variants = expand(line);
            match value {
                Some(value) if !variants.is_empty() => {
                    for parts in variants {
                        self.insert(value, parts);
                    }
                }
                _ => rejected.push(line.to_owned()),
            }
        }
        rejected
    }

    fn insert(&mut self, value: T, mut parts: Vec<Part>) {
        let at_start = parts.first() == Some(&Part::Start);
        let at_end = parts.last() == Some(&Part::End);
        parts.retain(|part| !matches!(part, Part::Start | Part::End));
        if let Some(Part::Word { squeezed, .. }) = parts.first() {
            let first = squeezed.clone();
            self.by_first.entry(first).or_default().push(Phrase { value, at_start, at_end, rest: parts });
        }
    }

    /// Every phrase in the text, in order of their start. Linear in the text for a given table.
    pub(super) fn find(&self, text: &Normalised, strictness: Strictness) -> Vec<Found<T>> {
        let words = &text.words;
        let mut found = Vec::new();
        for start in 0..words.len() {
            for phrase in self.by_first.get(&words[start].squeezed).into_iter().flatten() {
                if phrase.at_start && start > 0 {
                    continue;
                }
                let end = end_of_match(&phrase.rest, words, start, phrase.at_end, strictness);
                found.extend(end.map(|end| Found { value: phrase.value, start, end }));
            }
        }
        found
    }
}

/// Where the parts end when they begin at `at`. Recursion is as deep as the phrase is long.
fn end_of_match(
    parts: &[Part],
    words: &[Word],
    at: usize,
    to_end: bool,
    strictness: Strictness,
) -> Option<usize> {
    match parts.split_first() {
        None => (!to_end || at == words.len()).then_some(at),
        Some((Part::Word { plain, squeezed }, rest)) => {
            let word = words.get(at)?;
            let loose = strictness == Strictness::Squeezed || word.stretched;
            let same = word.plain == *plain || (loose && word.squeezed == *squeezed);
            if same { end_of_match(rest, words, at + 1, to_end, strictness) } else { None }
        }
        Some((Part::Gap, rest)) => {
            (0..=GAP).find_map(|skip| end_of_match(rest, words, at + skip, to_end, strictness))
        }
        Some((Part::Start | Part::End, rest)) => end_of_match(rest, words, at, to_end, strictness),
    }
}

/// All the ways to read one line. Empty when the line holds no word or too many choices.
fn expand(line: &str) -> Vec<Vec<Part>> {
    let mut variants: Vec<Vec<Part>> = vec![Vec::new()];
    for piece in line.split_whitespace() {
        let optional = piece.len() > 1 && piece.ends_with('?');
        let mut choices: Vec<Option<Part>> =
            piece.trim_end_matches('?').split('|').filter_map(part).map(Some).collect();
        if optional {
            choices.push(None);
        }
        variants = variants
            .iter()
            .flat_map(|variant| choices.iter().map(|choice| variant.iter().chain(choice).cloned().collect()))
            .collect();
        if variants.len() > MAX_VARIANTS {
            return Vec::new();
        }
    }
    variants.retain(|parts| parts.iter().any(|part| matches!(part, Part::Word { .. })));
    variants
}

fn part(piece: &str) -> Option<Part> {
    match piece {
        "^" => Some(Part::Start),
        "$" => Some(Part::End),
        ".." => Some(Part::Gap),
        piece => {
            let word = Normalised::of(piece).words.into_iter().next()?;
            Some(Part::Word { plain: word.plain, squeezed: word.squeezed })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(line: &str, text: &str) -> bool {
        let mut phrases = Phrases::new();
        assert!(phrases.add(&format!("[x]\n{line}"), |_| Some(())).is_empty());
        !phrases.find(&Normalised::of(text), Strictness::Spelling).is_empty()
    }

    #[test]
    fn whole_words_choices_gaps_and_ends() {
        assert!(found("mad", "so MADDDD") && !found("mad", "I made it"));
        assert!(found("i|we am|are? sad", "we sad") && found("i|we am|are? sad", "I am sad"));
        assert!(found("want .. die", "want to just die") && !found("want .. die", "want to go home and die"));
        assert!(found("^ no $", "No!") && !found("^ no $", "no way"));
    }

    #[test]
    fn lines_without_a_place_are_reported() {
        let mut phrases = Phrases::<()>::new();
        assert_eq!(phrases.add("lost\n[nowhere]\nword", |_| None), ["lost", "[nowhere]", "word"]);
    }
}
