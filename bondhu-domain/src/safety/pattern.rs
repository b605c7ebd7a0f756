//! The rule tables: word classes and phrase rules as lines of text.
//!
//! The effect of a rule is a tier (with `?`: unless its sentence speaks of an ordinary matter), a flag, or a sign of
//! `parse_effect`. A class line is `name<TAB>entry|entry|…`. A rule line is `effect<TAB>cue<TAB>expression`. An expression is a row of
//! elements: `$name` (a class), `[entry|entry]` (alternatives on the spot), `#` (a number), and `<n>` between two of them for the
//! number of letters that may lie between (4 when left out). `!` before the first or after the last element means that the
//! element must not stand directly there in the same sentence. `~` before an entry lets it match inside a longer word;
//! `^` adds its likely typing errors.

use std::collections::HashMap;

use super::stream::{Reading, Stream};
use super::{Cue, Flag, Tier};

/// What a matched rule does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Raises the tier.
    Tier(Tier),
    /// Raises the tier unless its sentence speaks of an ordinary matter ("my last day" and "at school").
    Doubtful(Tier),
    /// The ordinary matter.
    Ordinary,
    /// Sets a flag.
    Flag(Flag),
    /// Adds points; enough of them close together are tier 1.
    Points(u8),
    /// Only takes part in combinations.
    Mark,
    /// Takes back tier 1, points and flags that overlap with it.
    Idiom,
    /// Takes back tier 1, points and flags of its sentence.
    Framing,
}

/// One element of a rule and the most letters between it and the element before.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub class: usize,
    pub gap: usize,
}

#[derive(Debug)]
pub(super) struct Rule {
    pub effect: Effect,
    pub cue: Cue,
    pub not_before: Option<usize>,
    pub steps: Vec<Step>,
    pub not_after: Option<usize>,
}

/// Classes and rules of one alphabet.
#[derive(Debug, Default)]
pub(super) struct Tables {
    pub rules: Vec<Rule>,
    /// For each phrase as it stands in a stream: the classes it belongs to and whether it may stand inside a word.
    pub phrases: HashMap<String, Vec<(usize, bool)>>,
    pub classes: usize,
    names: HashMap<&'static str, usize>,
    alphabet: Alphabet,
}

/// How the letters of a table are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Alphabet {
    /// As they are written.
    #[default]
    Plain,
    /// As [`Stream::romanised`]; entries also match without `h` after a consonant.
    Romanised,
    /// As [`Stream::skeleton`].
    Skeleton,
}

/// The class of numbers.
pub(super) const NUMBER: usize = 0;

const GAP: usize = 4;

/// In letters; see [`Alphabet::Skeleton`].
const SHORTEST_SKELETON: usize = 5;

impl Tables {
    pub fn new(alphabet: Alphabet) -> Self {
        Self { alphabet, classes: 1, ..Self::default() }
    }

    pub fn add_classes(&mut self, text: &'static str) {
        for line in lines(text) {
            let Some((name, entries)) = line.split_once('\t') else { continue };
            let class = self.class(name.trim());
            entries.split('|').for_each(|entry| self.add_entry(entry, class));
        }
    }

    pub fn add_rules(&mut self, text: &'static str) {
        for line in lines(text) {
            let mut fields = line.splitn(3, '\t');
            if let (Some(effect), Some(cue), Some(expression)) = (fields.next(), fields.next(), fields.next())
            {
                let effect = parse_effect(effect.trim());
                let rule = self.rule(effect, Cue(cue.trim()), expression.trim());
                self.rules.push(rule);
            }
        }
    }

    fn class(&mut self, name: &'static str) -> usize {
        if let Some(class) = self.names.get(name) {
            return *class;
        }
        let class = self.anonymous();
        self.names.insert(name, class);
        class
    }

    fn anonymous(&mut self) -> usize {
        self.classes += 1;
        self.classes - 1
    }

    fn rule(&mut self, effect: Effect, cue: Cue, expression: &'static str) -> Rule {
        let mut rule = Rule { effect, cue, not_before: None, steps: Vec::new(), not_after: None };
        let (mut rest, mut gap) = (expression.trim_start(), GAP);
        while let Some(first) = rest.chars().next() {
            let negated = first == '!';
            let element = if negated { &rest[1..] } else { rest };
            let length = match element.chars().next() {
                Some('[') => element.find(']').map_or(element.len(), |at| at + 1),
                _ => element.find([' ', '<']).filter(|at| *at > 0).unwrap_or(element.len()),
            };
            if first == '<' {
                let end = rest.find('>').expect("a gap is closed");
                gap = rest[1..end].parse().expect("a gap is a number");
                rest = rest[end + 1..].trim_start();
                continue;
            }
            let (token, after) = element.split_at(length);
            let class = match token.as_bytes().first() {
                Some(b'#') => NUMBER,
                Some(b'$') => {
                    *self.names.get(&token[1..]).unwrap_or_else(|| panic!("class {token} of {cue:?}"))
                }
                _ => {
                    let class = self.anonymous();
                    token.trim_matches(['[', ']']).split('|').for_each(|entry| self.add_entry(entry, class));
                    class
                }
            };
            if negated && rule.steps.is_empty() {
                rule.not_before = Some(class);
            } else if negated {
                rule.not_after = Some(class);
            } else {
                rule.steps.push(Step { class, gap });
            }
            gap = GAP;
            rest = after.trim_start();
        }
        assert!(!rule.steps.is_empty(), "a rule has an element: {cue:?}");
        rule
    }

    fn add_entry(&mut self, entry: &'static str, class: usize) {
        let entry = entry.trim();
        if let Some(name) = entry.strip_prefix('$') {
            let other = *self.names.get(name).unwrap_or_else(|| panic!("class {name}"));
            let same: Vec<_> = self
                .phrases
                .values_mut()
                .filter(|classes| classes.iter().any(|(c, _)| *c == other))
                .collect();
            for classes in same {
                let inside = classes.iter().any(|(c, inside)| *c == other && *inside);
                classes.push((class, inside));
            }
            return;
        }
        let inside = entry.starts_with('~');
        let typos = entry.trim_start_matches('~').starts_with('^');
        let plain = entry.trim_start_matches(['~', '^']);
        let mut spellings = vec![plain.to_owned()];
        if typos {
            spellings.extend(typing_errors(plain));
        }
        if self.alphabet == Alphabet::Romanised {
            spellings = spellings.iter().flat_map(|s| unaspirated(s)).collect();
        }
        for spelling in spellings {
            let phrase = self.fold(&spelling);
            if phrase.is_empty() {
                continue;
            }
            // Fewer consonants are also those of everyday words.
            assert!(
                self.alphabet != Alphabet::Skeleton || phrase.len() >= SHORTEST_SKELETON,
                "too short: {entry}"
            );
            let classes = self.phrases.entry(phrase).or_default();
            if !classes.contains(&(class, inside)) {
                classes.push((class, inside));
            }
        }
    }

    fn fold(&self, phrase: &str) -> String {
        // A star stands for itself in a table ("k*ll").
        let reading = if phrase.contains('*') { Reading::LeetI } else { Reading::Plain };
        let stream = Stream::new(phrase, reading);
        match self.alphabet {
            Alphabet::Plain => stream.text,
            Alphabet::Romanised => stream.romanised().text,
            Alphabet::Skeleton => stream.romanised().skeleton().text,
        }
    }
}

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty())
}

fn parse_effect(effect: &'static str) -> Effect {
    match effect {
        "m" => Effect::Mark,
        "-" => Effect::Idiom,
        "=" => Effect::Framing,
        "o" => Effect::Ordinary,
        _ => {
            if let Some(points) = effect.strip_prefix('w') {
                return Effect::Points(points.parse().expect("points are a number"));
            }
            if let Some(tier) = effect.strip_suffix('?') {
                let tier = tier.parse().ok().and_then(Tier::from_number);
                return Effect::Doubtful(tier.expect("a doubtful tier is a tier"));
            }
            let tier = effect.parse().ok().and_then(Tier::from_number).map(Effect::Tier);
            let flag = || Flag::from_name(effect).map(Effect::Flag);
            tier.or_else(flag).unwrap_or_else(|| panic!("unknown effect {effect}"))
        }
    }
}

/// One letter left out, or two neighbours exchanged, after the first letter.
fn typing_errors(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let without = (1..letters.len())
        .map(|at| letters.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, c)| *c).collect());
    let exchanged = (1..letters.len().saturating_sub(1)).map(|at| {
        let mut letters = letters.clone();
        letters.swap(at, at + 1);
        letters.into_iter().collect()
    });
    without.chain(exchanged).collect()
}

/// The spellings with and without the `h` after a consonant ("mujhe", "muje"), and `f` for `ph`; at most 32.
fn unaspirated(phrase: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut before = ' ';
    for c in phrase.chars() {
        let optional = c == 'h' && "kgcjtdpbs".contains(before);
        let shorter = if optional && all.len() <= 16 { all.clone() } else { Vec::new() };
        let labial = optional && before == 'p' && all.len() <= 16;
        let with_f: Vec<String> =
            if labial { all.iter().map(|s| format!("{}f", &s[..s.len() - 1])).collect() } else { Vec::new() };
        for spelling in &mut all {
            spelling.push(c);
        }
        all.extend(shorter);
        all.extend(with_f);
        before = c;
    }
    all
}
