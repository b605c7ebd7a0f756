//! The words of one message with the keys they are looked up by.

use super::lexicon::plain_emoji;
use super::spelling;
use super::tokens::{Kind, Token, tokenize};

/// The tokens of a message, and the keys of all of them in one buffer.
pub(crate) struct Words<'a> {
    pub(crate) message: &'a str,
    pub(crate) tokens: Vec<Token>,
    buffer: String,
    /// For each token the key of its script (English for Latin), and for Latin the romanised one.
    ranges: Vec<[(usize, usize); 2]>,
}

impl<'a> Words<'a> {
    pub(crate) fn of(message: &'a str) -> Self {
        let tokens = tokenize(message);
        let (mut buffer, mut ranges) =
            (String::with_capacity(message.len() * 2), Vec::with_capacity(tokens.len()));
        let mut key = String::new();
        let mut push = |key: &str| {
            let start = buffer.len();
            buffer.push_str(key);
            (start, buffer.len())
        };
        for token in &tokens {
            let text = token.text(message);
            let mut second = (0, 0);
            match token.kind {
                Kind::Latin => {
                    spelling::romanised(text, &mut key);
                    second = push(&key);
                    spelling::english(text, &mut key);
                }
                Kind::Bangla => spelling::bangla(text, &mut key),
                Kind::Devanagari => spelling::devanagari(text, &mut key),
                Kind::Emoji => plain_emoji(text, &mut key),
                Kind::Stop => key.clear(),
            }
            ranges.push([push(&key), second]);
        }
        Self { message, tokens, buffer, ranges }
    }

    pub(crate) fn text(&self, token: usize) -> &'a str {
        self.tokens[token].text(self.message)
    }

    pub(crate) fn kind(&self, token: usize) -> Kind {
        self.tokens[token].kind
    }

    pub(crate) fn key(&self, token: usize) -> &str {
        let (start, end) = self.ranges[token][0];
        &self.buffer[start..end]
    }

    pub(crate) fn romanised(&self, token: usize) -> &str {
        let (start, end) = self.ranges[token][1];
        &self.buffer[start..end]
    }

    /// The tokens from `at` on that are of its kind: a phrase ends where the script changes.
    pub(crate) fn run(&self, at: usize) -> impl Iterator<Item = usize> + Clone + '_ {
        let kind = self.kind(at);
        (at..self.tokens.len()).take_while(move |index| self.kind(*index) == kind)
    }
}
