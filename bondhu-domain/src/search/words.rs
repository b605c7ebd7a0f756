//! Words, symbols and English stems in a normalised text.

use std::borrow::Cow;
use std::ops::Range;

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

/// Longer runs of letters are no words of a language.
const LONGEST_ENGLISH_WORD: usize = 64;

/// Where words and symbols of `chunk`, which holds no white space, begin and end: the word boundaries of UAX #29, and
/// those of `_`, which that annex takes for a letter. Begins with 0 and ends with the length.
pub(super) fn boundaries(chunk: &str) -> Vec<usize> {
    let mut all = vec![0];
    for (start, segment) in chunk.split_word_bound_indices() {
        let mut at = start;
        for piece in segment.split_inclusive('_') {
            let word = piece.trim_end_matches('_');
            if !word.is_empty() {
                all.push(at + word.len());
            }
            at += piece.len();
            all.push(at);
        }
    }
    all.dedup();
    all
}

/// The words and symbols of a normalised text.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split(' ').flat_map(|chunk| {
        let boundaries = boundaries(chunk);
        (1..boundaries.len()).map(move |end| &chunk[boundaries[end - 1]..boundaries[end]]).collect::<Vec<_>>()
    })
}

/// The words of a normalised text that consist of letters of English, with inner apostrophes.
pub(super) fn english_words(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let is_letter = |c: char| {
        c.is_ascii_alphanumeric()
            || c == '\''
            || (!c.is_ascii() && (c.is_alphanumeric() || is_combining_mark(c)))
    };
    text.split(move |c| !is_letter(c)).filter_map(move |run| {
        let word = run.trim_matches('\'');
        // Both are slices of `text`.
        let start = word.as_ptr().addr() - text.as_ptr().addr();
        is_english(word).then(|| (start..start + word.len(), word))
    })
}

/// Whether all of `word` is letters of English, with inner apostrophes.
pub(super) fn is_english(word: &str) -> bool {
    (1..=LONGEST_ENGLISH_WORD).contains(&word.len())
        && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'\'')
        && !word.starts_with('\'')
        && !word.ends_with('\'')
}

/// The stem that the forms of an English word share, by the Snowball algorithm "English" (Porter 2). Its first letter is
/// that of the word.
pub(super) fn stem(word: &str) -> Cow<'_, str> {
    Stemmer::create(Algorithm::English).stem(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_and_symbols() {
        let cases: [(&str, &[&str]); 7] = [
            ("snake_case __x", &["snake", "_", "case", "_", "_", "x"]),
            ("don't stop", &["don't", "stop"]),
            ("100% c++", &["100", "%", "c", "+", "+"]),
            ("good😀😀", &["good", "😀", "😀"]),
            ("👨\u{200d}👩\u{200d}👧 🇮🇳🇧🇩", &["👨\u{200d}👩\u{200d}👧", "🇮🇳", "🇧🇩"]),
            ("আমার পরীক্ষা", &["আমার", "পরীক্ষা"]),
            ("日本", &["日", "本"]),
        ];
        for (text, expected) in cases {
            assert_eq!(tokens(text).collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn english_words_stand_alone() {
        let words = |text| english_words(text).map(|(_, word)| word.to_owned()).collect::<Vec<_>>();
        assert_eq!(words("it's 'fine' at x.example"), ["it's", "fine", "at", "x", "example"]);
        assert_eq!(words("abc123 café naïve ok"), ["ok"]);
    }

    #[test]
    fn forms_share_a_stem() {
        for (one, other) in [("exam", "exams"), ("running", "run"), ("studies", "study"), ("exam's", "exam")]
        {
            assert_eq!(stem(one), stem(other));
        }
    }

    proptest! {
        #[test]
        fn a_stem_begins_as_its_word(word in "[a-z]([a-z']{0,20}[a-z])?") {
            let stem = stem(&word);
            prop_assert!(!stem.is_empty() && stem.as_bytes()[0] == word.as_bytes()[0]);
        }

        #[test]
        fn boundaries_are_in_order(text in "\\PC{0,40}") {
            let chunk: String = text.split_whitespace().collect();
            let all = boundaries(&chunk);
            prop_assert!(all.is_sorted() && all.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert_eq!(all.last(), Some(&chunk.len()));
            prop_assert!(all.iter().all(|&at| chunk.is_char_boundary(at)));
        }
    }
}
