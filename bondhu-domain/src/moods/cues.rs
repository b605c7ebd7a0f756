//! The words and phrases that name a mood, with negation and intensity.

use super::Mood;
use crate::sentiment::tokens::Kind;
use crate::sentiment::{Table, Words, plain_emoji, spelling};

/// How many words a negation or a booster reaches.
const REACH: usize = 3;
/// What a booster multiplies by; a damper divides.
const BOOST: f64 = 1.4;

#[derive(Clone, Copy, PartialEq)]
enum Cue {
    Mood(Mood, f64),
    /// Turns a cue after it (`not`), before it (`না`) or on either side (`nahi`).
    Negator {
        before: bool,
        after: bool,
    },
    Scale(f64),
}

/// The tables of cues, by script.
pub(crate) struct MoodCues {
    english: Table<Cue>,
    romanised: Table<Cue>,
    bangla: Table<Cue>,
    devanagari: Table<Cue>,
    emoji: Table<Cue>,
}

impl MoodCues {
    pub(crate) fn read() -> Self {
        Self {
            english: Table::read(&[include_str!("data/english.tsv")], spelling::english, cue_of),
            romanised: Table::read(&[include_str!("data/romanised.tsv")], spelling::romanised, cue_of),
            bangla: Table::read(&[include_str!("data/bangla.tsv")], spelling::bangla, cue_of),
            devanagari: Table::read(&[include_str!("data/hindi.tsv")], spelling::devanagari, cue_of),
            emoji: Table::read(&[include_str!("data/emoji.tsv")], plain_emoji, cue_of),
        }
    }

    /// The label of the message: the mood with the strongest cues; of equals the one nearest to `valence`; without a cue
    /// by `valence` alone.
    pub(crate) fn label(&self, words: &Words, valence: f64) -> Mood {
        let cues = self.find(words);
        let mut weights = [0.0; Mood::ALL.len()];
        for (at, cue) in cues.iter().enumerate() {
            let Some(Cue::Mood(mood, weight)) = *cue else { continue };
            if negated(&cues, words, at) {
                // "Not sad" names no mood; "not happy" is a way of saying sad, and a weaker one.
                if mood.is_pleasant() {
                    weights[Mood::Sad as usize] += weight * 0.8;
                }
            } else {
                weights[mood as usize] += weight * scale(&cues, words, at);
            }
        }
        let strongest = weights.iter().copied().fold(0.0, f64::max);
        if strongest == 0.0 {
            return Mood::from_valence(valence);
        }
        let distance = |mood: Mood| (mood.valence() - valence).abs();
        Mood::ALL
            .into_iter()
            .filter(|mood| strongest - weights[*mood as usize] < 1e-9)
            .min_by(|one, other| distance(*one).total_cmp(&distance(*other)))
            .unwrap_or(Mood::Neutral)
    }

    /// One place for each token: the cue that ends there.
    fn find(&self, words: &Words) -> Vec<Option<Cue>> {
        let mut cues = vec![None; words.tokens.len()];
        let mut at = 0;
        while at < cues.len() {
            let own = || words.run(at).map(|index| words.key(index));
            let found = match words.kind(at) {
                Kind::Latin => {
                    let romanised = self.romanised.find(words.run(at).map(|index| words.romanised(index)));
                    self.english
                        .find(own())
                        .filter(|found| romanised.is_none_or(|other| other.1 <= found.1))
                        .or(romanised)
                }
                Kind::Bangla => self.bangla.find(own()).or_else(|| self.bangla_stem(words.key(at))),
                Kind::Devanagari => self.devanagari.find(own()),
                Kind::Emoji => self.emoji.find(own().take(1)),
                Kind::Stop => None,
            };
            let length = found.map_or(1, |(_, length)| length);
            cues[at + length - 1] = found.map(|(cue, _)| cue);
            at += length;
        }
        cues
    }

    fn bangla_stem(&self, key: &str) -> Option<(Cue, usize)> {
        let mut skip = 0;
        while let Some((stem, next)) = spelling::strip_bangla_ending(key, skip) {
            if let Some(cue @ Cue::Mood(..)) = self.bangla.word(stem) {
                return Some((cue, 1));
            }
            skip = next;
        }
        None
    }
}

/// Places around `at` in the same clause, nearest first.
fn clause<'a>(
    words: &'a Words,
    places: impl Iterator<Item = usize> + 'a,
) -> impl Iterator<Item = usize> + 'a {
    places.take_while(|place| words.kind(*place) != Kind::Stop)
}

fn negated(cues: &[Option<Cue>], words: &Words, at: usize) -> bool {
    // A phrase ends at its last word, so what negates it may stand some words further back.
    let behind = clause(words, (at.saturating_sub(REACH + 1)..at).rev())
        .take_while(|place| !matches!(cues[*place], Some(Cue::Mood(..))))
        .any(|place| matches!(cues[place], Some(Cue::Negator { after: true, .. })));
    let ahead = clause(words, at + 1..(at + 1 + REACH).min(cues.len()))
        .take_while(|place| !matches!(cues[*place], Some(Cue::Mood(..))))
        .any(|place| matches!(cues[place], Some(Cue::Negator { before: true, .. })));
    behind || ahead
}

fn scale(cues: &[Option<Cue>], words: &Words, at: usize) -> f64 {
    clause(words, (at.saturating_sub(REACH)..at).rev())
        .take_while(|place| !matches!(cues[*place], Some(Cue::Mood(..))))
        .find_map(|place| match cues[place] {
            Some(Cue::Scale(scale)) => Some(scale),
            Some(Cue::Mood(..) | Cue::Negator { .. }) | None => None,
        })
        .unwrap_or(1.0)
}

/// A mood's wire name, alone or with a weight (`sad .5`), or a role.
fn cue_of(class: &str, _: bool) -> Option<Cue> {
    Some(match class {
        "negator" => Cue::Negator { before: true, after: true },
        "negator-before" => Cue::Negator { before: false, after: true },
        "negator-after" => Cue::Negator { before: true, after: false },
        "booster" => Cue::Scale(BOOST),
        "damper" => Cue::Scale(BOOST.recip()),
        mood => {
            let (name, weight) = mood.split_once(' ').unwrap_or((mood, "1"));
            Cue::Mood(Mood::parse(name)?, weight.parse().ok()?)
        }
    })
}
