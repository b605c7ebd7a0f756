//! What a question is after.

use chrono_tz::Tz;

use super::index::Index;
use super::vocabulary::Vocabulary;
use super::words::words;
use crate::spoken_dates::{Days, Lean, find};
use crate::timestamp::Timestamp;

/// A question, or a message whose background is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question<'a> {
    /// What is asked.
    pub text: &'a str,
    /// When, if that is known; "last week" and recency count from there. Otherwise days count from the
    /// last turn.
    pub at: Option<Timestamp>,
    /// The zone in which the days of the question are meant.
    pub zone: Tz,
    /// Who asks; "I" and "my" then mean that speaker.
    pub asker: Option<&'a str>,
}

/// A question as its parts.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    /// Stems that some turn has, with their weights.
    pub terms: Vec<(u32, f32)>,
    /// The one speaker it names.
    pub speaker: Option<u32>,
    /// Days it names.
    pub days: Vec<Days>,
    /// It asks for a time.
    pub when: bool,
    /// It asks for a number.
    pub how_many: bool,
}

/// What each kind of term counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct TermWeights {
    pub weak: f32,
    pub related: f32,
}

impl Question<'_> {
    pub(super) fn parts(&self, index: &Index, weights: TermWeights) -> Parts {
        let vocabulary = Vocabulary::shared();
        let words = words(self.text);
        let plain: Vec<&str> = words.iter().map(|word| word.plain.as_str()).collect();
        let mentioned =
            |name: &str| name.split_whitespace().any(|part| part.len() > 1 && plain.contains(&part));
        let mut named: Vec<u32> = (0_u32..)
            .zip(&index.speakers)
            .filter(|(_, name)| mentioned(name))
            .map(|(number, _)| number)
            .collect();
        if let (true, Some(asker)) = (named.is_empty(), self.asker) {
            let own = plain.iter().any(|word| FIRST_PERSON.contains(word));
            let asker = asker.trim().to_lowercase();
            let asker = index.speakers.iter().position(|name| *name == asker);
            named.extend(asker.filter(|_| own).and_then(|at| u32::try_from(at).ok()));
        }
        let is_name =
            |word: &str| index.speakers.iter().any(|name| name.split_whitespace().any(|part| part == word));

        let mut terms: Vec<(u32, f32)> = Vec::new();
        let mut add = |stem: &str, weight: f32| {
            if let Some(number) = index.numbers.get(stem) {
                match terms.iter_mut().find(|(term, _)| term == number) {
                    Some((_, known)) => *known = known.max(weight),
                    None => terms.push((*number, weight)),
                }
            }
        };
        for word in &words {
            let Some(stem) = word.stem.as_deref().filter(|_| !is_name(&word.plain)) else { continue };
            let weak = vocabulary.is_weak(stem);
            add(stem, if weak { weights.weak } else { 1.0 });
            if !weak {
                vocabulary.related(stem).iter().for_each(|other| add(other, weights.related));
            }
        }
        // Without a time of its own the question is taken to follow the last turn.
        let today =
            self.at.or(index.newest).map(|at| at.to_datetime().with_timezone(&self.zone).date_naive());
        let days = today.map_or_else(Vec::new, |today| {
            find(&dated_words(self.text), today, Lean::Past).into_iter().map(|mention| mention.days).collect()
        });
        Parts {
            terms,
            speaker: (named.len() == 1).then(|| named[0]),
            days,
            when: plain.iter().any(|word| matches!(*word, "when" | "kab" | "date" | "কবে" | "कब"))
                || plain
                    .windows(2)
                    .any(|pair| matches!(pair, ["how", "long"] | ["which", "year" | "month" | "day"])),
            how_many: plain.windows(2).any(|pair| matches!(pair, ["how", "many" | "much" | "old" | "often"]))
                || plain.iter().any(|word| matches!(*word, "kitne" | "kitni" | "kitna" | "কত" | "कितने")),
        }
    }
}

const FIRST_PERSON: &[&str] = &[
    "i",
    "my",
    "me",
    "mine",
    "i've",
    "i'm",
    "main",
    "mera",
    "meri",
    "mere",
    "mujhe",
    "maine",
    "amar",
    "ami",
    "আমার",
    "আমি",
    "मेरा",
    "मेरी",
    "मैं",
    "मैंने",
];

/// Words as [`find`] wants them.
fn dated_words(text: &str) -> Vec<String> {
    text.split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase())
        .map(|word| word.strip_suffix("'s").map_or(word.clone(), str::to_owned))
        .filter(|word| !word.is_empty())
        .collect()
}
