//! The form in which texts and queries are compared.

use unicode_normalization::UnicodeNormalization;

/// The form in which texts and queries are compared: words (what stands between white space and control characters) with
/// one space between them, each in compatibility composition (NFKC) and lower case. Curly quotation marks are straight,
/// emoji have no presentation selector and no skin tone, and characters that nobody sees are gone.
pub fn normalise(text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    for word in raw_words(text) {
        if !normal.is_empty() {
            normal.push(' ');
        }
        push_word(word, &mut normal);
    }
    normal
}

/// What stands between white space and control characters.
pub(super) fn raw_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty())
}

/// Appends the normal form of one word. It may be empty.
pub(super) fn push_word(word: &str, normal: &mut String) {
    if word.is_ascii() {
        normal.extend(word.chars().map(|c| c.to_ascii_lowercase()));
        return;
    }
    let folded = word.nfkc().flat_map(char::to_lowercase).map(fold).filter(|c| !is_invisible(*c));
    let mut chars = folded.nfkc().peekable();
    let mut previous = None;
    while let Some(c) = chars.next() {
        let kept = match c {
            // Joins emoji into one. In the scripts of India it only chooses between forms of the same letters.
            '\u{200d}' => {
                let beside_letter = |c: char| c.is_alphabetic();
                previous.is_some_and(|c| !beside_letter(c))
                    && chars.peek().is_some_and(|&c| !beside_letter(c))
            }
            '\u{1f3fb}'..='\u{1f3ff}' => {
                previous.is_none_or(|before: char| before.is_ascii() || before.is_alphanumeric())
            }
            _ => true,
        };
        if kept {
            normal.push(c);
            previous = Some(c);
        }
    }
}

fn fold(c: char) -> char {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{02bc}' => '\'',
        '\u{201c}' | '\u{201d}' | '\u{201e}' => '"',
        'ς' => 'σ',
        other if other.is_whitespace() => ' ',
        other => other,
    }
}

/// Marks of direction, soft breaks and variation selectors.
const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'
            | '\u{200c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{e0100}'..='\u{e01ef}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_the_same_text_are_one() {
        let same = [
            ("Hello\t\n WORLD", "hello world"),
            ("ｆｕｌｌ　ｗｉｄｔｈ", "full width"),
            ("e\u{301}té", "été"),
            ("don\u{2019}t \u{201c}quote\u{201d}", "don't \"quote\""),
            ("❤\u{fe0f}", "❤"),
            ("👍🏽", "👍"),
            ("ব\u{9be}\u{982}ল\u{9be}", "বাংলা"),
            // Bangla rra, precomposed and with a dot, which NFKC writes as two.
            ("\u{9dc}", "\u{9a1}\u{9bc}"),
            ("ΟΔΟΣ", "οδοσ"),
            ("soft\u{ad}break zero\u{200b}width", "softbreak zerowidth"),
            // ra + ya-phala with a joiner, as keyboards write it.
            ("র\u{200d}\u{9cd}যাম", "র\u{9cd}যাম"),
        ];
        for (text, normal) in same {
            assert_eq!(normalise(text), normal, "{text:?}");
        }
    }

    #[test]
    fn a_family_stays_one_emoji() {
        assert_eq!(normalise("👨\u{200d}👩\u{200d}👧"), "👨\u{200d}👩\u{200d}👧");
        assert_eq!(normalise("❤\u{fe0f}\u{200d}🔥"), "❤\u{200d}🔥");
    }
}
