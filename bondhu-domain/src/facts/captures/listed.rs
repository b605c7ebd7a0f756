//! Captures from closed lists, and days.

use chrono::{Datelike, NaiveDate};

use super::nouns::is_stop;
use super::{Span, joined};
use crate::facts::clauses::ends;
use crate::facts::lists::{Lists, is_in};
use crate::facts::tokens::Token;
use crate::spoken_dates::Mention;

/// A phrase of the list, with at most `before` other words in front.
pub(super) fn phrase(list: &'static str, before: usize, rest: &[Token]) -> Vec<Span> {
    for lead in 0..=before.min(rest.len()) {
        let fits = |token: &Token| match list {
            "occupation" => is_in("ranks", &token.low),
            _ => !is_stop(token) || token.low == "'s",
        };
        if !rest[..lead].iter().all(fits) {
            break;
        }
        if let Some((length, _)) = Lists::shared().longest(list, &rest[lead..]) {
            let end = lead + length;
            // "a doctor's daughter", "a student loan".
            let closed = list == "event"
                || ends(rest, end)
                || rest.get(end).is_some_and(|next| {
                    let place = matches!(next.low.as_str(), "at" | "in" | "with" | "for" | "on");
                    place || is_stop(next) && next.low != "'s"
                });
            return if closed { vec![(end, joined(&rest[..end]))] } else { Vec::new() };
        }
    }
    Vec::new()
}

/// Phrases of the list, separated by commas or "and".
pub(super) fn several(list: &'static str, rest: &[Token]) -> Vec<Span> {
    let (mut end, mut values) = (0, Vec::new());
    let mut at = 0;
    while let Some((length, meaning)) = Lists::shared().longest(list, &rest[at..]) {
        values.push(super::capitalised(meaning));
        end = at + length;
        at = end;
        while rest.get(at).is_some_and(|token| matches!(token.low.as_str(), "," | "and" | "aur" | "or")) {
            at += 1;
        }
        if at == end {
            break;
        }
    }
    if values.is_empty() { Vec::new() } else { vec![(end, values.join("\n"))] }
}

/// The day that begins at `at`, as one writes a birthday: "5 March", with the year only if it was named, or the month.
pub(super) fn date(tokens: &[Token], at: usize, days: &[Mention]) -> Vec<Span> {
    let Some(mention) = days.iter().find(|mention| mention.words.start == at) else { return Vec::new() };
    let (first, last) = (mention.days.first, mention.days.last);
    let words = &tokens[mention.words.clone()];
    let year = words.iter().any(|token| {
        token.low.split(['-', '/']).any(|part| part.len() == 4 && part.parse() == Ok(first.year()))
    });
    let month = first.format("%B");
    let value = if first == last {
        if year {
            format!("{} {month} {}", first.day(), first.year())
        } else {
            format!("{} {month}", first.day())
        }
    } else if is_one_month(first, last) {
        month.to_string()
    } else {
        return Vec::new();
    };
    vec![(words.len(), value)]
}

fn is_one_month(first: NaiveDate, last: NaiveDate) -> bool {
    first.day() == 1 && first.month() == last.month() && first.year() == last.year() && last.day() >= 28
}
