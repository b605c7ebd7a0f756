//! The detector: streams of letters, rule tables, combinations, earlier messages.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use super::combos::{self, Combo};
use super::linear;
use super::matcher::{Hit, Matcher};
use super::pattern::{Alphabet, Effect, Tables};
use super::stream::{Reading, Stream};
use super::{Assessment, Cue, Flag, Tier};

/// Recognises danger in messages, in English, Hindi and Bangla in their own scripts and in Latin letters.
///
/// Building one parses the tables (some milliseconds); [`Detector::global`] does that once.
#[derive(Debug)]
pub struct Detector {
    plain: Matcher,
    romanised: Matcher,
    /// Romanised Hindi and Bangla without their vowels.
    skeleton: Matcher,
    combos: Vec<Combo>,
}

/// How many of the latest earlier messages are looked at.
const EARLIER: usize = 12;
/// Points within [`WINDOW`] bytes of letters that make tier 1.
const ENOUGH: u32 = 4;
const WINDOW: usize = 300;

impl Default for Detector {
    fn default() -> Self {
        Self::new()
    }
}

impl Detector {
    /// Parses the tables.
    ///
    /// # Panics
    /// When a table that is compiled in is malformed, which a test excludes.
    pub fn new() -> Self {
        let mut plain = Tables::new(Alphabet::Plain);
        plain.add_classes(include_str!("data/classes_en.tsv"));
        plain.add_rules(include_str!("data/rules_en.tsv"));
        plain.add_rules(include_str!("data/rules_en_intent.tsv"));
        plain.add_classes(include_str!("data/classes_families.tsv"));
        plain.add_rules(include_str!("data/rules_families.tsv"));
        plain.add_rules(include_str!("data/rules_families_script.tsv"));
        plain.add_rules(include_str!("data/rules_ordinary.tsv"));
        plain.add_classes(include_str!("data/classes_hi.tsv"));
        plain.add_rules(include_str!("data/rules_hi.tsv"));
        plain.add_classes(include_str!("data/classes_bn.tsv"));
        plain.add_rules(include_str!("data/rules_bn.tsv"));
        let mut romanised = Tables::new(Alphabet::Romanised);
        romanised.add_classes(include_str!("data/classes_hinglish.tsv"));
        romanised.add_rules(include_str!("data/rules_hinglish.tsv"));
        romanised.add_classes(include_str!("data/classes_banglish.tsv"));
        romanised.add_rules(include_str!("data/rules_banglish.tsv"));
        romanised.add_rules(include_str!("data/rules_families_latin.tsv"));
        romanised.add_rules(include_str!("data/rules_ordinary_latin.tsv"));
        let mut skeleton = Tables::new(Alphabet::Skeleton);
        skeleton.add_rules(include_str!("data/rules_skeleton.tsv"));
        Self {
            plain: Matcher::new(plain),
            romanised: Matcher::new(romanised),
            skeleton: Matcher::new(skeleton),
            combos: combos::parse(include_str!("data/combos.tsv")),
        }
    }

    /// The one detector of the process.
    pub fn global() -> &'static Self {
        static GLOBAL: OnceLock<Detector> = OnceLock::new();
        GLOBAL.get_or_init(Self::new)
    }

    /// Assesses `text`, written after `history` (the same person's earlier messages, oldest first; the latest 12 count).
    /// Linear in the length of the texts; the same texts always give the same answer. A longer history never lowers it.
    pub fn detect(&self, text: &str, history: &[&str]) -> Assessment {
        let now = self.read(text);
        let mut result = now.clone();
        let mut before = Found::default();
        for earlier in &history[history.len().saturating_sub(EARLIER)..] {
            before.join(self.read(earlier));
        }
        let [fresh, earlier] = [&now, &before].map(|found| found.cues.iter().copied().collect::<Vec<_>>());
        for combo in self.combos.iter().filter(|_| !fresh.is_empty()) {
            if let Some((tier, cue)) = combo.apply(&fresh, &earlier) {
                result.raise(tier, cue);
            }
        }
        // What was said before decides how a denial or a further hint is taken.
        let denies = now.has("denial");
        if denies && before.tier > Tier::None {
            result.raise(before.tier, Cue("history.denied_after_disclosure"));
        }
        if before.tier > Tier::None && now.points > 0 {
            result.raise(Tier::Distress, Cue("history.continued"));
        }
        if before.points + now.points >= 2 * ENOUGH && now.points > 0 {
            result.raise(Tier::Distress, Cue("history.several"));
        }
        if result.tier < Tier::Ideation {
            // A quotation or a story takes back tier 1 only.
            match linear::tier(text, !now.framed) {
                Tier::None => {}
                Tier::Distress => result.raise(Tier::Distress, Cue("distress.linear")),
                Tier::Ideation | Tier::Plan => result.raise(Tier::Ideation, Cue("ideation.linear")),
            }
        }
        result.assessment()
    }

    /// One message by itself.
    fn read(&self, text: &str) -> Found {
        let mut out = Found::default();
        let plain = Stream::new(text, Reading::Plain);
        let mut points = Vec::new();
        let romanised = plain.romanised();
        let readings = [(self.plain.find(&plain), &plain), (self.romanised.find(&romanised), &romanised)];
        // A sentence that is a quotation in one language is one in the other ("cousin depressed hai").
        let sentences = |effect| -> Vec<usize> {
            readings
                .iter()
                .flat_map(|(hits, stream)| hits.iter().map(move |hit| (hit, stream)))
                .filter(|(hit, _)| hit.effect == effect)
                .map(|(hit, stream)| stream.sentence_number(hit.start))
                .collect()
        };
        let company = Company { framed: sentences(Effect::Framing), ordinary: sentences(Effect::Ordinary) };
        out.framed = !company.framed.is_empty();
        for (hits, stream) in &readings {
            out.take(hits, stream, &company, &mut points);
        }
        out.count(points);
        if text.bytes().any(|byte| byte.is_ascii_alphabetic()) {
            let skeleton = romanised.skeleton();
            let company = Company { framed: Vec::new(), ordinary: company.ordinary };
            out.take(&self.skeleton.find(&skeleton), &skeleton, &company, &mut Vec::new());
        }
        if may_be_disguised(text) {
            self.read_disguised(text, Reading::LeetI, &mut out);
            if text.contains(['1', '|']) {
                self.read_disguised(text, Reading::LeetL, &mut out);
            }
        }
        out
    }

    /// Digits and symbols read as letters make accidental words, so only what is serious counts, and only with such a letter
    /// in it: anything else was judged by the plain reading, which sees that "10 kms" has a number.
    fn read_disguised(&self, text: &str, reading: Reading, out: &mut Found) {
        let stream = Stream::new(text, reading);
        for (matcher, stream) in [(&self.romanised, stream.romanised()), (&self.plain, stream)] {
            let hits = matcher.find(&stream).into_iter();
            for hit in hits.filter(|hit| stream.is_disguised(hit.start, hit.end)) {
                if let Effect::Tier(tier @ (Tier::Ideation | Tier::Plan)) = hit.effect {
                    out.raise(tier, hit.cue);
                }
            }
        }
    }
}

/// Whether a digit or symbol may stand for a letter. An exclamation mark that ends a word of three letters or more is one,
/// which spares most lively messages two further readings.
fn may_be_disguised(text: &str) -> bool {
    let mut letters = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '0' | '1' | '3' | '4' | '5' | '7' | '8' | '9' | '@' | '$' | '*' | '|' | '+' => return true,
            '!' if letters < 3 || chars.peek().is_some_and(|next| next.is_alphanumeric()) => return true,
            '!' => {}
            _ if c.is_alphabetic() => letters += 1,
            _ => letters = 0,
        }
    }
    false
}

/// The numbers of the sentences that take something back.
struct Company {
    /// Quotations, stories about somebody else or about the past.
    framed: Vec<usize>,
    /// Talk of ordinary matters.
    ordinary: Vec<usize>,
}

/// What was found in one message.
#[derive(Clone, Debug, Default)]
struct Found {
    tier: Tier,
    flags: BTreeSet<Flag>,
    cues: BTreeSet<Cue>,
    points: u32,
    /// A sentence of it is a quotation, somebody else's or past.
    framed: bool,
}

impl Found {
    fn raise(&mut self, tier: Tier, cue: Cue) {
        self.tier = self.tier.max(tier);
        self.cues.insert(cue);
    }

    fn has(&self, family: &str) -> bool {
        self.cues.iter().any(|cue| cue.0.starts_with(family))
    }

    fn take(&mut self, hits: &[Hit], stream: &Stream, company: &Company, points: &mut Vec<(usize, u8, Cue)>) {
        let idioms: Vec<&Hit> = hits.iter().filter(|hit| hit.effect == Effect::Idiom).collect();
        for hit in hits {
            let is_excused = || {
                idioms.iter().any(|idiom| hit.start < idiom.end && idiom.start < hit.end)
                    || company.framed.contains(&stream.sentence_number(hit.start))
            };
            let is_ordinary = || company.ordinary.contains(&stream.sentence_number(hit.start));
            match hit.effect {
                Effect::Doubtful(tier) if !is_ordinary() && (tier > Tier::Distress || !is_excused()) => {
                    self.raise(tier, hit.cue);
                }
                Effect::Tier(tier) if tier > Tier::Distress || !is_excused() => self.raise(tier, hit.cue),
                Effect::Flag(flag) if flag == Flag::SubstanceEmergency || !is_excused() => {
                    self.flags.insert(flag);
                    self.cues.insert(hit.cue);
                }
                Effect::Points(worth) if !is_excused() => points.push((hit.start, worth, hit.cue)),
                Effect::Mark => {
                    self.cues.insert(hit.cue);
                }
                Effect::Tier(_)
                | Effect::Doubtful(_)
                | Effect::Flag(_)
                | Effect::Points(_)
                | Effect::Idiom
                | Effect::Framing
                | Effect::Ordinary => {}
            }
        }
    }

    /// The most points of different cues in any window. A window and not the whole, so that a long everyday message does not
    /// add up, and added text takes nothing away.
    fn count(&mut self, mut points: Vec<(usize, u8, Cue)>) {
        points.sort_unstable();
        for (first, (start, _, _)) in points.iter().enumerate() {
            let mut seen: Vec<Cue> = Vec::new();
            let mut sum = 0;
            for (at, worth, cue) in &points[first..] {
                if *at > start + WINDOW {
                    break;
                }
                if !seen.contains(cue) {
                    seen.push(*cue);
                    sum += u32::from(*worth);
                }
            }
            self.points = self.points.max(sum);
        }
        self.cues.extend(points.into_iter().map(|(_, _, cue)| cue));
        if self.points >= ENOUGH {
            self.raise(Tier::Distress, Cue("distress.several"));
        }
    }

    fn join(&mut self, other: Self) {
        self.tier = self.tier.max(other.tier);
        self.cues.extend(other.cues);
        self.points += other.points;
    }

    fn assessment(self) -> Assessment {
        Assessment {
            tier: self.tier,
            flags: self.flags.into_iter().collect(),
            cues: self.cues.into_iter().collect(),
        }
    }
}
