//! Judges outgoing text: what a reply in a safety turn must hold and must not, and the manipulation lint for every text.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use super::matcher::Matcher;
use super::pattern::{Alphabet, Tables};
use super::stream::{Reading, Stream};
use super::{Assessment, Flag, Tier};

/// What is wrong with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Violation {
    /// Speaks of how it is done, how deadly it is, or how much is needed.
    Method,
    /// Promises or asks for secrecy.
    Secrecy,
    /// Says or lets believe that Bondhu is a human, a therapist, or feels.
    ClaimsHuman,
    /// Brings streaks, games or music into a serious turn.
    Distraction,
    /// Jokes or laughs in a serious turn.
    Joke,
    /// Makes the matter small, or shames.
    Minimises,
    /// Refuses to go on talking.
    Refuses,
    /// Does not acknowledge what was said.
    NoAcknowledgement,
    /// Does not ask.
    NoQuestion,
    /// Does not point to help.
    NoHelp,
    /// Tier 3: does not urge to call now.
    NoUrgency,
    /// Holds the person back with "so soon?".
    PrematureExit,
    /// Holds the person back with what they would miss.
    Fomo,
    /// Holds the person back with being left alone.
    Neglect,
    /// Holds the person back with questions about why.
    Pressure,
    /// Goes on as if no farewell had been said.
    Ignoring,
    /// Holds the person back by word or gesture.
    Restraint,
    /// Guilt or loss about a streak.
    StreakGuilt,
}

const NAMES: [(&str, Violation); 14] = [
    ("method", Violation::Method),
    ("secrecy", Violation::Secrecy),
    ("human", Violation::ClaimsHuman),
    ("distraction", Violation::Distraction),
    ("joke", Violation::Joke),
    ("minimises", Violation::Minimises),
    ("refuses", Violation::Refuses),
    ("premature_exit", Violation::PrematureExit),
    ("fomo", Violation::Fomo),
    ("neglect", Violation::Neglect),
    ("pressure", Violation::Pressure),
    ("ignoring", Violation::Ignoring),
    ("restraint", Violation::Restraint),
    ("streak_guilt", Violation::StreakGuilt),
];

/// What is wrong with `text` as the reply to a message with this assessment, sorted; empty when it may be shown. Below tier
/// 2 without a flag that is [`lint`] and method detail; from tier 2 on, what the protocol demands must be there too.
pub fn check(text: &str, assessment: &Assessment) -> Vec<Violation> {
    let found = marks(text);
    let has = |cue: &str| found.contains(cue);
    let urgent = assessment.tier == Tier::Plan || assessment.flags.contains(&Flag::SubstanceEmergency);
    let serious = assessment.tier >= Tier::Ideation || urgent;
    let mut violations: BTreeSet<Violation> = named(&found, |violation| {
        assessment.needs_care() || is_manipulation(violation) || violation == Violation::Method
    });
    if serious {
        let missing = [
            (has("needs.acknowledge"), Violation::NoAcknowledgement),
            (has("needs.question") && text.contains(['?', '？']), Violation::NoQuestion),
            (has("needs.help"), Violation::NoHelp),
            (!urgent || has("needs.urgency"), Violation::NoUrgency),
        ];
        violations.extend(missing.into_iter().filter(|(there, _)| !there).map(|(_, violation)| violation));
    }
    violations.into_iter().collect()
}

/// The manipulation lint for any outgoing text: the six farewell tactics (De Freitas et al. 2025), claims to be human or to
/// feel, and guilt about streaks. Sorted; empty when clean.
pub fn lint(text: &str) -> Vec<Violation> {
    named(&marks(text), is_manipulation).into_iter().collect()
}

fn is_manipulation(violation: Violation) -> bool {
    match violation {
        Violation::ClaimsHuman
        | Violation::PrematureExit
        | Violation::Fomo
        | Violation::Neglect
        | Violation::Pressure
        | Violation::Ignoring
        | Violation::Restraint
        | Violation::StreakGuilt => true,
        Violation::Method
        | Violation::Secrecy
        | Violation::Distraction
        | Violation::Joke
        | Violation::Minimises
        | Violation::Refuses
        | Violation::NoAcknowledgement
        | Violation::NoQuestion
        | Violation::NoHelp
        | Violation::NoUrgency => false,
    }
}

fn named(found: &BTreeSet<&'static str>, wanted: impl Fn(Violation) -> bool) -> BTreeSet<Violation> {
    NAMES.into_iter().filter(|(name, v)| found.contains(name) && wanted(*v)).map(|(_, v)| v).collect()
}

fn marks(text: &str) -> BTreeSet<&'static str> {
    static MATCHERS: OnceLock<[Matcher; 2]> = OnceLock::new();
    let [plain, romanised] = MATCHERS.get_or_init(|| {
        let tables = [
            (Alphabet::Plain, include_str!("data/lint.tsv")),
            (Alphabet::Romanised, include_str!("data/lint_hinglish.tsv")),
        ];
        tables.map(|(alphabet, rules)| {
            let mut tables = Tables::new(alphabet);
            tables.add_rules(rules);
            Matcher::new(tables)
        })
    });
    let stream = Stream::new(text, Reading::Plain);
    let latin = stream.romanised();
    let mut found: BTreeSet<&'static str> = plain.find(&stream).into_iter().map(|hit| hit.cue.0).collect();
    found.extend(romanised.find(&latin).into_iter().map(|hit| hit.cue.0));
    // Laughter is not part of a stream.
    if text.contains(['😂', '🤣', '😆', '😹']) || text.to_lowercase().contains("haha") || text.contains("lol")
    {
        found.insert("joke");
    }
    found
}
