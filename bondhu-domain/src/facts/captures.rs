//! What a capture may take, by its kind.

mod listed;
mod nouns;

use super::lists::Lists;
use super::rules::Kind;
use super::tokens::Token;
use crate::spoken_dates::Mention;

/// How far a capture reaches, and what it stands for; several values are separated by line ends.
pub(super) type Span = (usize, String);

/// All spans that a capture of `kind` can take from `at` on, shortest first.
pub(super) fn spans(kind: Kind, tokens: &[Token], at: usize, days: &[Mention]) -> Vec<Span> {
    let rest = &tokens[at..];
    let free =
        days.iter().map(|day| day.words.start).filter(|start| *start >= at).min().unwrap_or(tokens.len());
    let rest = if kind == Kind::Date { rest } else { &rest[..free - at] };
    let spans = match kind {
        Kind::Name { strict } => nouns::names(rest, strict),
        Kind::Place { strict } => nouns::places(rest, strict),
        Kind::Organisation { strict } => nouns::organisations(rest, strict),
        Kind::School => nouns::schools(rest),
        Kind::Thing { strict: true } if !rest.first().is_some_and(is_capital) => Vec::new(),
        Kind::Thing { .. } => nouns::things(rest, 5),
        Kind::Things => nouns::several_things(rest),
        Kind::Subject => nouns::subjects(rest),
        Kind::Activity => nouns::activities(rest),
        Kind::Work => nouns::works(rest),
        Kind::What => nouns::whats(rest),
        Kind::Adjective => nouns::adjectives(rest),
        Kind::Number => number(rest),
        Kind::Date => listed::date(tokens, at, days),
        Kind::Meaning(list) => Lists::shared()
            .longest(list, rest)
            .map(|(length, meaning)| (length, meaning.to_owned()))
            .into_iter()
            .collect(),
        Kind::Listed(list, before) => listed::phrase(list, before, rest),
        Kind::Several(list) => listed::several(list, rest),
    };
    spans.into_iter().map(|(length, value)| (at + length, value)).collect()
}

/// The tokens as text.
pub(super) fn joined(tokens: &[Token]) -> String {
    let mut text = String::new();
    for token in tokens {
        if !text.is_empty() && token.low != "'s" && token.low != "," {
            text.push(' ');
        }
        text.push_str(&token.raw);
    }
    text
}

/// The tokens as a proper name: words without any capital get one.
pub(super) fn proper(tokens: &[Token]) -> String {
    let mut text = joined(tokens);
    if !text.chars().any(char::is_uppercase) {
        text = text.split(' ').map(capitalised).collect::<Vec<_>>().join(" ");
    }
    text
}

pub(super) fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

pub(super) fn is_capital(token: &Token) -> bool {
    token.raw.starts_with(char::is_uppercase)
}

fn number(rest: &[Token]) -> Vec<Span> {
    let number = rest
        .first()
        .and_then(|token| token.low.parse::<u8>().ok())
        .filter(|number| (5..=120).contains(number));
    number.map(|number| (1, number.to_string())).into_iter().collect()
}
