//! Whether a rule fits a sentence at a place, and what it captures there.

use super::captures::{Span, spans};
use super::clauses::ends;
use super::rules::{Element, Rule};
use super::tokens::Token;
use crate::spoken_dates::Mention;

/// A rule that fits.
#[derive(Clone, Debug)]
pub(super) struct Fit {
    pub start: usize,
    pub end: usize,
    captured: Vec<(&'static str, String)>,
}

impl Fit {
    /// The template with what was captured in place of `{name}`.
    pub fn fill(&self, template: &'static str) -> String {
        self.captured
            .iter()
            .fold(template.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    }
}

/// At most so many of an optional row of words.
const MOST_OPTIONAL: usize = 3;

/// Fits `rule` to the tokens from `start` on.
pub(super) fn fit(rule: &Rule, tokens: &[Token], start: usize, days: &[Mention]) -> Option<Fit> {
    let matcher = Matcher { tokens, days };
    let mut captured = Vec::new();
    let end = matcher.rest(&rule.pattern, start, MOST_OPTIONAL, &mut captured)?;
    captured.reverse();
    Some(Fit { start, end, captured })
}

struct Matcher<'a> {
    tokens: &'a [Token],
    days: &'a [Mention],
}

impl Matcher<'_> {
    /// Where `pattern` ends when it begins at `at`. What is captured is noted from the last to the first.
    fn rest(
        &self,
        pattern: &[Element],
        at: usize,
        optional_left: usize,
        captured: &mut Vec<(&'static str, String)>,
    ) -> Option<usize> {
        let Some((first, later)) = pattern.split_first() else { return Some(at) };
        let direct = match first {
            Element::Words { any, optional } => self.words(any, at).find_map(|end| {
                if *optional {
                    (optional_left > 0)
                        .then(|| self.rest(pattern, end, optional_left - 1, captured))
                        .flatten()
                } else {
                    self.rest(later, end, MOST_OPTIONAL, captured)
                }
            }),
            Element::Capture { name, kind, .. } => in_order(spans(*kind, self.tokens, at, self.days), later)
                .find_map(|(end, value)| {
                    let end = self.rest(later, end, MOST_OPTIONAL, captured)?;
                    captured.push((*name, value));
                    Some(end)
                }),
        };
        let optional = match first {
            Element::Words { optional, .. } | Element::Capture { optional, .. } => *optional,
        };
        direct.or_else(|| optional.then(|| self.rest(later, at, MOST_OPTIONAL, captured)).flatten()).or_else(
            || {
                // A day may stand between any two elements: "main kal Goa ja raha hoon".
                let day = self.days.iter().find(|day| day.words.start == at)?;
                self.rest(pattern, day.words.end, optional_left, captured)
            },
        )
    }

    /// The ends of the rows of words that stand at `at`.
    fn words<'w>(
        &self,
        any: &'w [Vec<&'static str>],
        at: usize,
    ) -> impl Iterator<Item = usize> + use<'w, '_> {
        let tokens = self.tokens;
        any.iter().filter_map(move |words| {
            if words.is_empty() {
                return ends(tokens, at).then_some(at);
            }
            let here = tokens.get(at..at + words.len())?;
            words.iter().zip(here).all(|(word, token)| *word == token.low).then_some(at + words.len())
        })
    }
}

/// The shortest span first when something must follow, otherwise the longest.
fn in_order(mut spans: Vec<Span>, later: &[Element]) -> impl Iterator<Item = Span> + use<> {
    let must_follow = later.iter().any(|element| match element {
        Element::Words { optional, .. } | Element::Capture { optional, .. } => !optional,
    });
    if !must_follow {
        spans.reverse();
    }
    spans.into_iter()
}
