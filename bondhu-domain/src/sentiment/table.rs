//! A table of words and phrases, read from a data file and looked up by key.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// One table: a key to a word and the phrases that begin with it.
pub(crate) struct Table<T> {
    slots: HashMap<Box<str>, Slot<T>, BuildHasherDefault<KeyHasher>>,
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
    pub(crate) fn mark(&mut self, test: impl Fn(&str, &T) -> bool, change: impl Fn(&mut T)) {
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
    pub(crate) fn len(&self) -> usize {
        self.slots.values().map(|slot| usize::from(slot.word.is_some()) + slot.phrases.len()).sum()
    }
}

/// Takes eight bytes at a time. The keys of the tables are ours, so nobody can make them collide, and on words it is
/// many times faster than the standard hasher.
#[derive(Default)]
pub(crate) struct KeyHasher(u64);

impl KeyHasher {
    fn add(&mut self, chunk: u64) {
        self.0 = (self.0.rotate_left(23) ^ chunk).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        let (chunks, rest) = bytes.as_chunks::<8>();
        for chunk in chunks {
            self.add(u64::from_le_bytes(*chunk));
        }
        // The length keeps a word apart from the same word with zero bytes behind.
        self.add(rest.iter().fold(bytes.len() as u64, |chunk, byte| (chunk << 8) | u64::from(*byte)));
    }

    fn write_u8(&mut self, _: u8) {
        // The mark that ends a text: the length is counted already.
    }

    fn write_u32(&mut self, number: u32) {
        self.add(u64::from(number));
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
