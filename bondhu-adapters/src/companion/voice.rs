//! In which language and letters to answer: the person's own.

use std::collections::HashSet;
use std::sync::LazyLock;

use bondhu_domain::users::Language;

use super::normalise::Normalised;

/// A language with its way of writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Voice {
    /// English.
    English,
    /// Hindi in Devanagari.
    Hindi,
    /// Hindi in Latin letters, mixed with English.
    Hinglish,
    /// Bangla in its own script.
    Bangla,
    /// Bangla in Latin letters.
    LatinBangla,
}

/// What the letters of a text tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// Clearly this.
    Voice(Voice),
    /// Mostly letters of a script that cannot be read here.
    OtherScript,
    /// Too little to tell: a word or two in Latin letters, pictures, digits.
    Unclear,
}

impl Voice {
    /// Every voice.
    pub(super) const ALL: [Self; 5] =
        [Self::English, Self::Hindi, Self::Hinglish, Self::Bangla, Self::LatinBangla];

    /// The tag in data files.
    pub(super) const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Hindi => "hi",
            Self::Hinglish => "hi-latn",
            Self::Bangla => "bn",
            Self::LatinBangla => "bn-latn",
        }
    }
}

impl From<Language> for Voice {
    fn from(language: Language) -> Self {
        match language {
            Language::English => Self::English,
            Language::Hindi => Self::Hindi,
            Language::Bangla => Self::Bangla,
        }
    }
}

static HINGLISH: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("data/words.hi-latn.txt").split_whitespace().collect());
static LATIN_BANGLA: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("data/words.bn-latn.txt").split_whitespace().collect());

/// Reads the letters of `text`, whose words are `words`.
pub(super) fn hear(text: &str, words: &Normalised) -> Heard {
    let (mut latin, mut devanagari, mut bangla, mut other) = (0_usize, 0_usize, 0_usize, 0_usize);
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        match c {
            '\u{900}'..='\u{97f}' => devanagari += 1,
            '\u{980}'..='\u{9ff}' => bangla += 1,
            '\0'..='\u{24f}' | '\u{ff21}'..='\u{ff5a}' => latin += 1,
            _ => other += 1,
        }
    }
    let most = latin.max(devanagari).max(bangla).max(other);
    if most == 0 {
        Heard::Unclear
    } else if most == other {
        Heard::OtherScript
    } else if most == bangla {
        Heard::Voice(Voice::Bangla)
    } else if most == devanagari {
        Heard::Voice(Voice::Hindi)
    } else {
        hear_latin(words)
    }
}

/// Words without which a few words in Latin letters are not surely English.
static ENGLISH: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("data/words.en.txt").split_whitespace().collect());

fn hear_latin(text: &Normalised) -> Heard {
    let count = |list: &HashSet<&str>| {
        let known = |word: &str| list.contains(word);
        text.words
            .iter()
            .filter(|word| known(&word.plain) || (word.stretched && known(&word.squeezed)))
            .count()
    };
    let (hindi, bangla, all) = (count(&HINGLISH), count(&LATIN_BANGLA), text.words.len());
    // One such word among many English ones is a loan ("my yaar from college"), not a change of language.
    let enough = |marks: usize| marks > 0 && marks * 5 >= all;
    if enough(hindi) && hindi >= bangla {
        Heard::Voice(Voice::Hinglish)
    } else if enough(bangla) {
        Heard::Voice(Voice::LatinBangla)
    } else if all <= 2 || (all <= 6 && !text.words.iter().any(|word| ENGLISH.contains(word.plain.as_str()))) {
        Heard::Unclear
    } else {
        Heard::Voice(Voice::English)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn voices_by_example() {
        let cases = [
            ("I had a long day at work", Heard::Voice(Voice::English)),
            ("aaj mera mood bahut kharab hai yaar", Heard::Voice(Voice::Hinglish)),
            ("आज मन नहीं लग रहा", Heard::Voice(Voice::Hindi)),
            ("ami khub klanto", Heard::Voice(Voice::LatinBangla)),
            ("tumi ki manush?", Heard::Voice(Voice::LatinBangla)),
            ("আমার ভালো লাগছে না", Heard::Voice(Voice::Bangla)),
            ("私は疲れた", Heard::OtherScript),
            ("мне грустно", Heard::OtherScript),
            ("ok", Heard::Unclear),
            ("😭😭 42", Heard::Unclear),
            ("boss ne sabke saamne daanta", Heard::Voice(Voice::Hinglish)),
            ("my yaar from college was really nice to me", Heard::Voice(Voice::English)),
            ("I want more tea and a nap", Heard::Voice(Voice::English)),
        ];
        for (text, heard) in cases {
            assert_eq!(hear(text, &Normalised::of(text)), heard, "{text}");
        }
    }
}
