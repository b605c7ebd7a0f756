//! The sentences of the built-in companion, from `data/replies.*.txt`, and the choice among them.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::intents::{Intent, Kind};
use super::seed::Dice;
use super::voice::Voice;

/// The part of a reply that a line makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Part {
    /// Takes in what was said (`+`).
    Acknowledge,
    /// An open question (`>`).
    Ask,
    /// A reply that stands alone (`=`).
    Whole,
}

impl Part {
    fn of_mark(mark: &str) -> Option<Self> {
        match mark {
            "+" => Some(Self::Acknowledge),
            ">" => Some(Self::Ask),
            "=" => Some(Self::Whole),
            _ => None,
        }
    }
}

/// What can be put into a line.
#[derive(Clone, Debug, Default)]
pub(super) struct Slots {
    /// The person's name, if short enough to sound right.
    pub(super) name: Option<String>,
    /// Their statement turned to them.
    pub(super) echo: Option<String>,
    /// Something they called theirs earlier.
    pub(super) topic: Option<String>,
}

type Sections = HashMap<(Intent, Part), Vec<&'static str>>;

static VOICES: LazyLock<HashMap<Voice, Sections>> =
    LazyLock::new(|| Voice::ALL.into_iter().map(|voice| (voice, read(data(voice)).0)).collect());

const fn data(voice: Voice) -> &'static str {
    match voice {
        Voice::English => include_str!("data/replies.en.txt"),
        Voice::Hindi => include_str!("data/replies.hi.txt"),
        Voice::Hinglish => include_str!("data/replies.hi-latn.txt"),
        Voice::Bangla => include_str!("data/replies.bn.txt"),
        Voice::LatinBangla => include_str!("data/replies.bn-latn.txt"),
    }
}

/// The sections of a file, and the lines that have no place, for a test to see.
fn read(data: &'static str) -> (Sections, Vec<&'static str>) {
    let (mut sections, mut rejected, mut intent) = (Sections::new(), Vec::new(), None);
    for line in data.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            intent = Intent::named(name);
            if intent.is_none() {
                rejected.push(line);
            }
            continue;
        }
        let part = line.split_once(' ').and_then(|(mark, text)| Some((Part::of_mark(mark)?, text.trim())));
        match intent.zip(part) {
            Some((intent, (part, text))) => sections.entry((intent, part)).or_default().push(text),
            None => rejected.push(line),
        }
    }
    (sections, rejected)
}

/// Where to look when a voice has no lines of its own for an intent.
const fn nearest(intent: Intent) -> Option<Intent> {
    match intent {
        Intent::General => None,
        Intent::Panic => Some(Intent::Anxious),
        Intent::Maker => Some(Intent::Human),
        Intent::CrisisYes | Intent::CrisisAfter => Some(Intent::Crisis),
        Intent::Entertain | Intent::Remembering => Some(Intent::Capability),
        Intent::Fact => Some(Intent::Question),
        Intent::Echo | Intent::EchoGood | Intent::EmojiOther => Some(Intent::Short),
        Intent::Low | Intent::Good | Intent::Short => Some(Intent::General),
        other => match other.kind() {
            Kind::Feeling => Some(Intent::Low),
            Kind::Glad => Some(Intent::Good),
            Kind::Social => Some(Intent::Short),
            Kind::Guarded | Kind::Topic | Kind::Asked | Kind::Form => Some(Intent::General),
        },
    }
}

/// A book of sentences in one voice that knows what was said already.
pub(super) struct Book<'a> {
    sections: Option<&'static Sections>,
    said: &'a [&'a str],
    slots: &'a Slots,
}

impl<'a> Book<'a> {
    /// `said` are Bondhu's earlier replies, oldest first.
    pub(super) fn new(voice: Voice, said: &'a [&'a str], slots: &'a Slots) -> Self {
        Self { sections: VOICES.get(&voice), said, slots }
    }

    /// A line for the intent: one not said yet, else a general one not said yet, else the one said longest ago.
    pub(super) fn line(&self, intent: Intent, part: Part, dice: &mut Dice) -> Option<String> {
        let own = self.usable(intent, part);
        if let Some(line) = self.unsaid(&own, dice) {
            return Some(self.fill(line));
        }
        if part != Part::Whole
            && let Some(line) = self.unsaid(&self.usable(Intent::General, part), dice)
        {
            return Some(self.fill(line));
        }
        let oldest = own.iter().map(|line| self.last_said(line)).min()?;
        let rested: Vec<&str> = own.into_iter().filter(|line| self.last_said(line) == oldest).collect();
        dice.pick(&rested).map(|line| self.fill(line))
    }

    fn usable(&self, intent: Intent, part: Part) -> Vec<&'static str> {
        let mut at = Some(intent);
        while let Some(intent) = at {
            let lines = self.sections.and_then(|sections| sections.get(&(intent, part)));
            let usable: Vec<&str> =
                lines.into_iter().flatten().copied().filter(|line| self.has_slots(line)).collect();
            if !usable.is_empty() {
                return usable;
            }
            at = nearest(intent);
        }
        Vec::new()
    }

    fn unsaid(&self, lines: &[&'static str], dice: &mut Dice) -> Option<&'static str> {
        let fresh: Vec<&str> = lines.iter().copied().filter(|line| self.last_said(line).is_none()).collect();
        dice.pick(&fresh).copied()
    }

    /// The newest of the earlier replies that used the line.
    fn last_said(&self, line: &str) -> Option<usize> {
        let pieces = || line.split(['{', '}']).step_by(2);
        let longest = pieces().max_by_key(|piece| piece.len()).unwrap_or_default().trim();
        let opening = pieces().next().unwrap_or_default();
        self.said.iter().rposition(|text| {
            if longest.len() < 12 && line.contains('{') {
                text.starts_with(opening)
            } else {
                text.contains(longest)
            }
        })
    }

    fn has_slots(&self, line: &str) -> bool {
        let Slots { name, echo, topic } = self.slots;
        let slot = |mark: &str, value: &Option<String>| value.is_some() || !line.contains(mark);
        slot("{name}", name) && slot("{echo}", echo) && slot("{Echo}", echo) && slot("{topic}", topic)
    }

    /// One pass, so that braces in a name or an echo are never taken for slots.
    fn fill(&self, line: &str) -> String {
        let mut out = String::with_capacity(line.len() + 64);
        for (at, piece) in line.split(['{', '}']).enumerate() {
            if at % 2 == 0 {
                out.push_str(piece);
                continue;
            }
            match piece {
                "name" => out.push_str(self.slots.name.as_deref().unwrap_or_default()),
                "topic" => out.push_str(self.slots.topic.as_deref().unwrap_or_default()),
                "echo" => out.push_str(self.slots.echo.as_deref().unwrap_or_default()),
                _ => out.push_str(&capitalised(self.slots.echo.as_deref().unwrap_or_default())),
            }
        }
        out
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Every line there is, with where it stands.
#[cfg(test)]
pub(super) fn all_lines() -> Vec<(Voice, Intent, Part, &'static str)> {
    let mut all = Vec::new();
    for (voice, sections) in VOICES.iter() {
        for ((intent, part), lines) in sections {
            all.extend(lines.iter().map(|line| (*voice, *intent, *part, *line)));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_data_has_a_place() {
        for voice in Voice::ALL {
            assert_eq!(read(data(voice)).1, Vec::<&str>::new(), "{voice:?}");
        }
    }

    #[test]
    fn slots_are_the_known_ones() {
        for (voice, _, _, line) in all_lines() {
            for slot in line.split(['{', '}']).skip(1).step_by(2) {
                assert!(["name", "echo", "Echo", "topic"].contains(&slot), "{voice:?}: {line}");
            }
        }
    }

    #[test]
    fn no_section_depends_on_a_slot_that_may_be_missing() {
        for voice in Voice::ALL {
            let slots = Slots::default();
            let book = Book::new(voice, &[], &slots);
            for intent in Intent::ALL {
                let whole = book.line(*intent, Part::Whole, &mut Dice::new(1, "", 0)).is_some();
                let asked = book.line(*intent, Part::Ask, &mut Dice::new(1, "", 0)).is_some();
                assert!(whole || asked, "{voice:?} {intent:?}");
            }
        }
    }

    #[test]
    fn guarded_answers_are_written_for_every_voice() {
        for voice in Voice::ALL {
            for intent in Intent::ALL.iter().filter(|intent| intent.kind() == Kind::Guarded) {
                assert!(VOICES[&voice].contains_key(&(*intent, Part::Whole)), "{voice:?} {intent:?}");
            }
        }
    }

    #[test]
    fn braces_in_a_name_are_text() {
        let slots = Slots { name: Some("{echo}".into()), ..Slots::default() };
        assert_eq!(Book::new(Voice::English, &[], &slots).fill("Hi {name}."), "Hi {echo}.");
    }
}
