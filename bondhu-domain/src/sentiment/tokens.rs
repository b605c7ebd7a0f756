//! Cuts a message into words, emoji and clause marks, each with the bytes it came from.

/// What one token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A word in Latin letters.
    Latin,
    /// A word in Bangla script.
    Bangla,
    /// A word in Devanagari.
    Devanagari,
    /// An emoji with its variation selectors, skin tones and joined parts.
    Emoji,
    /// A mark that ends a clause.
    Stop,
}

/// A slice of the message: `start..end` in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Token {
    pub(crate) fn text<'a>(&self, message: &'a str) -> &'a str {
        &message[self.start..self.end]
    }
}

/// Reads the message once. Words of other scripts, numbers and names after `@` or in links give no token.
pub(crate) fn tokenize(message: &str) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(message.len() / 5 + 1);
    let mut chars = message.char_indices().peekable();
    // The kind of the word that is being read, with its start.
    let mut open: Option<(Kind, usize)> = None;
    let mut last = '\0';
    while let Some((at, c)) = chars.next() {
        let kind = letter_kind(c);
        if let Some((word, start)) = open {
            let apostrophe =
                matches!(c, '\'' | '’') && chars.peek().is_some_and(|(_, next)| next.is_alphabetic());
            if kind == Some(word)
                || is_joiner(c)
                || (word == Kind::Latin && (apostrophe || c.is_ascii_digit()))
            {
                last = c;
                continue;
            }
            tokens.push(Token { kind: word, start, end: at });
            open = None;
        }
        if let Some(kind) = kind {
            if handle(last, &message[at..]) {
                while chars.next_if(|(_, next)| !next.is_whitespace()).is_some() {}
            } else {
                open = Some((kind, at));
            }
        } else if is_emoji(c) {
            let mut end = at + c.len_utf8();
            while let Some((at, part)) = chars.next_if(|(_, next)| is_emoji_part(*next)) {
                end = at + part.len_utf8();
                if part == '\u{200d}'
                    && let Some((at, joined)) = chars.next_if(|(_, next)| is_emoji(*next))
                {
                    end = at + joined.len_utf8();
                }
            }
            tokens.push(Token { kind: Kind::Emoji, start: at, end });
        } else if matches!(
            c,
            '.' | ',' | ';' | ':' | '!' | '?' | '।' | '॥' | '\n' | '…' | '|' | '(' | ')' | '—' | '–'
        ) {
            tokens.push(Token { kind: Kind::Stop, start: at, end: at + c.len_utf8() });
        }
        last = c;
    }
    if let Some((word, start)) = open {
        tokens.push(Token { kind: word, start, end: message.len() });
    }
    tokens
}

fn letter_kind(c: char) -> Option<Kind> {
    match c {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' if c.is_alphabetic() => Some(Kind::Latin),
        '\u{980}'..='\u{9e3}' | '\u{9f0}'..='\u{9fe}' => Some(Kind::Bangla),
        '\u{900}'..='\u{963}' | '\u{971}'..='\u{97f}' => Some(Kind::Devanagari),
        _ => None,
    }
}

/// A name after `@` or a link: what is written in it is nobody's feeling.
fn handle(before: char, rest: &str) -> bool {
    before == '@' || rest.starts_with("http://") || rest.starts_with("https://") || rest.starts_with("www.")
}

/// Zero-width joiners stand inside Indic words.
const fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Whether `c` begins an emoji. Symbols of the older blocks count too; those that say nothing are in no table.
pub(crate) const fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1f000}'..='\u{1f3fa}' | '\u{1f400}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b50}' | '\u{2b55}'
        | '\u{203c}' | '\u{2049}')
}

const fn is_emoji_part(c: char) -> bool {
    matches!(c, '\u{fe0e}' | '\u{fe0f}' | '\u{200d}' | '\u{20e3}' | '\u{1f3fb}'..='\u{1f3ff}')
}
