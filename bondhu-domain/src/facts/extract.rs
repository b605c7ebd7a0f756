//! Reads claims out of a message.

use std::collections::HashSet;
use std::ops::Range;

use chrono::{Days as Count, NaiveDate};
use chrono_tz::Tz;

use super::Claim;
use super::clauses::{beginnings, real_until};
use super::matching::{Fit, fit};
use super::rules::{Rule, Rules};
use super::slots::Slot;
use super::tokens::{Sentence, Token, sentences};
use super::values::{FactValue, key, kind};
use crate::messages::{Message, Sender};
use crate::spoken_dates::{Lean, Mention, find};
use crate::streaks::{civil_date, day_began};
use crate::timestamp::Timestamp;
use crate::users::DayStart;

/// At most so many from one message; more is a list that nobody tells a friend.
const MOST_CLAIMS: usize = 24;
/// Longer sentences are read up to here.
const MOST_TOKENS: usize = 150;

/// What `message` says about the person, in the order of its words, each once. Days are meant in `zone`.
///
/// Empty for what Bondhu said, for what is off the record, and for a message of safety tier 1 or more: a wish to die is no
/// plan, and its neighbours are no small talk.
pub fn extract(message: &Message, zone: Tz) -> Vec<Claim> {
    if message.sender == Sender::Ai
        || message.off_the_record
        || message.safety_tier > 0
        || is_a_joke(&message.text)
    {
        return Vec::new();
    }
    let moment = Moment { message, zone, today: civil_date(message.created_at, zone, DayStart::default()) };
    let mut claims: Vec<Claim> = Vec::new();
    let mut seen = HashSet::new();
    for mut sentence in sentences(&message.text) {
        sentence.tokens.truncate(MOST_TOKENS);
        for claim in moment.read(&sentence) {
            if claims.len() < MOST_CLAIMS
                && seen.insert((
                    claim.subject.clone(),
                    claim.slot,
                    key(claim.slot, &claim.value),
                    claim.ended,
                ))
            {
                claims.push(claim);
            }
        }
    }
    claims
}

/// The message with what its words are relative to.
struct Moment<'a> {
    message: &'a Message,
    zone: Tz,
    today: NaiveDate,
}

impl Moment<'_> {
    fn read(&self, sentence: &Sentence) -> Vec<Claim> {
        let tokens = &sentence.tokens;
        let low: Vec<&str> = tokens.iter().map(|token| token.low.as_str()).collect();
        let days = find(&low, self.today, Lean::Future);
        let places: Vec<Range<usize>> = days.iter().map(|day| day.words.clone()).collect();
        let beginnings = beginnings(sentence, &places);
        if beginnings.is_empty() {
            return Vec::new();
        }
        let mut fits: Vec<(&Rule, Fit)> = Vec::new();
        for at in 0..real_until(tokens) {
            for rule in candidates(tokens, at) {
                if (rule.floating || beginnings.contains(&at))
                    && let Some(fit) = fit(rule, tokens, at, &days)
                {
                    fits.push((rule, fit));
                }
            }
        }
        let best = fits
            .iter()
            .filter(|(rule, fit)| !fits.iter().any(|(other, longer)| beats(other, longer, rule, fit)));
        best.flat_map(|(rule, fit)| self.claims(rule, fit, &low, &days)).collect()
    }

    fn claims(&self, rule: &Rule, fit: &Fit, low: &[&str], days: &[Mention]) -> Vec<Claim> {
        let said_at = self.message.created_at;
        let subject = fit.fill(rule.subject);
        let subject = if rule.slot == Slot::Favourite { kind(&subject) } else { subject };
        let (mut date, mut valid_from, mut valid_to) = (None, said_at, None);
        if rule.slot == Slot::Plan && !rule.ended {
            let day = nearest(days, fit);
            if day.is_none_or(|day| day.days.last < self.today) && (rule.needs_day || day.is_some()) {
                return Vec::new();
            }
            date = day.map(|day| day.days.first.max(self.today));
            let after = day.and_then(|day| day.days.last.checked_add_days(Count::new(1)));
            valid_to = after.map(|after| self.beginning(after));
        } else if lasts(rule.slot) {
            let past = find(low, self.today, Lean::Past);
            let day = past.iter().find(|day| day.words.start >= fit.start && day.days.first <= self.today);
            valid_from = day.map_or(said_at, |day| self.beginning(day.days.first).min(said_at));
        }
        let whole = rule.value == "*";
        let values = if whole { String::new() } else { fit.fill(rule.value) };
        // What stands before the first of several stands before each.
        let lead = rule.value.split('{').next().unwrap_or_default();
        values
            .split('\n')
            .enumerate()
            .filter_map(|(number, value)| {
                let value = if number == 0 { value.to_owned() } else { format!("{lead}{value}") };
                let value = if whole { String::new() } else { FactValue::new(&value).ok()?.into_string() };
                Some(Claim {
                    subject: subject.clone(),
                    slot: rule.slot,
                    value,
                    date,
                    valid_from,
                    valid_to,
                    source: self.message.id,
                    said_at,
                    confidence: rule.confidence,
                    ended: rule.ended,
                })
            })
            .collect()
    }

    fn beginning(&self, day: NaiveDate) -> Timestamp {
        day_began(day, self.zone, DayStart::default())
    }
}

/// The rules that can begin with the token at `at`.
fn candidates<'r>(tokens: &[Token], at: usize) -> impl Iterator<Item = &'r Rule> {
    let rules = Rules::shared();
    let word = rules.by_first.get(tokens[at].low.as_str());
    let any = rules.by_first.get("");
    word.into_iter().chain(any).flatten().map(|number| &rules.rules[*number])
}

/// Of two readings of the same words the longer holds; of equally long ones the earlier in the table.
fn beats(other: &Rule, longer: &Fit, rule: &Rule, fit: &Fit) -> bool {
    let same = other.slot == rule.slot || other.slot.contrary() == Some(rule.slot);
    let overlap = longer.start < fit.end && fit.start < longer.end;
    let length = |fit: &Fit| fit.end - fit.start;
    let first = std::ptr::from_ref(other) < std::ptr::from_ref(rule);
    // One sentence about somebody may close what several slots say.
    let together = other.ended && rule.ended && length(longer) == length(fit);
    same && overlap
        && !together
        && !std::ptr::eq(other, rule)
        && (length(longer) > length(fit) || length(longer) == length(fit) && first)
}

/// Whether a fact of this kind may have begun before it was told.
fn lasts(slot: Slot) -> bool {
    match slot {
        Slot::Home | Slot::Workplace | Slot::Occupation | Slot::Study | Slot::School => true,
        Slot::Name
        | Slot::Age
        | Slot::Birthday
        | Slot::Hometown
        | Slot::Pet
        | Slot::Favourite
        | Slot::Likes
        | Slot::Dislikes
        | Slot::Speaks
        | Slot::Diet
        | Slot::Health
        | Slot::Plan => false,
    }
}

/// The day that is named nearest to the words of the rule.
fn nearest<'d>(days: &'d [Mention], fit: &Fit) -> Option<&'d Mention> {
    let distance = |day: &Mention| {
        if day.words.end <= fit.start {
            fit.start - day.words.end
        } else {
            day.words.start.saturating_sub(fit.end)
        }
    };
    days.iter().min_by_key(|day| distance(day))
}

fn is_a_joke(text: &str) -> bool {
    let text = text.to_lowercase();
    ["just kidding", "jk ", " jk", "/s", "mazak kar", "only joking", "april fool"]
        .iter()
        .any(|sign| text.contains(sign))
        || text == "jk"
}
