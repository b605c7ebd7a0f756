//! What one character stands for once disguises are taken off: case, look-alike letters, vowel signs that sound alike.

/// What a character means to the detector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Leaves no trace: zero-width characters, accents, skin tones, apostrophes, nukta.
    Nothing,
    /// A letter of a word, already folded.
    Letter(char),
    /// A decimal digit.
    Digit(char),
    /// A symbol that may stand for a letter (`$`, `@`, `*`).
    Symbol(char),
    /// An emoji or another sign with a meaning of its own.
    Sign(char),
    /// The end of a sentence or line.
    Break,
    /// Anything that parts words.
    Space,
}

/// Folds one character of a compatibility-decomposed (NFKD) text.
pub(super) fn fold(c: char) -> Meaning {
    match c {
        'a'..='z' => Meaning::Letter(c),
        'A'..='Z' => Meaning::Letter(c.to_ascii_lowercase()),
        '0'..='9' => Meaning::Digit(c),
        '\'' | '`' | '"' => Meaning::Nothing,
        '$' | '@' | '*' | '|' | '+' => Meaning::Symbol(c),
        '.' | '!' | '?' | ';' | '\n' | '\r' | '।' | '॥' => Meaning::Break,
        '\0'..='\x7f' => Meaning::Space,
        _ => fold_beyond_ascii(c),
    }
}

fn fold_beyond_ascii(c: char) -> Meaning {
    match c {
        '\u{300}'..='\u{36f}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{206f}'
        | '\u{20d0}'..='\u{20ff}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{1f3fb}'..='\u{1f3ff}'
        | '\u{e0000}'..='\u{e0fff}'
        | '‘'
        | '’'
        | '“'
        | '”'
        | 'ʼ'
        | '´'
        | '\u{93c}'
        | '\u{9bc}' => Meaning::Nothing,
        '\u{966}'..='\u{96f}' => digit(c, '\u{966}'),
        '\u{9e6}'..='\u{9ef}' => digit(c, '\u{9e6}'),
        '\u{900}'..='\u{97f}' => Meaning::Letter(devanagari(c)),
        '\u{980}'..='\u{9ff}' => Meaning::Letter(bangla(c)),
        '…' | '\u{2028}' | '\u{2029}' | '\u{85}' => Meaning::Break,
        _ => fold_other(c),
    }
}

fn fold_other(c: char) -> Meaning {
    if let Some(latin) = look_alike(c) {
        return Meaning::Letter(latin);
    }
    if c.is_alphabetic() {
        let lower = c.to_lowercase().next().unwrap_or(c);
        return Meaning::Letter(look_alike(lower).unwrap_or(lower));
    }
    let sign = matches!(c, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}');
    if sign { Meaning::Sign(c) } else { Meaning::Space }
}

fn digit(c: char, zero: char) -> Meaning {
    let value = u32::from(c) - u32::from(zero);
    Meaning::Digit(char::from_digit(value, 10).unwrap_or('0'))
}

/// Cyrillic, Greek, Latin-extension and small-capital letters that are drawn like a plain Latin one.
fn look_alike(c: char) -> Option<char> {
    Some(match c {
        'а' | 'А' | 'α' | 'Α' | 'ᴀ' | 'ɑ' => 'a',
        'в' | 'В' | 'Β' | 'β' | 'ʙ' | 'Ь' | 'ь' => 'b',
        'с' | 'С' | 'ϲ' | 'ᴄ' => 'c',
        'ԁ' | 'ᴅ' | 'đ' | 'ɗ' => 'd',
        'е' | 'Е' | 'ε' | 'Ε' | 'э' | 'є' | 'ᴇ' | 'ə' => 'e',
        'ꜰ' | 'ƒ' => 'f',
        'ɡ' | 'ɢ' => 'g',
        'һ' | 'Н' | 'н' | 'Η' | 'ʜ' => 'h',
        'і' | 'І' | 'ι' | 'Ι' | 'ı' | 'ɪ' | 'ɩ' => 'i',
        'ј' | 'Ј' | 'ᴊ' => 'j',
        'к' | 'К' | 'κ' | 'Κ' | 'ᴋ' => 'k',
        'ӏ' | 'Ӏ' | 'ʟ' | 'ł' => 'l',
        'м' | 'М' | 'Μ' | 'ᴍ' => 'm',
        'п' | 'η' | 'Ν' | 'ɴ' => 'n',
        'о' | 'О' | 'ο' | 'Ο' | 'ᴏ' | 'ø' | 'σ' => 'o',
        'р' | 'Р' | 'ρ' | 'Ρ' | 'ᴘ' => 'p',
        'г' | 'ʀ' => 'r',
        'ѕ' | 'Ѕ' | 'ꜱ' => 's',
        'т' | 'Т' | 'τ' | 'Τ' | 'ᴛ' => 't',
        'υ' | 'ս' | 'ᴜ' => 'u',
        'ν' | 'ѵ' | 'ᴠ' => 'v',
        'ѡ' | 'ω' | 'ᴡ' => 'w',
        'х' | 'Х' | 'χ' | 'Χ' => 'x',
        'у' | 'У' | 'γ' | 'Υ' | 'ʏ' => 'y',
        'ᴢ' => 'z',
        _ => return None,
    })
}

/// Long and short vowels, the three sibilants and the nasal signs are mixed up in everyday spelling.
fn devanagari(c: char) -> char {
    match c {
        'ी' => 'ि',
        'ू' => 'ु',
        'ई' => 'इ',
        'ऊ' => 'उ',
        'ष' => 'श',
        'ण' => 'न',
        'ँ' => 'ं',
        _ => c,
    }
}

fn bangla(c: char) -> char {
    match c {
        'ী' => 'ি',
        'ূ' => 'ু',
        'ঈ' => 'ই',
        'ঊ' => 'উ',
        'ষ' | 'স' => 'শ',
        'ণ' => 'ন',
        'ঁ' => 'ং',
        'য' => 'জ',
        _ => c,
    }
}

/// The letters a digit or symbol may stand for in disguised spelling; the second differs only for `1` and `|`.
pub(super) fn leet(c: char) -> Option<(char, char)> {
    Some(match c {
        '0' => ('o', 'o'),
        '1' | '|' => ('i', 'l'),
        '!' => ('i', 'i'),
        '3' => ('e', 'e'),
        '4' | '@' => ('a', 'a'),
        '5' | '$' => ('s', 's'),
        '7' | '+' => ('t', 't'),
        '8' => ('b', 'b'),
        '9' => ('g', 'g'),
        '*' => ('*', '*'),
        _ => return None,
    })
}
