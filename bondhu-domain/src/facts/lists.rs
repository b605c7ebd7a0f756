//! The closed lists that rules draw from, loaded once.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::tokens::Token;

/// Phrases by their first word; each is its words and what it stands for.
type Phrases = HashMap<&'static str, Vec<(Vec<&'static str>, &'static str)>>;

pub(super) struct Lists {
    phrases: HashMap<&'static str, Phrases>,
    only_one: HashSet<&'static str>,
    not_names: HashSet<&'static str>,
    classes: HashMap<&'static str, HashSet<&'static str>>,
}

impl Lists {
    pub fn shared() -> &'static Self {
        static SHARED: LazyLock<Lists> = LazyLock::new(Lists::load);
        &SHARED
    }

    fn load() -> Self {
        let mut lists = Self {
            phrases: HashMap::new(),
            only_one: HashSet::new(),
            classes: pairs(include_str!("data/classes.tsv"))
                .map(|(name, words)| (name, words.split_whitespace().collect()))
                .collect(),
            not_names: lines(include_str!("data/not_names.txt")).flat_map(str::split_whitespace).collect(),
        };
        for (name, entries) in pairs(include_str!("data/words.tsv")) {
            entries.split(',').for_each(|entry| lists.add(name, entry, entry));
        }
        for (words, relation) in pairs(include_str!("data/relations.tsv")) {
            let name = relation.trim_end_matches('*');
            if relation.ends_with('*') {
                lists.only_one.insert(name);
            }
            words.split(',').for_each(|word| lists.add("relation", word, name));
        }
        for (words, kind) in pairs(include_str!("data/pets.tsv")) {
            words.split(',').for_each(|word| lists.add("pet", word, kind));
        }
        for (name, others) in pairs(include_str!("data/places.tsv")) {
            lists.add("place", name, name);
            others.split(',').for_each(|other| lists.add("place", other, name));
        }
        lists
    }

    fn add(&mut self, list: &'static str, phrase: &'static str, meaning: &'static str) {
        let lower: &'static str = if phrase.chars().any(char::is_uppercase) {
            Box::leak(phrase.to_lowercase().into_boxed_str())
        } else {
            phrase
        };
        let words: Vec<&'static str> = lower.split_whitespace().collect();
        if let Some(first) = words.first() {
            self.phrases.entry(list).or_default().entry(first).or_default().push((words, meaning));
        }
    }

    /// The longest phrase of `list` at the beginning of `tokens`: how many tokens it has, and what it stands for.
    pub fn longest(&self, list: &str, tokens: &[Token]) -> Option<(usize, &'static str)> {
        let first = tokens.first()?;
        let phrases = self.phrases.get(list)?.get(first.low.as_str())?;
        phrases
            .iter()
            .filter(|(words, _)| {
                words.len() <= tokens.len()
                    && words.iter().zip(tokens).all(|(word, token)| *word == token.low)
            })
            .map(|(words, meaning)| (words.len(), *meaning))
            .max_by_key(|(length, _)| *length)
    }

    /// The usual name of a place, if it is a known one.
    pub fn place(&self, name: &str) -> Option<&'static str> {
        let words: Vec<&str> = name.split_whitespace().collect();
        let phrases = self.phrases.get("place")?.get(words.first()?)?;
        phrases.iter().find(|(phrase, _)| *phrase == words).map(|(_, meaning)| *meaning)
    }

    /// Whether one has only one such person.
    pub fn is_only_one(&self, relation: &str) -> bool {
        self.only_one.contains(relation)
    }

    /// Whether this word may stand where a name stands without being one.
    pub fn is_no_name(&self, word: &str) -> bool {
        self.not_names.contains(word)
    }
}

/// Whether a word is one of a closed class of `data/classes.tsv`.
pub(super) fn is_in(class: &str, word: &str) -> bool {
    Lists::shared().classes.get(class).is_some_and(|words| words.contains(word))
}

pub(super) fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty())
}

fn pairs(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    lines(text).filter_map(|line| line.split_once('\t'))
}
