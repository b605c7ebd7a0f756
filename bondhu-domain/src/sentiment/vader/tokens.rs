//! Words and emoticons of a text as VADER cuts them, each looked up once.

use std::borrow::Cow;

use super::table::{VaderTable, Word};

/// One word or emoticon: parted by white space, without outer punctuation when more than two characters remain.
#[derive(Clone, Copy)]
pub(super) struct Token {
    pub word: Word,
    /// Python's `isupper`: a capital letter and no small one.
    pub upper: bool,
    start: usize,
    end: usize,
}

pub(super) struct Tokens {
    pub list: Vec<Token>,
    /// All of them in lower case.
    lower: String,
    /// How many `!` and `?` the text has.
    pub exclamations: usize,
    pub questions: usize,
}

impl Tokens {
    /// `None` when the text has a letter whose case this module does not know.
    pub(super) fn of(table: &VaderTable, text: &str) -> Option<Self> {
        let text = in_words(table, text)?;
        let mut tokens = Self {
            list: Vec::with_capacity(text.len() / 5 + 1),
            lower: text.to_ascii_lowercase(),
            exclamations: text.bytes().filter(|byte| *byte == b'!').count(),
            questions: text.bytes().filter(|byte| *byte == b'?').count(),
        };
        let mut start = None;
        for (at, c) in text.char_indices() {
            match (is_space(c), start) {
                (false, None) => start = Some(at),
                (true, Some(first)) => {
                    tokens.push(table, &text, first, at);
                    start = None;
                }
                (false, Some(_)) | (true, None) => {}
            }
        }
        if let Some(first) = start {
            tokens.push(table, &text, first, text.len());
        }
        Some(tokens)
    }

    pub(super) fn lower(&self, token: Token) -> &str {
        &self.lower[token.start..token.end]
    }

    /// Whether some tokens are in capitals and some are not.
    pub(super) fn capitals_differ(&self) -> bool {
        self.list.iter().any(|token| token.upper) && self.list.iter().any(|token| !token.upper)
    }

    fn push(&mut self, table: &VaderTable, text: &str, start: usize, end: usize) {
        let whole = &text[start..end];
        let left = whole.trim_start_matches(|c: char| c.is_ascii_punctuation());
        let inner = left.trim_end_matches(|c: char| c.is_ascii_punctuation());
        let (start, end) = if inner.chars().nth(2).is_none() {
            (start, end)
        } else {
            let start = end - left.len();
            (start, start + inner.len())
        };
        let bytes = &text.as_bytes()[start..end];
        let upper = bytes.iter().any(u8::is_ascii_uppercase) && !bytes.iter().any(u8::is_ascii_lowercase);
        self.list.push(Token { word: table.word(&self.lower[start..end]), upper, start, end });
    }
}

/// The text with words for emoji, parted from what stands before by a space.
fn in_words<'a>(table: &VaderTable, text: &'a str) -> Option<Cow<'a, str>> {
    if text.is_ascii() {
        return Some(Cow::Borrowed(text));
    }
    let mut out = String::with_capacity(text.len() * 2);
    let mut after_space = true;
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c);
            after_space = c == ' ';
        } else if let Some(words) = table.emoji(c) {
            if !after_space {
                out.push(' ');
            }
            out.push_str(words);
            after_space = false;
        } else if has_no_case(c) {
            out.push(c);
            after_space = false;
        } else {
            return None;
        }
    }
    Some(Cow::Owned(out))
}

/// Characters that Python's `lower` and `isupper` pass over.
const fn has_no_case(c: char) -> bool {
    matches!(c, '\u{a0}'..='\u{a9}' | '\u{ab}'..='\u{b4}' | '\u{b6}'..='\u{b9}' | '\u{bb}'..='\u{bf}'
        | '\u{300}'..='\u{344}' | '\u{900}'..='\u{9ff}' | '\u{2010}'..='\u{205e}' | '\u{200b}'..='\u{200f}'
        | '\u{20a0}'..='\u{20ff}' | '\u{2190}'..='\u{23ff}' | '\u{2500}'..='\u{2bff}' | '\u{3000}'..='\u{30ff}'
        | '\u{4e00}'..='\u{9fff}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f1e6}'..='\u{1f1ff}' | '\u{1f300}'..='\u{1faff}')
}

/// Python's white space: Unicode's and four separators of ASCII.
fn is_space(c: char) -> bool {
    match c {
        '\t'..='\r' | '\u{1c}'..=' ' => true,
        '\0'..='\x7f' => false,
        _ => c.is_whitespace(),
    }
}
