//! Captures of free words: names, places, things and what one does.

use super::{Span, is_capital, joined, proper};
use crate::facts::clauses::ends;
use crate::facts::lists::{Lists, is_in};
use crate::facts::tokens::Token;

pub(in crate::facts) fn is_stop(token: &Token) -> bool {
    is_in("stops", &token.low) || token.low == "'s" || is_in("tails", &token.low)
}

fn has_letters(token: &Token) -> bool {
    token.low.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '-' | '.' | '\u{0900}'..='\u{09ff}'))
        && token.low.chars().count() >= 2
}

/// One to three words, each of which may be a name.
pub(super) fn names(rest: &[Token], strict: bool) -> Vec<Span> {
    let lists = Lists::shared();
    let fits = |token: &Token| {
        has_letters(token) && !lists.is_no_name(&token.low) && token.low.chars().count() <= 30
    };
    let capital = rest.first().is_some_and(is_capital);
    let mut spans = Vec::new();
    for length in 1..=rest.len().min(3) {
        let last = &rest[length - 1];
        // Behind a name in lower case a second word is part of it only if nothing follows.
        let belongs = length == 1 || is_capital(last) || (!capital && ends(rest, length));
        if !fits(last) || !belongs || (strict && !is_capital(last)) {
            break;
        }
        spans.push((length, proper(&rest[..length])));
    }
    spans
}

/// Up to four words up to the end of the place's name.
pub(super) fn places(rest: &[Token], strict: bool) -> Vec<Span> {
    let lists = Lists::shared();
    let lead = usize::from(rest.first().is_some_and(|token| token.low == "the"));
    let rest = &rest[lead..];
    if let Some((length, meaning)) = lists.longest("place", rest) {
        return vec![(lead + length, meaning.to_owned())];
    }
    if lead == 1 && !rest.first().is_some_and(is_capital) {
        return Vec::new();
    }
    let ends_place = |token: &Token| {
        is_stop(token)
            || matches!(
                token.low.as_str(),
                "with"
                    | "at"
                    | "near"
                    | "in"
                    | "on"
                    | "to"
                    | "permanently"
                    | "again"
                    | "mein"
                    | "me"
                    | "m"
                    | "se"
                    | "ka"
                    | "ki"
                    | "ke"
            )
    };
    let mut spans = Vec::new();
    for length in 1..=rest.len().min(4) {
        let last = &rest[length - 1];
        if ends_place(last)
            || !has_letters(last)
            || lists.is_no_name(&last.low)
            || is_in("no_places", &last.low)
        {
            break;
        }
        if strict && !is_capital(last) {
            break;
        }
        spans.push((lead + length, proper(&rest[..length])));
    }
    spans
}

/// Up to four words of a firm's or a school's name.
pub(super) fn organisations(rest: &[Token], strict: bool) -> Vec<Span> {
    let lists = Lists::shared();
    let lead = usize::from(rest.first().is_some_and(|token| token.low == "the"));
    let rest = &rest[lead..];
    let capital = rest.first().is_some_and(is_capital);
    if strict && !capital {
        return Vec::new();
    }
    let mut spans = Vec::new();
    for length in 1..=rest.len().min(5) {
        let last = &rest[length - 1];
        let joins = length > 1
            && matches!(last.low.as_str(), "of" | "and")
            && rest.get(length).is_some_and(is_capital)
            && capital;
        if joins {
            continue;
        }
        let stops = is_stop(last)
            || matches!(
                last.low.as_str(),
                "with" | "at" | "in" | "on" | "to" | "mein" | "me" | "main" | "where" | "using"
            )
            || (capital && !is_capital(last))
            || (length == 1
                && (lists.is_no_name(&last.low)
                    || is_in("no_things", &last.low)
                    || is_in("no_firms", &last.low)));
        if stops {
            break;
        }
        spans.push((lead + length, proper(&rest[..length])));
    }
    spans
}

/// A school's name: it says so, or is known by its letters.
pub(super) fn schools(rest: &[Token]) -> Vec<Span> {
    let says = |name: &str| {
        name.to_lowercase().split(' ').any(|word| {
            matches!(
                word,
                "college"
                    | "school"
                    | "university"
                    | "institute"
                    | "academy"
                    | "iit"
                    | "nit"
                    | "iim"
                    | "iiit"
                    | "bits"
                    | "aiims"
                    | "nift"
                    | "nid"
            )
        })
    };
    organisations(rest, true).into_iter().filter(|(_, name)| name.contains(' ') && says(name)).collect()
}

/// A thing of at most `most` words, as it stands and without what does not belong to it.
pub(super) fn things(rest: &[Token], most: usize) -> Vec<Span> {
    let mut spans = Vec::new();
    for length in 1..=rest.len().min(most + 2) {
        let last = &rest[length - 1];
        let about_somebody = is_in("no_things", &last.low);
        if about_somebody && length > 1 && is_in("before_people", &rest[length - 2].low) {
            spans.pop_if(|(end, _)| *end == length - 1);
            break;
        }
        if about_somebody {
            return Vec::new();
        }
        if is_stop(last) {
            break;
        }
        spans.push((length, thing(&rest[..length])));
    }
    let reaches_on = spans.last().is_some_and(|(end, _)| *end == most + 2);
    spans.retain(|(end, value)| !value.is_empty() && *end <= most && !reaches_on);
    spans
}

/// The words of a thing without article in front and loose words behind.
fn thing(tokens: &[Token]) -> String {
    let first = tokens.iter().position(|token| {
        !matches!(
            token.low.as_str(),
            "the" | "a" | "an" | "some" | "to" | "all" | "any" | "toh" | "bhi" | "both" | "playing_the"
        )
    });
    let last = tokens.iter().rposition(|token| !is_in("loose", &token.low));
    match (first, last) {
        (Some(first), Some(last)) if first <= last => joined(&tokens[first..=last]),
        _ => String::new(),
    }
}

/// Things separated by commas, "and" and "or".
pub(super) fn several_things(rest: &[Token]) -> Vec<Span> {
    let mut spans = things(rest, 5);
    let Some((mut end, first)) = spans.last().cloned() else { return spans };
    let mut values = vec![first];
    let separates = |token: &Token| matches!(token.low.as_str(), "," | "and" | "or" | "aur" | "ya");
    loop {
        let mut at = end;
        while rest.get(at).is_some_and(separates) {
            at += 1;
        }
        let begins_clause = |token: &Token| is_in("verbs", &token.low) || is_stop(token);
        if at == end || rest.get(at).is_none_or(begins_clause) {
            break;
        }
        let Some((length, value)) = things(&rest[at..], 4).pop() else { break };
        if !rest.get(at + length).is_none_or(|next| separates(next) || is_stop(next)) {
            break;
        }
        end = at + length;
        values.push(value);
        spans.push((end, values.join("\n")));
    }
    spans
}

/// What one studies: up to four words.
pub(super) fn subjects(rest: &[Token]) -> Vec<Span> {
    let no_subject = |token: &Token| {
        matches!(
            token.low.as_str(),
            "hard"
                | "a"
                | "lot"
                | "late"
                | "at"
                | "in"
                | "alone"
                | "all"
                | "here"
                | "abroad"
                | "daily"
                | "on"
                | "with"
                | "together"
                | "well"
                | "my"
                | "mein"
                | "me"
                | "better"
                | "online"
                | "through"
                | "everyday"
                | "right"
                | "at_home"
        )
    };
    let length = rest.iter().take(5).take_while(|token| !is_stop(token) && !no_subject(token)).count();
    (1..=length.min(4)).filter_map(|length| things(&rest[..length], 4).pop()).collect()
}

/// What one will do: up to seven words, not what one does every day or to somebody one talks with.
pub(super) fn activities(rest: &[Token]) -> Vec<Span> {
    let nothing = [
        "be", "sleep", "call", "text", "talk", "see", "try", "do", "have", "say", "tell", "let", "need",
        "die", "kill", "cry", "just", "never", "not", "make", "miss", "wake", "rest", "relax", "think",
        "ask", "come", "scream", "fail", "stay", "probably", "keep", "get", "hurt", "end", "jump", "cut",
        "the", "my", "a",
    ];
    if rest.first().is_none_or(|first| nothing.contains(&first.low.as_str()) || !has_letters(first)) {
        return Vec::new();
    }
    things(rest, 7)
}

/// What one works as: up to four words.
pub(super) fn works(rest: &[Token]) -> Vec<Span> {
    let stops = |token: &Token| {
        is_stop(token) || matches!(token.low.as_str(), "at" | "in" | "with" | "on" | "to" | "of")
    };
    let length = rest.iter().take(5).take_while(|token| !stops(token)).count();
    if length > 4 || rest.first().is_none_or(|first| Lists::shared().is_no_name(&first.low)) {
        return Vec::new();
    }
    (1..=length).map(|length| (length, joined(&rest[..length]))).collect()
}

/// One or two plain words.
pub(super) fn whats(rest: &[Token]) -> Vec<Span> {
    let plain = |token: &Token| has_letters(token) && !is_stop(token);
    let length = rest.iter().take(2).take_while(|token| plain(token)).count();
    (1..=length).map(|length| (length, joined(&rest[..length]).to_lowercase())).collect()
}

/// One word that is neither a name nor the end of anything.
pub(super) fn adjectives(rest: &[Token]) -> Vec<Span> {
    let fits = rest.first().is_some_and(|token| has_letters(token) && !is_stop(token));
    if fits { vec![(1, rest[0].low.clone())] } else { Vec::new() }
}
