//! A text as stems: what two texts have in common when they speak of the same thing.

use unicode_segmentation::UnicodeSegmentation;

use super::vocabulary::Vocabulary;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// In lower case, without a possessive ending.
    pub plain: String,
    /// Its stem, or nothing for a stop word.
    pub stem: Option<String>,
    /// It stands in a sentence that asks.
    pub asked: bool,
}

/// The words of `text`, in order. Longer words than 40 characters are cut: they are rarely words.
pub(super) fn words(text: &str) -> Vec<Word> {
    let vocabulary = Vocabulary::shared();
    let mut words = Vec::new();
    for sentence in sentences(text) {
        let asked = sentence.trim_end().ends_with(['?', '？']);
        for word in sentence.unicode_words() {
            let lower = word.to_lowercase().replace('’', "'");
            let plain: String = lower.strip_suffix("'s").unwrap_or(&lower).chars().take(40).collect();
            if plain.is_empty() {
                continue;
            }
            let stem = (!vocabulary.is_stop_word(&lower) && !vocabulary.is_stop_word(&plain))
                .then(|| vocabulary.stem(&plain));
            words.push(Word { plain, stem, asked });
        }
    }
    words
}

/// The different words of `text`, then words that an answer may have in their place, without those that say little.
pub(crate) fn telling_words(text: &str) -> Vec<String> {
    let vocabulary = Vocabulary::shared();
    let own: Vec<(String, String)> = words(text)
        .into_iter()
        .filter_map(|word| word.stem.filter(|stem| !vocabulary.is_weak(stem)).map(|stem| (word.plain, stem)))
        .collect();
    let related = own.iter().flat_map(|(_, stem)| vocabulary.related(stem));
    let mut telling: Vec<String> = Vec::new();
    for word in own.iter().map(|(plain, _)| plain).chain(related) {
        if !telling.contains(word) {
            telling.push(word.clone());
        }
    }
    telling
}

/// Pieces that end with a sentence's sign, which belongs to them. A point inside a number or a name is none.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest
            .char_indices()
            .find(|(at, c)| {
                matches!(c, '!' | '?' | '？' | '।' | '\n')
                    || *c == '.' && rest[at + 1..].chars().next().is_none_or(char::is_whitespace)
            })
            .map_or(rest.len(), |(at, c)| at + c.len_utf8());
        let (sentence, after) = rest.split_at(end);
        rest = after;
        Some(sentence)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stems(text: &str) -> Vec<String> {
        words(text).into_iter().filter_map(|word| word.stem).collect()
    }

    #[test]
    fn forms_of_a_word_have_one_stem() {
        for (one, other) in [
            ("I went hiking", "go hike"),
            ("she bought Riya's paintings", "buy riya paint"),
            ("ran races", "running race"),
            ("the children were camping", "child camp"),
            ("ছেলেটির বইগুলো", "ছেলে বই"),
            ("लड़कों", "लड़का"),
        ] {
            assert_eq!(stems(one), stems(other), "{one}");
        }
    }

    #[test]
    fn only_the_asking_sentence_is_asked() {
        let asked: Vec<_> =
            words("I ran 3.5 km. Did you swim? Nice!").into_iter().filter(|w| w.asked).collect();
        assert_eq!(asked.iter().map(|w| w.plain.as_str()).collect::<Vec<_>>(), ["did", "you", "swim"]);
    }
}
