//! Names of artists, works, genres and games as they are compared.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The key by which two spellings of a name are the same: compatibility forms, case, accents of European letters,
/// spaces, apostrophes and punctuation make no difference (`AC/DC` and `ACDC`, `Beyoncé` and `Beyonce`). A name of signs
/// alone (`!!!`) is its own key. Empty only for a text without a visible character.
pub fn name_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    if name.is_ascii() {
        let letters = name.bytes().filter(u8::is_ascii_alphanumeric);
        key.extend(letters.map(|it| char::from(it.to_ascii_lowercase())));
    } else {
        key.extend(plain(name).filter(|it| is_letter(*it)));
    }
    if key.is_empty() { name.trim().to_lowercase() } else { key }
}

/// The words of a name, each as in its key.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for character in plain(name) {
        let open = words.last_mut().filter(|word| !word.is_empty() || is_letter(character));
        match open {
            Some(word) if is_letter(character) => word.push(character),
            // An apostrophe or a joiner stands inside a word.
            Some(_) if !matches!(character, '\'' | '’' | '‘' | '\u{200c}' | '\u{200d}') => {
                words.push(String::new());
            }
            Some(_) | None => {}
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Lower case and compatibility forms. Marks of European letters go; those of Indian scripts are part of the letter.
fn plain(name: &str) -> impl Iterator<Item = char> {
    name.nfkd().filter(|it| !('\u{300}'..='\u{36f}').contains(it)).flat_map(char::to_lowercase)
}

fn is_letter(character: char) -> bool {
    character.is_alphanumeric() || is_combining_mark(character)
}

/// A text of a provider, a file or a person as a name: trimmed, without control characters, at most `MAX_NAME`
/// characters; `None` when nothing visible is left.
pub(crate) fn clean(text: &str) -> Option<String> {
    let visible = |it: &char| {
        !it.is_control() && !matches!(it, '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let spaced = text.chars().map(|it| if it.is_whitespace() { ' ' } else { it });
    let kept: String = spaced.filter(visible).take(MAX_NAME).collect();
    let kept = kept.trim();
    (!kept.is_empty()).then(|| kept.to_owned())
}

/// The longest name that is kept, in characters.
pub const MAX_NAME: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_have_one_key() {
        for (one, other) in [
            ("AC/DC", "acdc"),
            ("Beyoncé", "Beyonce"),
            ("Guns N' Roses", "guns n roses"),
            ("ＡＢＢＡ", "Abba"),
            ("Hip-Hop", "hip hop"),
        ] {
            assert_eq!(name_key(one), name_key(other), "{one}");
        }
    }

    #[test]
    fn indian_vowel_signs_are_letters() {
        assert_ne!(name_key("कल"), name_key("काल"));
        assert_ne!(name_key("মন"), name_key("মনে"));
    }

    #[test]
    fn words_are_the_parts_of_a_key() {
        for name in
            ["Guns N' Roses", "রবীন্দ্র সঙ্গীত", "Sigur Rós / live", "D'Angelo", "ＡＢ-Ｃ", "don’t  stop"]
        {
            assert_eq!(words(name).concat(), name_key(name), "{name}");
        }
        assert_eq!(words("Rock'n'Roll, Baby!"), ["rocknroll", "baby"]);
    }

    #[test]
    fn signs_alone_are_a_name() {
        assert_eq!(name_key("!!!"), "!!!");
        assert_ne!(name_key("!!!"), name_key("÷"));
    }

    #[test]
    fn names_are_cleaned() {
        assert_eq!(clean("  a\u{0}b\u{202e}\nc\n "), Some("ab c".to_owned()));
        assert_eq!(clean(" \u{7}"), None);
        assert_eq!(clean(&"é".repeat(500)).unwrap().chars().count(), MAX_NAME);
    }
}
