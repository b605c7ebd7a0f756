//! A message as one stream of folded letters without spaces, runs of one letter drawn together, and the places where
//! words and sentences end. Because the letters alone are compared, no space, repeated letter or change of case can
//! hide a phrase; the ends of words only keep "diet" from being "die".

use unicode_normalization::UnicodeNormalization;

use super::letters::{Meaning, fold, leet};

/// How digits and symbols are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// Digits are digits, symbols part words.
    Plain,
    /// Both stand for letters; `1` is an `i`.
    LeetI,
    /// Both stand for letters; `1` is an `l`.
    LeetL,
}

/// A message ready for matching. Offsets are bytes of `text`.
#[derive(Debug, Default)]
pub(super) struct Stream {
    pub text: String,
    /// Per byte: a word may start here / may end just after here.
    edges: Vec<u8>,
    /// Offsets before which a sentence, line or emoji ended, ascending.
    breaks: Vec<usize>,
    /// Offsets of letters that were written as a digit or symbol, ascending.
    disguised: Vec<usize>,
    boundary: bool,
    last: Option<char>,
}

const START: u8 = 1;
const END: u8 = 2;

impl Stream {
    pub fn new(text: &str, reading: Reading) -> Self {
        let mut stream = Self { boundary: true, ..Self::default() };
        stream.text.reserve(text.len());
        stream.edges.reserve(text.len());
        for token in text.split_inclusive(char::is_whitespace) {
            if token.is_ascii() {
                if !is_laughter(token) {
                    token.chars().for_each(|c| stream.push(c, reading));
                }
            } else {
                let folded: String = token.nfkd().filter(|c| !is_laughing_face(*c)).collect();
                if !is_laughter(&folded) {
                    folded.chars().for_each(|c| stream.push(c, reading));
                }
            }
            stream.edge();
            if token.ends_with(['\n', '\r']) {
                stream.end_sentence();
            }
        }
        stream.edge();
        stream
    }

    /// The same message as romanised Hindi or Bangla is compared: vowels and consonants that spellings mix up are one.
    pub fn romanised(&self) -> Self {
        let mut out = Self { boundary: false, ..Self::default() };
        out.text.reserve(self.text.len());
        out.edges.reserve(self.text.len());
        let mut breaks = self.breaks.iter().copied().peekable();
        let mut disguised = self.disguised.iter().copied().peekable();
        for (at, c) in self.text.char_indices() {
            while breaks.next_if(|b| *b <= at).is_some() {
                out.end_sentence();
            }
            if self.edges[at] & START != 0 {
                out.edge();
            }
            out.push_char(romanised(c));
            if disguised.next_if(|d| *d == at).is_some() {
                out.disguised.push(out.text.len() - 1);
            }
            if self.edges[at + c.len_utf8() - 1] & END != 0 {
                out.edge();
            }
        }
        out
    }

    /// The consonants of a romanised stream, as hurried people type them ("mrna chahta h"): vowels only at the start of a
    /// word and all as one, no `h` inside a word, one letter for `f` and `p`, one for `v` and `b`.
    pub fn skeleton(&self) -> Self {
        let mut out = Self { boundary: false, ..Self::default() };
        out.text.reserve(self.text.len());
        out.edges.reserve(self.text.len());
        let mut breaks = self.breaks.iter().copied().peekable();
        for (at, c) in self.text.char_indices() {
            while breaks.next_if(|b| *b <= at).is_some() {
                out.end_sentence();
            }
            let starts = self.edges[at] & START != 0;
            if starts {
                out.edge();
            }
            match c {
                'a' | 'i' | 'u' if starts => out.push_char('a'),
                'a' | 'i' | 'u' => {}
                'h' if !starts => {}
                'f' => out.push_char('p'),
                'v' => out.push_char('b'),
                other => out.push_char(other),
            }
            if self.edges[at + c.len_utf8() - 1] & END != 0 {
                out.edge();
            }
        }
        out
    }

    /// Whether whole words lie between the offsets.
    pub fn is_aligned(&self, start: usize, end: usize) -> bool {
        self.edges[start] & START != 0 && self.edges[end - 1] & END != 0
    }

    /// Whether a letter between the offsets was written as a digit or symbol.
    pub fn is_disguised(&self, start: usize, end: usize) -> bool {
        let at = self.disguised.partition_point(|offset| *offset < start);
        self.disguised.get(at).is_some_and(|offset| *offset < end)
    }

    /// Whether a sentence ends between two offsets.
    pub fn has_break(&self, from: usize, to: usize) -> bool {
        let at = self.breaks.partition_point(|b| *b < from);
        self.breaks.get(at).is_some_and(|b| *b <= to)
    }

    /// How many sentences end before an offset: the same for both alphabets of a message.
    pub fn sentence_number(&self, at: usize) -> usize {
        self.breaks.partition_point(|b| *b <= at)
    }

    fn push(&mut self, c: char, reading: Reading) {
        if reading != Reading::Plain
            && let Some((i, l)) = leet(c)
        {
            self.edge();
            self.push_char(if reading == Reading::LeetI { i } else { l });
            self.disguised.push(self.text.len() - 1);
            self.edge();
            return;
        }
        match fold(c) {
            Meaning::Nothing => {}
            Meaning::Letter(letter) => {
                if self.last.is_some_and(|last| last.is_ascii_digit()) {
                    self.edge();
                }
                self.push_char(letter);
            }
            Meaning::Digit(digit) => {
                if self.last.is_some_and(|last| !last.is_ascii_digit()) {
                    self.edge();
                }
                self.push_char(digit);
            }
            Meaning::Sign(sign) => {
                self.end_sentence();
                self.push_char(sign);
                self.edge();
            }
            Meaning::Break => self.end_sentence(),
            Meaning::Symbol(_) | Meaning::Space => self.edge(),
        }
    }

    fn push_char(&mut self, c: char) {
        if self.last == Some(c) {
            // The run belongs to both words when a word ended inside it ("to odd").
            if self.boundary {
                let first = self.text.len() - c.len_utf8();
                self.edges[first] |= START;
                self.boundary = false;
            }
            return;
        }
        self.last = Some(c);
        self.text.push(c);
        self.edges.push(if self.boundary { START } else { 0 });
        if !c.is_ascii() {
            self.edges.resize(self.text.len(), 0);
        }
        self.boundary = false;
    }

    fn edge(&mut self) {
        self.boundary = true;
        if let Some(last) = self.edges.last_mut() {
            *last |= END;
        }
    }

    fn end_sentence(&mut self) {
        self.edge();
        if self.breaks.last() != Some(&self.text.len()) {
            self.breaks.push(self.text.len());
        }
    }
}

/// The letter that stands for all spellings of its sound in romanised Hindi and Bangla.
pub(super) fn romanised(c: char) -> char {
    match c {
        'e' | 'y' => 'i',
        'o' => 'u',
        'w' => 'v',
        'z' => 'j',
        'q' => 'k',
        _ => c,
    }
}

fn is_laughing_face(c: char) -> bool {
    matches!(c, '😂' | '🤣' | '😹' | '😆' | '😅' | '😁' | '😄' | '😝' | '😜')
}

/// The letters of laughter in Latin script.
const LAUGHING: &[u8; 16] = b"aedfhijklmorsuxz";

/// "lol", "lmaooo", "hahaha", "hehe", "xD", and the like: said beside anything, it means nothing for safety.
fn is_laughter(token: &str) -> bool {
    // Most words have a letter that no laughter has.
    if token
        .bytes()
        .any(|byte| byte.is_ascii_alphanumeric() && !LAUGHING.contains(&byte.to_ascii_lowercase()))
    {
        return false;
    }
    let first = token.chars().find(|c| c.is_alphanumeric()).map(|c| c.to_ascii_lowercase());
    if token.len() > 400
        || !first.is_some_and(|c| {
            matches!(c, 'l' | 'r' | 'x' | 'd' | 'h' | 'a' | 'e' | 'i' | 'j' | 'k' | 'ह' | 'হ')
        })
    {
        return false;
    }
    let mut word = String::new();
    for c in token.chars().filter(|c| c.is_alphanumeric() || ('\u{900}'..='\u{9ff}').contains(c)) {
        let c = c.to_ascii_lowercase();
        if !word.ends_with(c) {
            word.push(c);
        }
    }
    let made_of =
        |letters: [char; 2]| word.chars().count() >= 4 && word.chars().all(|c| letters.contains(&c));
    matches!(
        word.as_str(),
        "lol"
            | "lolz"
            | "lols"
            | "lmao"
            | "lmfao"
            | "rofl"
            | "xd"
            | "lel"
            | "kek"
            | "lulz"
            | "हाहा"
            | "হাহা"
            | "হেহে"
            | "हेहे"
    ) || [['h', 'a'], ['h', 'e'], ['h', 'i'], ['j', 'a'], ['x', 'd']].into_iter().any(made_of)
        || ["lmao", "lmfao", "rofl", "lol"].iter().any(|l| {
            word.strip_prefix(l).is_some_and(|rest| rest.chars().all(|c| matches!(c, 'o' | 'l' | 'z')))
        })
}
