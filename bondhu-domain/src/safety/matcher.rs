//! Finds the phrases of a table in a stream in one pass, then the rules whose elements follow each other closely enough.

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::Cue;
use super::pattern::{Effect, NUMBER, Rule, Tables};
use super::stream::Stream;

#[derive(Debug)]
pub(super) struct Matcher {
    phrases: AhoCorasick,
    /// Per phrase: its classes and whether it may stand inside a word.
    classes: Vec<Vec<(usize, bool)>>,
    rules: Vec<Rule>,
    /// Per class: the rules that begin with it.
    beginning: Vec<Vec<usize>>,
    /// Per class: whether any rule forbids it beside a match.
    guards: Vec<bool>,
}

/// A rule that matched, with its place in the stream.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    pub effect: Effect,
    pub cue: Cue,
    pub start: usize,
    pub end: usize,
}

/// A phrase of a class. Whole-word phrases only, unless the table says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Atom {
    start: usize,
    end: usize,
    class: usize,
}

impl Matcher {
    pub fn new(tables: Tables) -> Self {
        let mut phrases: Vec<_> = tables.phrases.into_iter().collect();
        phrases.sort_unstable();
        let (texts, classes): (Vec<String>, Vec<_>) = phrases.into_iter().unzip();
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(texts)
            .expect("the tables fit in an automaton");
        let mut beginning = vec![Vec::new(); tables.classes];
        let mut guards = vec![false; tables.classes];
        for (at, rule) in tables.rules.iter().enumerate() {
            beginning[rule.steps[0].class].push(at);
            for class in [rule.not_before, rule.not_after].into_iter().flatten() {
                guards[class] = true;
            }
        }
        Self { phrases: automaton, classes, rules: tables.rules, beginning, guards }
    }

    /// All rules that match, in the order of their places.
    pub fn find(&self, stream: &Stream) -> Vec<Hit> {
        let atoms = self.atoms(stream);
        let mut hits: Vec<Hit> = Vec::new();
        for (at, atom) in atoms.iter().enumerate() {
            for rule in &self.beginning[atom.class] {
                let rule = &self.rules[*rule];
                if let Some(end) = complete(rule, 1, atom.end, &atoms[at + 1..], stream)
                    && !self.is_forbidden(rule, *atom, end, &atoms, stream)
                {
                    hits.push(Hit { effect: rule.effect, cue: rule.cue, start: atom.start, end });
                }
            }
        }
        hits
    }

    fn atoms(&self, stream: &Stream) -> Vec<Atom> {
        let mut atoms = Vec::new();
        for found in self.phrases.find_overlapping_iter(&stream.text) {
            let aligned = stream.is_aligned(found.start(), found.end());
            for (class, inside) in &self.classes[found.pattern().as_usize()] {
                if aligned || *inside {
                    atoms.push(Atom { start: found.start(), end: found.end(), class: *class });
                }
            }
        }
        let mut number: Option<usize> = None;
        for (at, byte) in stream.text.bytes().enumerate() {
            match (byte.is_ascii_digit(), number) {
                (true, None) => number = Some(at),
                (false, Some(start)) => {
                    atoms.push(Atom { start, end: at, class: NUMBER });
                    number = None;
                }
                (true, Some(_)) | (false, None) => {}
            }
        }
        if let Some(start) = number {
            atoms.push(Atom { start, end: stream.text.len(), class: NUMBER });
        }
        atoms.sort_unstable();
        atoms.dedup();
        atoms
    }

    /// Whether a forbidden phrase stands directly beside the match, in the same sentence: no sentence ends inside it either,
    /// or a harmless neighbour could begin with its last letters.
    fn is_forbidden(&self, rule: &Rule, first: Atom, end: usize, atoms: &[Atom], stream: &Stream) -> bool {
        let before = rule.not_before.is_some_and(|class| {
            debug_assert!(self.guards[class]);
            let near = atoms.partition_point(|a| a.start + REACH < first.start);
            atoms[near..].iter().take_while(|a| a.start < first.start).any(|a| {
                a.class == class
                    && (a.end == first.start || a.end == first.start + 1)
                    && !stream.has_break(a.start + 1, first.start)
            })
        });
        before
            || rule.not_after.is_some_and(|class| {
                let next = atoms.partition_point(|a| a.start + 1 < end);
                atoms[next..]
                    .iter()
                    .take_while(|a| a.start <= end)
                    .any(|a| a.class == class && a.end > end && !stream.has_break(end, a.end - 1))
            })
    }
}

/// No phrase of a table is longer than this.
const REACH: usize = 64;
/// Elements farther apart than this belong to one sentence.
const ACROSS_SENTENCES: usize = 6;

/// The end of the earliest way in which the steps from `step` on follow `end`.
fn complete(rule: &Rule, step: usize, end: usize, rest: &[Atom], stream: &Stream) -> Option<usize> {
    let Some(next) = rule.steps.get(step) else { return Some(end) };
    // A letter that ends one word and begins the next is stored once.
    let reach = end + letters_to_bytes(stream, end, next.gap);
    for (at, atom) in rest.iter().enumerate() {
        if atom.start > reach {
            break;
        }
        if atom.class != next.class || atom.start + 1 < end || atom.end <= end {
            continue;
        }
        if next.gap > ACROSS_SENTENCES && stream.has_break(end, atom.start) {
            continue;
        }
        if let Some(end) = complete(rule, step + 1, atom.end, &rest[at + 1..], stream) {
            return Some(end);
        }
    }
    None
}

/// How many bytes the next `letters` letters take: other scripts use three for each.
fn letters_to_bytes(stream: &Stream, from: usize, letters: usize) -> usize {
    let wide = stream.text.as_bytes().get(from).is_some_and(|b| !b.is_ascii());
    if wide { letters * 3 } else { letters }
}
