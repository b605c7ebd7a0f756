//! The word tables of recall, and stems.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};

/// Loaded once.
pub(super) struct Vocabulary {
    stemmer: Stemmer,
    stop: HashSet<&'static str>,
    weak: HashSet<String>,
    irregular: HashMap<&'static str, &'static str>,
    related: HashMap<String, Vec<String>>,
}

/// Endings of Bangla (plural, article, case) and Hindi (plural and oblique), longest first.
const INDIC_ENDINGS: &[&str] = &[
    "গুলোর",
    "গুলোকে",
    "গুলো",
    "গুলি",
    "টির",
    "টার",
    "টিকে",
    "টাকে",
    "দের",
    "টি",
    "টা",
    "ের",
    "কে",
    "তে",
    "রা",
    "র",
    "ों",
    "ें",
    "ियाँ",
    "ियां",
    "े",
    "ा",
];

impl Vocabulary {
    pub fn shared() -> &'static Self {
        static SHARED: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::load);
        &SHARED
    }

    fn load() -> Self {
        let mut vocabulary = Self {
            stemmer: Stemmer::create(Algorithm::English),
            stop: words_of(include_str!("data/stop_words.txt")).collect(),
            weak: HashSet::new(),
            irregular: pairs_of(include_str!("data/irregular.tsv")).collect(),
            related: HashMap::new(),
        };
        vocabulary.weak =
            words_of(include_str!("data/weak_words.txt")).map(|word| vocabulary.stem(word)).collect();
        for (word, others) in pairs_of(include_str!("data/related.tsv")) {
            let head = vocabulary.stem(word);
            let others =
                others.split([',', ' ']).filter(|other| !other.is_empty() && !vocabulary.is_stop_word(other));
            let stems: Vec<String> =
                others.map(|other| vocabulary.stem(other)).filter(|stem| *stem != head).collect();
            let known = vocabulary.related.entry(head).or_default();
            for stem in stems {
                if !known.contains(&stem) {
                    known.push(stem);
                }
            }
        }
        vocabulary
    }

    pub fn is_stop_word(&self, word: &str) -> bool {
        self.stop.contains(word)
    }

    /// Whether the word with this stem is one with which one asks.
    pub fn is_weak(&self, stem: &str) -> bool {
        self.weak.contains(stem)
    }

    /// Stems that an answer may have in place of this one.
    pub fn related(&self, stem: &str) -> &[String] {
        self.related.get(stem).map_or(&[], Vec::as_slice)
    }

    /// The stem of a word in lower case: English by Snowball with irregular forms, Bangla and Hindi by their endings,
    /// others as they are. Letters that are repeated for emphasis count twice at most.
    pub fn stem(&self, word: &str) -> String {
        if word.is_ascii() {
            let word = calm(word);
            let word = self.irregular.get(word.as_str()).copied().unwrap_or(&word);
            return self.stemmer.stem(word).into_owned();
        }
        let ending = INDIC_ENDINGS
            .iter()
            .find(|ending| word.strip_suffix(**ending).is_some_and(|stem| stem.chars().count() >= 2));
        word[..word.len() - ending.map_or(0, |ending| ending.len())].to_owned()
    }
}

fn calm(word: &str) -> String {
    let mut calm = String::with_capacity(word.len());
    for letter in word.chars() {
        if !(letter.is_alphabetic() && calm.ends_with(letter) && calm[..calm.len() - 1].ends_with(letter)) {
            calm.push(letter);
        }
    }
    calm
}

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.starts_with('#'))
}

fn words_of(text: &'static str) -> impl Iterator<Item = &'static str> {
    lines(text).flat_map(str::split_whitespace)
}

fn pairs_of(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    lines(text).filter_map(|line| line.split_once('\t'))
}

/// The stem of a word in lower case, as recall compares words.
pub(crate) fn stem(word: &str) -> String {
    Vocabulary::shared().stem(word)
}
