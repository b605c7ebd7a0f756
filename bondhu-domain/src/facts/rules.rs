//! The table of rules, read once.
//!
//! A line is `effect<TAB>subject<TAB>value<TAB>pattern<TAB>confidence`. The effect is a slot; `-` before it means that the
//! clause says it ended (value `*`: whatever it was), `~` that the rule may begin anywhere in what is said, and `?` behind
//! `plan` that no day need be named. A pattern is a row of elements:
//! - `word|two_words|…`: one of these, in lower case and with contractions written out; `$` among them is the clause's end,
//! - the same with `?` behind it: none to three of these in a row,
//! - `{name:kind}`: a capture, with `?` perhaps none. The kinds are those of [`Kind`]; a capital letter asks for a name
//!   that is written as one, or a known place.
//!
//! In subject and value `{name}` stands for what was captured.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::lists::lines;
use super::slots::Slot;

#[derive(Debug)]
pub(super) struct Rule {
    pub slot: Slot,
    pub ended: bool,
    pub floating: bool,
    /// Only when the sentence names a day.
    pub needs_day: bool,
    pub subject: &'static str,
    pub value: &'static str,
    pub pattern: Vec<Element>,
    pub confidence: f64,
}

#[derive(Debug)]
pub(super) enum Element {
    /// One of these rows of words; an empty row is the end of the clause.
    Words {
        any: Vec<Vec<&'static str>>,
        optional: bool,
    },
    Capture {
        name: &'static str,
        kind: Kind,
        optional: bool,
    },
}

/// What may be captured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// What somebody is called. Strict: with a capital letter.
    Name { strict: bool },
    /// A place. Strict: a known one or with a capital letter.
    Place { strict: bool },
    /// A firm or a school. Strict: with a capital letter.
    Organisation { strict: bool },
    /// An organisation whose name says that one learns there.
    School,
    /// A few words. Strict: the first with a capital letter.
    Thing { strict: bool },
    /// Several of them.
    Things,
    /// What one studies.
    Subject,
    /// What one does.
    Activity,
    /// What one works as, in any words.
    Work,
    /// One or two words that say of which kind.
    What,
    /// One word before a noun.
    Adjective,
    /// A whole number from 5 to 120.
    Number,
    /// A day or a month, written as a birthday.
    Date,
    /// A phrase of a closed list, with what it stands for.
    Meaning(&'static str),
    /// A phrase of a closed list as it was written, with at most so many words before it.
    Listed(&'static str, usize),
    /// Several of a closed list.
    Several(&'static str),
}

pub(super) struct Rules {
    pub rules: Vec<Rule>,
    /// Rules by the word they begin with; those that begin with a capture are under the empty word.
    pub by_first: HashMap<&'static str, Vec<usize>>,
}

impl Rules {
    pub fn shared() -> &'static Self {
        static SHARED: LazyLock<Rules> = LazyLock::new(Rules::load);
        &SHARED
    }

    fn load() -> Self {
        let rules: Vec<Rule> = lines(include_str!("data/rules.tsv")).map(parse).collect();
        let mut by_first: HashMap<&'static str, Vec<usize>> = HashMap::new();
        for (number, rule) in rules.iter().enumerate() {
            for first in firsts(&rule.pattern) {
                let numbers = by_first.entry(first).or_default();
                if !numbers.contains(&number) {
                    numbers.push(number);
                }
            }
        }
        Self { rules, by_first }
    }
}

fn firsts(pattern: &[Element]) -> Vec<&'static str> {
    let mut firsts = Vec::new();
    for element in pattern {
        match element {
            Element::Words { any, optional } => {
                firsts.extend(any.iter().filter_map(|words| words.first().copied()));
                if !optional {
                    return firsts;
                }
            }
            Element::Capture { .. } => {
                firsts.push("");
                return firsts;
            }
        }
    }
    firsts
}

fn parse(line: &'static str) -> Rule {
    let mut fields = line.split('\t').map(str::trim);
    let mut field = || fields.next().unwrap_or_else(|| panic!("a field is missing: {line}"));
    let (effect, subject, value, pattern, confidence) = (field(), field(), field(), field(), field());
    let ended = effect.starts_with('-');
    let floating = effect.starts_with('~');
    let bare = effect.trim_start_matches(['-', '~']);
    let slot: Slot = bare.trim_end_matches('?').parse().unwrap_or_else(|_| panic!("an unknown slot: {line}"));
    Rule {
        slot,
        ended,
        floating,
        needs_day: slot == Slot::Plan && !ended && !bare.ends_with('?'),
        subject,
        value,
        pattern: pattern.split_whitespace().map(element).collect(),
        confidence: confidence.parse().unwrap_or_else(|_| panic!("confidence is a number: {line}")),
    }
}

fn element(text: &'static str) -> Element {
    let optional = text.ends_with('?');
    let bare = text.trim_end_matches('?');
    if let Some(capture) = bare.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        let (name, kind) = capture.split_once(':').unwrap_or_else(|| panic!("a capture has a kind: {text}"));
        return Element::Capture { name, kind: kind_of(kind), optional };
    }
    let any = bare.split('|').map(|words| if words == "$" { Vec::new() } else { words.split('_').collect() });
    Element::Words { any: any.collect(), optional }
}

fn kind_of(name: &'static str) -> Kind {
    match name {
        "name" => Kind::Name { strict: false },
        "Name" => Kind::Name { strict: true },
        "place" => Kind::Place { strict: false },
        "Place" => Kind::Place { strict: true },
        "org" => Kind::Organisation { strict: false },
        "Org" => Kind::Organisation { strict: true },
        "School" => Kind::School,
        "thing" => Kind::Thing { strict: false },
        "Thing" => Kind::Thing { strict: true },
        "things" => Kind::Things,
        "subject" => Kind::Subject,
        "activity" => Kind::Activity,
        "work" => Kind::Work,
        "what" => Kind::What,
        "adjective" => Kind::Adjective,
        "number" => Kind::Number,
        "date" => Kind::Date,
        "relation" | "pet" => Kind::Meaning(name),
        "occupation" => Kind::Listed(name, 2),
        "event" => Kind::Listed(name, 3),
        "diet" | "condition" | "state" | "degree" | "operation" => Kind::Listed(name, 0),
        "languages" => Kind::Several(name),
        _ => panic!("an unknown kind of capture: {name}"),
    }
}
