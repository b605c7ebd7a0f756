//! The tables of VADER: what is known of one word, in one look.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use crate::sentiment::table::KeyHasher;

/// The words that a rule names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Named {
    #[default]
    Other,
    No,
    Or,
    Least,
    At,
    Never,
    So,
    Without,
    Doubt,
    But,
    Kind,
    Of,
}

/// What VADER knows of one word in lower case.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Word {
    /// Its valence, −4 to 4.
    pub valence: Option<f64>,
    /// What it adds to a valence after it; below 0 it takes away.
    pub booster: Option<f64>,
    /// Whether it stands in the list of negations.
    pub negates: bool,
    pub named: Named,
    /// Whether an idiom or a booster of several words begins with it.
    pub begins: bool,
}

/// Words, and emoji with the words they are read as.
pub(super) struct VaderTable {
    words: HashMap<Box<str>, Word, BuildHasherDefault<KeyHasher>>,
    emoji: HashMap<char, &'static str, BuildHasherDefault<KeyHasher>>,
}

impl VaderTable {
    pub(super) fn read() -> Self {
        let mut table = Self { words: HashMap::default(), emoji: HashMap::default() };
        for (value, word) in pairs(include_str!("../data/vader_words.tsv")) {
            table.entry(word).valence = value.parse().ok();
        }
        for (sign, text) in pairs(include_str!("../data/vader_emoji.tsv")) {
            table.emoji.extend(sign.chars().next().map(|sign| (sign, text)));
        }
        for (words, value) in [(STRONGER, 0.293), (WEAKER, -0.293)] {
            for word in words.split_whitespace() {
                table.entry(word).booster = Some(value);
            }
        }
        for word in NEGATIONS.split_whitespace() {
            table.entry(word).negates = true;
        }
        for (word, named) in NAMED {
            table.entry(word).named = named;
        }
        for (phrase, ..) in IDIOMS {
            table.entry(phrase[0]).begins = true;
        }
        for phrase in WEAKER_PHRASES {
            table.entry(phrase[0]).begins = true;
        }
        table
    }

    fn entry(&mut self, word: &str) -> &mut Word {
        self.words.entry(word.into()).or_default()
    }

    pub(super) fn word(&self, lower: &str) -> Word {
        self.words.get(lower).copied().unwrap_or_default()
    }

    pub(super) fn emoji(&self, sign: char) -> Option<&'static str> {
        self.emoji.get(&sign).copied()
    }
}

fn pairs(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    text.lines().filter(|line| !line.starts_with("# ")).filter_map(|line| line.split_once('\t'))
}

/// An idiom of several words, its valence, and whether the reference writes it as a whole number, which decides how
/// Python sums it up.
pub(super) const IDIOMS: [(&[&str], f64, bool); 8] = [
    (&["the", "shit"], 3.0, true),
    (&["the", "bomb"], 3.0, true),
    (&["bad", "ass"], 1.5, false),
    (&["bus", "stop"], 0.0, false),
    (&["yeah", "right"], -2.0, true),
    (&["kiss", "of", "death"], -1.5, false),
    (&["to", "die", "for"], 3.0, true),
    (&["beating", "heart"], 3.5, false),
];

/// Boosters of two words; each takes [`WEAKER_BY`].
pub(super) const WEAKER_PHRASES: [&[&str]; 3] = [&["just", "enough"], &["kind", "of"], &["sort", "of"]];

/// What a phrase of [`WEAKER_PHRASES`] adds.
pub(super) const WEAKER_BY: f64 = -0.293;

const NAMED: [(&str, Named); 14] = [
    ("no", Named::No),
    ("or", Named::Or),
    ("nor", Named::Or),
    ("least", Named::Least),
    ("at", Named::At),
    ("very", Named::At),
    ("never", Named::Never),
    ("so", Named::So),
    ("this", Named::So),
    ("without", Named::Without),
    ("doubt", Named::Doubt),
    ("but", Named::But),
    ("kind", Named::Kind),
    ("of", Named::Of),
];

/// Boosters, .293 each.
const STRONGER: &str = "absolutely amazingly awfully completely considerable considerably decidedly deeply effing
    enormous enormously entirely especially exceptional exceptionally extreme extremely fabulously flipping flippin
    frackin fracking fricking frickin frigging friggin fully fuckin fucking fuggin fugging greatly hella highly hugely
    incredible incredibly intensely major majorly more most particularly purely quite really remarkably so
    substantially thoroughly total totally tremendous tremendously uber unbelievably unusually utter utterly very";

/// Dampeners, −.293 each.
const WEAKER: &str = "almost barely hardly kinda kindof kind-of less little marginal marginally occasional
    occasionally partly scarce scarcely slight slightly somewhat sorta sortof sort-of";

const NEGATIONS: &str = "aint arent cannot cant couldnt darent didnt doesnt ain't aren't can't couldn't daren't didn't
    doesn't dont hadnt hasnt havent isnt mightnt mustnt neither don't hadn't hasn't haven't isn't mightn't mustn't
    neednt needn't never none nope nor not nothing nowhere oughtnt shant shouldnt uhuh wasnt werent oughtn't shan't
    shouldn't uh-uh wasn't weren't without wont wouldnt won't wouldn't rarely seldom despite";
