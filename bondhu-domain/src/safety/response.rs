//! What Bondhu says by itself when somebody may be in danger: when no model answers, or its text fails the checker.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::help_lines::{Channel, HelpLine, Kind, help_lines};
use super::{Assessment, Flag, Tier};
use crate::users::{Country, Language};

/// The language and script of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// English.
    English,
    /// Hindi in Devanagari.
    Hindi,
    /// Hindi in Latin letters.
    Hinglish,
    /// Bangla in its own script.
    Bangla,
}

impl Voice {
    /// The voice for somebody who wrote `text` and reads `language`: the script of the text decides, then the language.
    pub fn of(text: &str, language: Language) -> Self {
        let has = |from: char, to: char| text.chars().any(|c| (from..=to).contains(&c));
        if has('\u{980}', '\u{9ff}') {
            return Self::Bangla;
        }
        if has('\u{900}', '\u{97f}') {
            return Self::Hindi;
        }
        match language {
            Language::English => Self::English,
            Language::Hindi => Self::Hinglish,
            Language::Bangla => Self::Bangla,
        }
    }
}

/// Whose country it is that help is named for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The person told it.
    Told(Country),
    /// Guessed from their time zone; the text says so.
    Guessed(Country),
    /// Not known.
    Unknown,
}

impl Place {
    /// The country, told or guessed.
    pub const fn country(self) -> Option<Country> {
        match self {
            Self::Told(country) | Self::Guessed(country) => Some(country),
            Self::Unknown => None,
        }
    }
}

/// An answer with the help that belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The text, in paragraphs.
    pub text: String,
    /// Who can be reached, for the panel that stays until the person closes it.
    pub resources: Vec<&'static HelpLine>,
}

/// The answer to a message with this assessment. `None` when nothing was found. A minor is shown the child line too.
pub fn respond(assessment: &Assessment, place: Place, voice: Voice, may_be_minor: bool) -> Option<Response> {
    if !assessment.needs_care() {
        return None;
    }
    let flag = |flag| assessment.flags.contains(&flag);
    let child = may_be_minor || flag(Flag::Abuse);
    let resources: Vec<_> =
        help_lines(place.country()).into_iter().filter(|line| child || line.kind != Kind::Child).collect();
    let say = |key| text(key, voice).to_owned();
    let urgent = assessment.tier == Tier::Plan || flag(Flag::SubstanceEmergency);
    let serious = assessment.tier >= Tier::Ideation || urgent;
    let mut parts = vec![say(if serious { "ack.2" } else { "ack.1" })];
    if flag(Flag::SubstanceEmergency) {
        parts.push(say("substance_emergency"));
    }
    if assessment.tier >= Tier::Ideation {
        parts.push(say("ask.2"));
    }
    parts.extend(
        assessment
            .flags
            .iter()
            .filter(|flag| **flag != Flag::SubstanceEmergency)
            .map(|flag| say(flag.as_str())),
    );
    if serious {
        parts.push(lines(&say(if urgent { "urge.3" } else { "offer.2" }), &resources, child));
        parts.extend(guess(place, voice));
        if urgent {
            parts.push(say("near.3"));
            parts.push(say("ask.3"));
        }
        parts.push(say("trust.2"));
        parts.push(say("stay"));
    } else {
        if flag(Flag::Abuse) || flag(Flag::HarmToOthers) || flag(Flag::Panic) || child {
            parts.push(lines(&say("offer.2"), &resources, child));
            parts.extend(guess(place, voice));
        }
        parts.push(say("ask.1"));
    }
    Some(Response { text: parts.join("\n\n"), resources })
}

/// The question that is asked once while a tier is in force.
pub fn check_in(place: Place, voice: Voice) -> Response {
    let resources = help_lines(place.country());
    let mut parts = vec![lines(text("check_in", voice), &resources, false)];
    parts.extend(guess(place, voice));
    Response { text: parts.join("\n\n"), resources }
}

fn guess(place: Place, voice: Voice) -> Option<String> {
    match place {
        Place::Guessed(country) => Some(text("guess", voice).replace("{country}", country.as_str())),
        Place::Told(_) | Place::Unknown => None,
    }
}

fn lines(heading: &str, resources: &[&HelpLine], child: bool) -> String {
    let mut out = heading.to_owned();
    for line in resources.iter().filter(|line| child || line.kind != Kind::Child) {
        let sign = match line.channel {
            Channel::Call => "☎",
            Channel::Text => "✉",
            Channel::Chat | Channel::Web => "🔗",
        };
        out.push_str("\n• ");
        out.extend([sign, " ", line.name, ": ", line.contact, " (", line.hours, ")"]);
    }
    out
}

fn text(key: &str, voice: Voice) -> &'static str {
    static TEXTS: OnceLock<HashMap<&'static str, Vec<&'static str>>> = OnceLock::new();
    let texts = TEXTS.get_or_init(|| {
        include_str!("data/responses.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| {
                let mut fields = line.split('\t');
                Some((fields.next()?, fields.collect()))
            })
            .collect()
    });
    let column = match voice {
        Voice::English => 0,
        Voice::Hindi => 1,
        Voice::Hinglish => 2,
        Voice::Bangla => 3,
    };
    texts.get(key).and_then(|columns| columns.get(column)).copied().unwrap_or_default()
}
