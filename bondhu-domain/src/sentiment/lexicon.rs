//! The own tables: read once from the data files, then looked up by key.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::spelling;

/// What a word does to the words around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Carries sentiment, nothing more.
    Plain,
    /// Turns a word on either side around (`nahi`).
    Negator,
    /// Turns a following word around (`mat`, `not`).
    NegatorBefore,
    /// Turns a preceding word around (`না`).
    NegatorAfter,
    /// Makes the next sentiment word stronger.
    Booster,
    /// Makes the next sentiment word weaker.
    Damper,
    /// What follows counts more than what went before (`lekin`).
    Contrast,
    /// Laughter; a skull or a crying face beside it is laughter too.
    Laughter,
    /// A skull or a crying face.
    Shade,
    /// A function word that marks its surroundings as romanised Hindi or Bangla.
    Marker,
    /// An English word of the base lexicon that is another word in romanised Hindi or Bangla.
    FalseFriend,
}

/// One word or phrase of a table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    /// −4 to 4 in the units of VADER's lexicon; 0 for a word that only has a role.
    pub(crate) value: f64,
    pub(crate) role: Role,
    /// Counts only among words of the same language, because it is an English word or a name too. Of an emoji: the base
    /// makes nothing of it or reads it to the same side, so that it need not be hidden from it.
    pub(crate) gated: bool,
}

/// FNV-1a. The keys of the tables are ours, so nobody can make them collide, and it is several times faster than the
/// standard hasher on words.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

struct Phrase<T> {
    rest: Vec<Box<str>>,
    /// The last word need only begin so.
    open: bool,
    entry: T,
}

struct Slot<T> {
    word: Option<T>,
    /// Longest first.
    phrases: Vec<Phrase<T>>,
}

/// One table: a key to a word and the phrases that begin with it.
pub(crate) struct Table<T> {
    slots: HashMap<Box<str>, Slot<T>, BuildHasherDefault<Fnv>>,
}

impl<T: Copy> Table<T> {
    /// Reads `sources`: lines `class <tab> entry, entry, …`; `~` before an entry gates it, `*` behind a phrase leaves
    /// its last word open; `#` begins a comment. What `class_of` does not know is passed over.
    pub(crate) fn read(
        sources: &[&str],
        spell: fn(&str, &mut String),
        class_of: fn(&str, bool) -> Option<T>,
    ) -> Self {
        let mut table = Self { slots: HashMap::default() };
        let mut key = String::new();
        for line in sources.iter().flat_map(|source| source.lines()) {
            let Some((class, entries)) = line.split_once('\t').filter(|_| !line.starts_with('#')) else {
                continue;
            };
            for entry in entries.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
                let gated = entry.starts_with('~');
                let entry = entry.trim_start_matches('~');
                let open = entry.ends_with('*');
                let mut words = entry.trim_end_matches('*').split_whitespace().map(|word| {
                    spell(word, &mut key);
                    Box::<str>::from(key.as_str())
                });
                let Some(first) = words.next() else { continue };
                let rest: Vec<_> = words.collect();
                let Some(entry) = class_of(class, gated) else { continue };
                let slot =
                    table.slots.entry(first).or_insert_with(|| Slot { word: None, phrases: Vec::new() });
                if rest.is_empty() {
                    slot.word.get_or_insert(entry);
                } else {
                    slot.phrases.push(Phrase { rest, open, entry });
                }
            }
        }
        for slot in table.slots.values_mut() {
            slot.phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.rest.len()));
        }
        table
    }

    /// The longest entry that the keys begin with, and how many of them it takes.
    pub(crate) fn find<'a>(&self, keys: impl Iterator<Item = &'a str> + Clone) -> Option<(T, usize)> {
        let mut following = keys;
        let slot = self.slots.get(following.next()?)?;
        let phrase = slot.phrases.iter().find(|phrase| {
            let mut keys = following.clone();
            let last = phrase.rest.len() - 1;
            phrase.rest.iter().enumerate().all(|(index, word)| {
                keys.next().is_some_and(|key| {
                    if phrase.open && index == last { key.starts_with(&**word) } else { key == &**word }
                })
            })
        });
        match phrase {
            Some(phrase) => Some((phrase.entry, phrase.rest.len() + 1)),
            None => slot.word.map(|entry| (entry, 1)),
        }
    }

    /// Changes every single word for which `test` holds.
    fn mark(&mut self, test: impl Fn(&str, &T) -> bool, change: impl Fn(&mut T)) {
        for (key, slot) in &mut self.slots {
            if let Some(entry) = slot.word.as_mut().filter(|entry| test(key, entry)) {
                change(entry);
            }
        }
    }

    /// The entry of one key.
    pub(crate) fn word(&self, key: &str) -> Option<T> {
        self.slots.get(key)?.word
    }

    /// How many words and phrases it holds, spelling variants counted once.
    #[cfg(test)]
    fn len(&self) -> usize {
        self.slots.values().map(|slot| usize::from(slot.word.is_some()) + slot.phrases.len()).sum()
    }
}

/// A number is a value, the other classes are roles.
fn entry_of(class: &str, gated: bool) -> Option<Entry> {
    let (value, role) = match class {
        "negator" => (0.0, Role::Negator),
        "negator-before" => (0.0, Role::NegatorBefore),
        "negator-after" => (0.0, Role::NegatorAfter),
        "booster" => (0.0, Role::Booster),
        "damper" => (0.0, Role::Damper),
        "contrast" => (0.0, Role::Contrast),
        "marker" => (0.0, Role::Marker),
        "false-friend" => (0.0, Role::FalseFriend),
        _ => {
            if let Some(value) = class.strip_prefix("laughter ") {
                (value.parse().ok()?, Role::Laughter)
            } else if let Some(value) = class.strip_prefix("shade ") {
                (value.parse().ok()?, Role::Shade)
            } else {
                (class.parse().ok()?, Role::Plain)
            }
        }
    };
    Some(Entry { value, role, gated })
}

/// All own tables.
pub(crate) struct Lexicon {
    pub(crate) english: Table<Entry>,
    /// English words that a romanised one sounds like.
    lookalikes: Table<()>,
    romanised: Table<Entry>,
    pub(crate) bangla: Table<Entry>,
    pub(crate) devanagari: Table<Entry>,
    pub(crate) emoji: Table<Entry>,
}

impl Lexicon {
    /// Reads the tables. `compound` is the base's score of a text.
    pub(crate) fn read(compound: impl Fn(&str) -> f64) -> Self {
        let mut lexicon = Self::tables();
        // An emoji is words to the base; those that are neither sentiment nor a modifier leave a text as it is.
        let good: f64 = compound("good");
        let silent = |emoji: &str| {
            compound(emoji) == 0.0 && compound(&format!("{emoji} good")).to_bits() == good.to_bits()
        };
        lexicon.emoji.mark(|emoji, _| silent(emoji), |entry| entry.gated = true);
        // What the base reads to the same side is left to it, which spares a second run over most messages.
        let agrees = |emoji: &str, value: f64| compound(emoji) * value > 0.0 && compound(emoji).abs() > 0.2;
        let leave = |entry: &mut Entry| (entry.gated, entry.value) = (true, 0.0);
        lexicon.emoji.mark(|emoji, entry| agrees(emoji, entry.value), leave);
        lexicon
    }

    fn tables() -> Self {
        Self {
            english: Table::read(&[include_str!("data/english.tsv")], spelling::english, entry_of),
            lookalikes: Table::read(&[include_str!("data/lookalikes.tsv")], spelling::english, |_, _| {
                Some(())
            }),
            romanised: Table::read(
                &[include_str!("data/hindi_latin.tsv"), include_str!("data/bangla_latin.tsv")],
                spelling::romanised,
                entry_of,
            ),
            bangla: Table::read(&[include_str!("data/bangla.tsv")], spelling::bangla, entry_of),
            devanagari: Table::read(&[include_str!("data/hindi.tsv")], spelling::devanagari, entry_of),
            emoji: Table::read(&[include_str!("data/emoji.tsv")], plain_emoji, entry_of),
        }
    }

    /// The longest romanised entry that begins with the first of `keys`; one word whose English spelling `word` is a
    /// lookalike is gated.
    pub(crate) fn romanised<'a>(
        &self,
        word: &str,
        keys: impl Iterator<Item = &'a str> + Clone,
    ) -> Option<(Entry, usize)> {
        let (entry, length) = self.romanised.find(keys)?;
        let gated = entry.gated || (length == 1 && self.lookalikes.word(word).is_some());
        Some((Entry { gated, ..entry }, length))
    }

    /// The entry of one Bangla key, with or without endings. At most two endings come off.
    pub(crate) fn bangla_word(&self, key: &str) -> Option<Entry> {
        inflected(&self.bangla, key, spelling::strip_bangla_ending, 2)
    }

    /// The entry of one Devanagari key, with or without an ending.
    pub(crate) fn devanagari_word(&self, key: &str) -> Option<Entry> {
        inflected(&self.devanagari, key, spelling::strip_devanagari_ending, 1)
    }
}

type Strip = fn(&str, usize) -> Option<(&str, usize)>;

fn inflected(table: &Table<Entry>, key: &str, strip: Strip, depth: u8) -> Option<Entry> {
    if let Some(entry) = table.word(key) {
        return Some(entry);
    }
    if depth == 0 {
        return None;
    }
    let mut skip = 0;
    while let Some((stem, next)) = strip(key, skip) {
        // A role belongs to the bare word; with an ending it is another word.
        if let Some(entry) = inflected(table, stem, strip, depth - 1).filter(|entry| entry.value != 0.0) {
            return Some(entry);
        }
        skip = next;
    }
    None
}

/// An emoji without its variation selectors and skin tones.
pub(crate) fn plain_emoji(emoji: &str, key: &mut String) {
    key.clear();
    key.extend(emoji.chars().filter(|c| !matches!(c, '\u{fe0e}' | '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_as_broad_as_promised() {
        let lexicon = Lexicon::tables();
        assert!(lexicon.romanised.len() + lexicon.english.len() >= 400);
        assert!(lexicon.bangla.len() >= 300);
        assert!(lexicon.devanagari.len() >= 150);
    }

    #[test]
    fn romanised_words_that_the_base_knows_are_gated() {
        let base = vader_parity::SentimentIntensityAnalyzer::new();
        let lexicon = Lexicon::tables();
        let sources = [include_str!("data/hindi_latin.tsv"), include_str!("data/bangla_latin.tsv")];
        let mut key = String::new();
        let known: Vec<_> = sources
            .iter()
            .flat_map(|source| source.lines())
            .filter_map(|line| line.split_once('\t').filter(|_| !line.starts_with('#')))
            .flat_map(|(_, entries)| entries.split(',').map(str::trim))
            .filter(|word| !word.contains(' ') && base.polarity_scores(word).compound != 0.0)
            .filter(|word| {
                spelling::romanised(word, &mut key);
                let found = lexicon.romanised(word, std::iter::once(key.as_str()));
                found.is_some_and(|(entry, _)| !entry.gated && entry.role != Role::FalseFriend)
            })
            .collect();
        assert!(known.is_empty(), "put into lookalikes.tsv or gate: {known:?}");
    }

    #[test]
    fn every_class_of_every_table_is_known() {
        let sources = [
            include_str!("data/english.tsv"),
            include_str!("data/hindi_latin.tsv"),
            include_str!("data/bangla_latin.tsv"),
            include_str!("data/bangla.tsv"),
            include_str!("data/hindi.tsv"),
            include_str!("data/emoji.tsv"),
        ];
        for line in sources.iter().flat_map(|source| source.lines()).filter(|line| !line.starts_with('#')) {
            let class = line.split_once('\t').map(|(class, _)| class);
            let entry = class.and_then(|class| entry_of(class, false));
            assert!(entry.is_some_and(|entry| entry.value.abs() <= 4.0), "{class:?}");
        }
    }
}
