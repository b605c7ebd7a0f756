//! A message as sentences of tokens, without what it quotes.

/// A word or a sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// As it was written.
    pub raw: String,
    /// In lower case, contractions written out ("i'm" gives two tokens).
    pub low: String,
}

/// A sentence; signs inside it (comma, dash, emoji) are tokens of their own, all written as a comma.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(super) struct Sentence {
    pub tokens: Vec<Token>,
    /// It ends with a question mark.
    pub asks: bool,
}

/// The sentences of `text`. What stands in quotation marks, in lines that begin with `>` and behind a speaker's name with
/// a colon is left out.
pub(super) fn sentences(text: &str) -> Vec<Sentence> {
    let text = text.replace(['’', '‘', 'ʼ'], "'");
    let mut sentences = Vec::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with('>') && !is_transcript(line)) {
        let mut sentence = Sentence::default();
        for piece in pieces(&unquoted(line)) {
            match piece {
                Piece::Word(word) => written_out(&word, &mut sentence.tokens),
                Piece::Comma => sentence.tokens.push(Token { raw: ",".to_owned(), low: ",".to_owned() }),
                Piece::End(asks) => {
                    sentence.asks = asks;
                    sentences.push(std::mem::take(&mut sentence));
                }
            }
        }
        sentences.push(sentence);
    }
    sentences.retain(|sentence| !sentence.tokens.is_empty());
    sentences
}

enum Piece {
    Word(String),
    Comma,
    End(bool),
}

fn pieces(line: &str) -> Vec<Piece> {
    let letters: Vec<char> = line.chars().collect();
    let mut pieces = Vec::new();
    let mut word = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let next = letters.get(at + 1);
        let inside = !word.is_empty() && next.is_some_and(|next| next.is_alphanumeric());
        let of_word = letter.is_alphanumeric()
            || is_mark(*letter)
            || inside && matches!(letter, '.' | '\'' | '-' | '/' | '&')
            || *letter == '.' && inside;
        if of_word {
            word.push(*letter);
            continue;
        }
        if !word.is_empty() {
            pieces.push(Piece::Word(std::mem::take(&mut word)));
        }
        match letter {
            '.' | '!' | '।' => pieces.push(Piece::End(false)),
            '?' | '？' => pieces.push(Piece::End(true)),
            '&' | '+' => pieces.push(Piece::Word("and".to_owned())),
            c if c.is_whitespace() || *c == '\'' || *c == '\u{200d}' => {}
            _ => pieces.push(Piece::Comma),
        }
    }
    if !word.is_empty() {
        pieces.push(Piece::Word(word));
    }
    pieces
}

/// Vowel signs and the like of Indic scripts, which Unicode does not count as letters.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036f}' | '\u{0900}'..='\u{0963}' | '\u{0981}'..='\u{09e3}')
}

/// "Rahul: I live in Goa" is what somebody else wrote.
fn is_transcript(line: &str) -> bool {
    let Some((name, rest)) = line.split_once(':') else { return false };
    let own =
        ["me", "update", "note", "fyi", "ps", "fact", "ok", "so", "btw", "news", "good news", "bad news"];
    let name = name.trim();
    !name.is_empty()
        && rest.starts_with(' ')
        && name.split_whitespace().count() <= 2
        && !own.contains(&name.to_lowercase().as_str())
}

/// The line with what is quoted replaced by a comma.
fn unquoted(line: &str) -> String {
    let mut kept = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((at, open)) = rest.char_indices().find(|(at, c)| opens_quotation(rest, *at, *c)) {
        let close = match open {
            '“' => '”',
            '«' => '»',
            other => other,
        };
        let after = &rest[at + open.len_utf8()..];
        let Some(end) = after
            .char_indices()
            .find(|(at, c)| *c == close && closes_quotation(after, *at, *c))
            .map(|(at, _)| at)
        else {
            break;
        };
        kept.push_str(&rest[..at]);
        kept.push_str(", ");
        rest = &after[end + close.len_utf8()..];
    }
    kept.push_str(rest);
    kept
}

fn opens_quotation(text: &str, at: usize, c: char) -> bool {
    let fresh = text[..at].chars().next_back().is_none_or(|before| before.is_whitespace() || before == '(');
    matches!(c, '"' | '“' | '«') || c == '\'' && fresh
}

fn closes_quotation(text: &str, at: usize, c: char) -> bool {
    c != '\'' || text[at + 1..].chars().next().is_none_or(|after| !after.is_alphanumeric())
}

fn written_out(word: &str, tokens: &mut Vec<Token>) {
    let low = word.to_lowercase();
    let mut push = |raw: &str, low: &str| tokens.push(Token { raw: raw.to_owned(), low: low.to_owned() });
    let two: Option<(&str, &str)> = match low.as_str() {
        "i'm" | "im" | "iam" => Some(("i", "am")),
        "i've" | "ive" => Some(("i", "have")),
        "i'll" => Some(("i", "will")),
        "i'd" => Some(("i", "would")),
        "we're" => Some(("we", "are")),
        "we've" => Some(("we", "have")),
        "we'll" => Some(("we", "will")),
        "don't" | "dont" => Some(("do", "not")),
        "doesn't" | "doesnt" => Some(("does", "not")),
        "didn't" | "didnt" => Some(("did", "not")),
        "can't" | "cant" | "cannot" => Some(("can", "not")),
        "won't" | "wont" => Some(("will", "not")),
        "isn't" | "isnt" => Some(("is", "not")),
        "aren't" | "arent" => Some(("are", "not")),
        "wasn't" | "wasnt" => Some(("was", "not")),
        "haven't" | "havent" => Some(("have", "not")),
        "wouldn't" | "wouldnt" => Some(("would", "not")),
        "wanna" => Some(("want", "to")),
        "gonna" => Some(("going", "to")),
        "gotta" => Some(("have", "to")),
        _ => None,
    };
    if let Some((first, second)) = two {
        push(first, first);
        push(second, second);
    } else if let Some(stem) = low.strip_suffix("'s").filter(|stem| !stem.is_empty()) {
        push(&word[..word.len().min(stem.len())], stem);
        push("'s", "'s");
    } else {
        push(word, &low);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let join = |sentence: Sentence| {
            sentence.tokens.iter().map(|token| token.low.as_str()).collect::<Vec<_>>().join(" ")
        };
        sentences(text).into_iter().map(join).collect()
    }

    #[test]
    fn contractions_and_signs() {
        assert_eq!(
            words("I'm from Pune, don't ask! My sister’s name is A."),
            ["i am from pune , do not ask", "my sister 's name is a"]
        );
        assert_eq!(words("B.Tech at 9.30 😀 ok"), ["b.tech at 9.30 , ok"]);
    }

    #[test]
    fn what_is_quoted_is_left_out() {
        assert_eq!(words("He said \"I live in Goa\" again"), ["he said , again"]);
        assert_eq!(words("'I love rain' is a song"), [", is a song"]);
        assert_eq!(words("> I live in Goa\nme too"), ["me too"]);
        assert_eq!(words("Rahul: I live in Goa"), Vec::<String>::new());
        assert_eq!(words("“I am Riya” hi"), [", hi"]);
        assert_eq!(words("it's 5\" long"), ["it 's 5 , long"]);
    }
}
