//! The word lists, rates and weights, read from their data files once.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::personality::traits::Trait;

/// How many categories there are.
pub(super) const CATEGORIES: usize = 34;

/// A language with a word list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    English,
    /// Hindi in Latin letters.
    Hinglish,
}

/// The categories of each word, by language.
pub(super) struct Table {
    english: Words,
    hinglish: Words,
}

struct Words {
    of: HashMap<&'static str, Vec<u8>>,
    has: [bool; CATEGORIES],
}

static TABLE: LazyLock<Table> = LazyLock::new(|| Table {
    english: Words::read(include_str!("../data/english.tsv")),
    hinglish: Words::read(include_str!("../data/hinglish.tsv")),
});

/// The weights of all traits.
pub(super) static ROWS: LazyLock<Weights> = LazyLock::new(Weights::read);

/// Name, mean and standard deviation of each category; its place is its number.
static RATES: LazyLock<Vec<(&'static str, f64, f64)>> = LazyLock::new(|| {
    let fields = lines(include_str!("../data/rates.tsv")).filter_map(|(name, rest)| {
        let (mean, sd) = rest.split_once('\t')?;
        Some((name, mean.parse().ok()?, sd.parse().ok()?))
    });
    fields.take(CATEGORIES).collect()
});

impl Table {
    pub(super) fn get() -> &'static Self {
        &TABLE
    }

    const fn words(&self, language: Language) -> &Words {
        match language {
            Language::English => &self.english,
            Language::Hinglish => &self.hinglish,
        }
    }

    pub(super) fn knows(&self, language: Language, word: &str) -> bool {
        self.words(language).of.contains_key(word)
    }

    pub(super) fn categories(&self, language: Language, word: &str) -> &[u8] {
        self.words(language).of.get(word).map_or(&[], Vec::as_slice)
    }

    /// Whether the language has a list for a category.
    pub(super) fn has(&self, language: Language, category: u8) -> bool {
        self.words(language).has[usize::from(category)]
    }
}

impl Words {
    fn read(source: &'static str) -> Self {
        let lists: HashMap<&str, Vec<&'static str>> =
            lines(source).map(|(name, words)| (name, words.split(", ").collect())).collect();
        let mut read = Self { of: HashMap::new(), has: [false; CATEGORIES] };
        for name in lists.keys() {
            let category = category(name);
            for word in members(&lists, name) {
                let categories = read.of.entry(word).or_default();
                // A category that is none of ours only tells the language.
                if let Some(category) = category.filter(|it| !categories.contains(it)) {
                    categories.push(category);
                    read.has[usize::from(category)] = true;
                }
            }
        }
        read
    }
}

/// The words of a list and of those that it takes in.
fn members(lists: &HashMap<&str, Vec<&'static str>>, name: &str) -> Vec<&'static str> {
    let entries = lists.get(name).map_or(&[][..], Vec::as_slice);
    let words = entries.iter().flat_map(|entry| match entry.strip_prefix('+') {
        Some(other) => members(lists, other),
        None => vec![*entry],
    });
    words.collect()
}

/// One category of a trait.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weight {
    pub(super) category: u8,
    /// 1 or −1.
    pub(super) sign: f64,
    pub(super) mean: f64,
    pub(super) sd: f64,
}

/// The categories of each trait.
pub(super) struct Weights(Vec<(Trait, Weight)>);

impl Weights {
    fn read() -> Self {
        let traits = lines(include_str!("../data/weights.tsv"));
        let entries = traits.flat_map(|(name, entries)| {
            let of = Trait::parse(name);
            entries.split(", ").filter_map(move |entry| {
                let (name, r) = entry.split_once('=')?;
                let (category, r) = (category(name)?, r.parse::<f64>().ok()?);
                let (_, mean, sd) = RATES[usize::from(category)];
                Some((of?, Weight { category, sign: r.signum(), mean, sd }))
            })
        });
        Self(entries.collect())
    }

    pub(super) fn with(&self, of: Trait) -> impl Iterator<Item = &Weight> {
        self.0.iter().filter(move |(it, _)| *it == of).map(|(_, weight)| weight)
    }
}

/// The number of a category.
#[cfg(test)]
pub(super) fn number_of(name: &str) -> Option<u8> {
    category(name)
}

fn category(name: &str) -> Option<u8> {
    RATES.iter().position(|(known, ..)| *known == name).and_then(|at| u8::try_from(at).ok())
}

fn lines(source: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    source.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_data_files_is_read() {
        assert_eq!(RATES.len(), CATEGORIES);
        assert_eq!(lines(include_str!("../data/rates.tsv")).count(), CATEGORIES);
        assert!(RATES.iter().all(|(_, mean, sd)| *mean > 0.0 && *sd > 0.0));
        let weights = include_str!("../data/weights.tsv");
        assert_eq!(ROWS.0.len(), lines(weights).map(|(_, it)| it.split(", ").count()).sum::<usize>());
        assert_eq!(ROWS.0.len(), 67);
        for row in &ROWS.0 {
            assert!(TABLE.has(Language::English, row.1.category), "{row:?}");
        }
        for (source, unknown) in
            [("../data/english.tsv", &["they"][..]), ("../data/hinglish.tsv", &["other"])]
        {
            let text = if source.contains("english") {
                include_str!("../data/english.tsv")
            } else {
                include_str!("../data/hinglish.tsv")
            };
            for (name, words) in lines(text) {
                assert!(category(name).is_some() || unknown.contains(&name), "{source}: {name}");
                assert!(words.split(", ").all(|it| !it.is_empty() && it.trim() == it), "{source}: {name}");
            }
        }
    }
}
