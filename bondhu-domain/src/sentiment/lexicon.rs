//! The own tables: read once from the data files, then looked up by key.

use super::spelling;
use super::table::Table;

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
