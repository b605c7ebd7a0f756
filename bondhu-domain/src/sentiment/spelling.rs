//! Brings the many spellings of one word to one key.
//!
//! Romanised Hindi and Bangla have no fixed spelling: `accha`, `achha` and `acha` are one word. Bangla comments mix the
//! letters that sound alike. Keys are for looking up only; nothing is shown in them.

/// The key of a romanised word: repeated letters once, `ee`→`i`, `oo`→`u`, `w`→`v`, `bh`→`v`, `ph`→`f`, `z`→`j`, `q`→`k`,
/// `x`→`ks`, `sh`→`s`, `chh`/`cch`/`ck`→`ch`/`k`. Written over `key`.
pub(crate) fn romanised(word: &str, key: &mut String) {
    key.clear();
    if word.is_ascii() {
        let letters = word.bytes().filter(u8::is_ascii_alphabetic);
        romanise(letters.map(|byte| char::from(byte.to_ascii_lowercase())), key);
    } else {
        romanise(word.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase), key);
    }
}

fn romanise(letters: impl Iterator<Item = char>, key: &mut String) {
    let mut letters = letters.peekable();
    while let Some(letter) = letters.next() {
        let mut runs = 1;
        while letters.next_if_eq(&letter).is_some() {
            runs += 1;
        }
        let out = match letter {
            'e' if runs == 2 => 'i',
            'o' if runs == 2 => 'u',
            'w' => 'v',
            'z' => 'j',
            'q' => 'k',
            'b' if letters.next_if_eq(&'h').is_some() => 'v',
            'p' if letters.next_if_eq(&'h').is_some() => 'f',
            's' => {
                letters.next_if_eq(&'h');
                's'
            }
            'c' if letters.peek() == Some(&'k') => continue,
            'x' => {
                push(key, 'k');
                's'
            }
            other => other,
        };
        push(key, out);
        if out == 'c' && letters.next_if_eq(&'h').is_some() {
            while letters.next_if_eq(&'h').is_some() {}
            // `achchha` is `accha` said slowly.
            if key.ends_with("chc") {
                key.pop();
            } else {
                key.push('h');
            }
        }
    }
}

fn push(key: &mut String, letter: char) {
    if !key.ends_with(letter) {
        key.push(letter);
    }
}

/// The key of an English word: lower case, straight apostrophes, three or more equal letters cut to two. Written over
/// `key`.
pub(crate) fn english(word: &str, key: &mut String) {
    key.clear();
    if word.is_ascii() {
        shorten(word.bytes().map(|byte| char::from(byte.to_ascii_lowercase())), key);
    } else {
        shorten(word.chars().flat_map(char::to_lowercase), key);
    }
}

fn shorten(letters: impl Iterator<Item = char>, key: &mut String) {
    let mut run = ('\0', 0);
    for letter in letters {
        let letter = if letter == '’' { '\'' } else { letter };
        run = if letter == run.0 { (letter, run.1 + 1) } else { (letter, 1) };
        if run.1 <= 2 {
            key.push(letter);
        }
    }
}

/// The key of a word in Bangla script: one code for each letter, long vowels short, the sibilants, `ন`/`ণ` and `জ`/`য` as
/// one, no chandrabindu, repeated signs once, no silent final `ো`. Written over `key`.
pub(crate) fn bangla(word: &str, key: &mut String) {
    key.clear();
    let mut letters = word.chars().peekable();
    while let Some(letter) = letters.next() {
        let nukta = letters.next_if_eq(&'\u{9bc}').is_some();
        let out = match (letter, nukta) {
            ('ী', _) => 'ি',
            ('ূ', _) => 'ু',
            ('ঈ', _) => 'ই',
            ('ঊ', _) => 'উ',
            ('ণ', _) => 'ন',
            ('ষ' | 'স', _) => 'শ',
            ('য', true) | ('\u{9df}', _) => '\u{9df}',
            ('য', false) => 'জ',
            ('ড', true) | ('\u{9dc}', _) => '\u{9dc}',
            ('ঢ', true) | ('\u{9dd}', _) => '\u{9dd}',
            ('ৎ', _) => 'ত',
            ('ঙ', _) => 'ং',
            ('\u{981}' | 'ঃ' | '\u{200c}' | '\u{200d}' | '\u{9bc}', _) => continue,
            (other, _) => other,
        };
        let out = match out {
            'ে' if letters.next_if_eq(&'া').is_some() => 'ো',
            other => other,
        };
        // A doubled consonant is spelt with a hasant between; two equal signs in a row are a stretched sound.
        if !key.ends_with(out) {
            key.push(out);
        }
    }
    if key.ends_with('ো') && key.chars().count() > 2 {
        key.pop();
    }
}

/// The key of a word in Devanagari: no nukta, chandrabindu as anusvara, long vowels short. Written over `key`.
pub(crate) fn devanagari(word: &str, key: &mut String) {
    key.clear();
    for letter in word.chars() {
        let out = match letter {
            '\u{93c}' | '\u{200c}' | '\u{200d}' => continue,
            '\u{901}' => '\u{902}',
            'ी' => 'ि',
            'ू' => 'ु',
            'ई' => 'इ',
            'ऊ' => 'उ',
            '\u{958}' => 'क',
            '\u{959}' => 'ख',
            '\u{95a}' => 'ग',
            '\u{95b}' => 'ज',
            '\u{95c}' => 'ड',
            '\u{95d}' => 'ढ',
            '\u{95e}' => 'फ',
            other => other,
        };
        if !key.ends_with(out) {
            key.push(out);
        }
    }
}

/// Endings of Bangla nouns, adjectives and verbs, in the form of [`bangla`] keys, longest first.
const BANGLA_ENDINGS: &[&str] = &[
    "গুলোকে",
    "গুলোর",
    "গুলার",
    "গুলির",
    "দেরকে",
    "িয়েছে",
    "িয়েছি",
    "েছিলাম",
    "েছিল",
    "েছিলেন",
    "েছেন",
    "তেছে",
    "গুলো",
    "গুলা",
    "গুলি",
    "েছে",
    "েছি",
    "েছো",
    "ছিলাম",
    "ছিলেন",
    "ছিল",
    "দের",
    "টাকে",
    "টার",
    "টির",
    "টুকু",
    "ভাবে",
    "তেই",
    "তাম",
    "বেন",
    "লেন",
    "লাম",
    "ছেন",
    "েরা",
    "কেই",
    "টাই",
    "টা",
    "টি",
    "রা",
    "কে",
    "তে",
    "ের",
    "েই",
    "েও",
    "েন",
    "ছে",
    "ছি",
    "লে",
    "লো",
    "বো",
    "বে",
    "ই",
    "ও",
    "র",
    "ে",
    "ি",
    "ল",
    "া",
];

/// Shortens `key` by its longest ending that leaves three letters or more; false when there is none. `skip` endings
/// are passed over first, so that a caller can try one after another.
pub(crate) fn strip_bangla_ending(key: &str, skip: usize) -> Option<(&str, usize)> {
    BANGLA_ENDINGS.iter().enumerate().skip(skip).find_map(|(index, ending)| {
        let stem = key.strip_suffix(ending)?;
        let stem = stem.strip_suffix('ো').unwrap_or(stem);
        (stem.chars().count() >= 3).then_some((stem, index + 1))
    })
}

/// Endings of Hindi words in Devanagari that carry case and number.
const DEVANAGARI_ENDINGS: &[&str] = &["ियों", "ियां", "ाओं", "ओं", "ों", "ें", "े", "ि", "ा"];

/// As [`strip_bangla_ending`], for Devanagari.
pub(crate) fn strip_devanagari_ending(key: &str, skip: usize) -> Option<(&str, usize)> {
    DEVANAGARI_ENDINGS.iter().enumerate().skip(skip).find_map(|(index, ending)| {
        let stem = key.strip_suffix(ending)?;
        (stem.chars().count() >= 3).then_some((stem, index + 1))
    })
}
