//! Text as a list of comparable words: lower case, no punctuation, no invisible characters, stretched letters noted.

/// One word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Lower case, without apostrophes and nukta; a letter repeated more than twice is kept twice.
    pub(super) plain: String,
    /// Every repeated letter kept once: `killl` and `kill` are both `kil`.
    pub(super) squeezed: String,
    /// The writer stretched a letter (`sooo`), so the squeezed form is the better guess.
    pub(super) stretched: bool,
    /// Punctuation or a line break stands before this word.
    pub(super) after_break: bool,
}

/// A text as words, with what else was in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Normalised {
    /// The words in order.
    pub(super) words: Vec<Word>,
    /// Pictographs in order.
    pub(super) emoji: Vec<char>,
    /// The last visible mark is a question mark.
    pub(super) asks: bool,
}

impl Normalised {
    /// Reads any text in one pass.
    pub(super) fn of(text: &str) -> Self {
        let mut out = Self::default();
        let mut word = String::new();
        let mut broken = true;
        for c in text.chars().flat_map(fold) {
            if is_joiner(c) {
                continue;
            }
            if is_word_char(c) {
                out.asks = false;
                word.push(c);
                continue;
            }
            out.close(&mut word, &mut broken);
            match c {
                '?' | '؟' => (out.asks, broken) = (true, true),
                '-' | '_' | '/' | '*' => {}
                c if is_pictograph(c) => out.emoji.push(c),
                c if c == '\n' || !c.is_whitespace() => broken = true,
                _ => {}
            }
        }
        out.close(&mut word, &mut broken);
        out
    }

    fn close(&mut self, word: &mut String, broken: &mut bool) {
        if word.is_empty() {
            return;
        }
        let (plain, stretched) = limit_runs(word, 2);
        let (squeezed, _) = limit_runs(word, 1);
        self.words.push(Word { plain, squeezed, stretched, after_break: *broken });
        *broken = false;
        word.clear();
    }

    /// The plain words with single spaces, for comparing whole texts.
    pub(super) fn key(&self) -> String {
        self.words.iter().map(|word| word.plain.as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// Keeps at most `max` of equal characters in a row and says whether more than two stood together.
fn limit_runs(word: &str, max: usize) -> (String, bool) {
    let (mut out, mut run, mut last, mut stretched) = (String::with_capacity(word.len()), 0, None, false);
    for c in word.chars() {
        run = if last == Some(c) { run + 1 } else { 1 };
        last = Some(c);
        stretched |= run > 2 && c.is_alphabetic();
        if run <= max || c.is_numeric() {
            out.push(c);
        }
    }
    (out, stretched)
}

/// Lower-cases and brings the ways to write one letter together: full-width Latin, precomposed nukta letters of
/// Devanagari and Bangla, chandrabindu for anusvara in Devanagari.
fn fold(c: char) -> impl Iterator<Item = char> {
    let c = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{958}' => '\u{915}',
        '\u{959}' => '\u{916}',
        '\u{95a}' => '\u{917}',
        '\u{95b}' => '\u{91c}',
        '\u{95c}' => '\u{921}',
        '\u{95d}' => '\u{922}',
        '\u{95e}' => '\u{92b}',
        '\u{95f}' => '\u{92f}',
        '\u{901}' => '\u{902}',
        '\u{9dc}' => '\u{9a1}',
        '\u{9dd}' => '\u{9a2}',
        '\u{9df}' => '\u{9af}',
        c => c,
    };
    c.to_lowercase()
}

/// Marks inside a word that are not written by everybody, and invisible characters.
fn is_joiner(c: char) -> bool {
    matches!(
        c,
        '\'' | '’' | '‘' | '`' | '´' | '\u{93c}' | '\u{9bc}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
            | '\u{fe0e}' | '\u{fe0f}' | '\u{300}'..='\u{36f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

/// Letters and digits, and the signs of the Indic scripts that Unicode does not call alphabetic (virama).
fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || (matches!(c, '\u{900}'..='\u{9ff}') && !matches!(c, '\u{964}' | '\u{965}'))
}

/// Emoji by block; close enough to tell a message of pictures from a message of words.
fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{1f1e6}'..='\u{1f1ff}' | '\u{1f300}'..='\u{1faff}')
        && !matches!(c, '\u{1f3fb}'..='\u{1f3ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Vec<String> {
        Normalised::of(text).words.into_iter().map(|word| word.plain).collect()
    }

    #[test]
    fn words() {
        assert_eq!(plain("I’m SOOOO tired, don't ask!!"), ["im", "soo", "tired", "dont", "ask"]);
        assert_eq!(plain("ｋｉｌｌ k\u{200b}ill"), ["kill", "kill"]);
        assert_eq!(plain("मैं ज़िंदा हूँ।"), ["मैं", "जिंदा", "हूं"]);
        assert_eq!(plain("হয়\u{9bc} হ\u{9df}"), ["হয", "হয"]);
    }

    #[test]
    fn what_is_around_words() {
        let read = Normalised::of("No, I am. 😭👍🏽 really?");
        assert_eq!(
            read.words.iter().map(|word| word.after_break).collect::<Vec<_>>(),
            [true, true, false, true]
        );
        assert_eq!(read.emoji, ['😭', '👍']);
        assert!(read.asks && !Normalised::of("what? no").asks);
        assert!(Normalised::of("good").words.iter().all(|word| !word.stretched && word.squeezed == "god"));
    }
}
