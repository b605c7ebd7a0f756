//! What is remembered for the next answer: facts that hold, and what the person said before, within a budget.

use chrono_tz::Tz;

use crate::facts::{Fact, SELF, Slot, is_backed, phrase};
use crate::messages::{Message, Sender};
use crate::prompt::{ContextItem, ContextKind, estimate_tokens};
use crate::recall::{Index, Question, Turn};

/// At most so many messages; more would be a second conversation beside the one going on.
const MOST_MESSAGES: usize = 5;
/// At most so many facts.
const MOST_FACTS: usize = 20;
/// A message that answers less than this share of the best one is none that the person means.
const WORTH_TELLING: f32 = 0.5;
/// How many of the found are looked at.
const LOOKED_AT: usize = 50;
/// Under which name the person's own words are searched.
const PERSON: &str = "user";

/// What to tell a model about the person who just wrote `newest`, the most useful first, of at most `budget` tokens: facts
/// and earlier messages that have to do with it, then who they are.
///
/// `facts` are all of theirs, `said` messages among which to look. Nothing is recalled for a message of safety tier 1 or
/// more, no such message is ever recalled, nor one that is off the record, that Bondhu wrote, or that says what no longer
/// holds or was deleted ([`is_backed`]).
pub fn memories(
    newest: &Message,
    facts: &[Fact],
    said: &[Message],
    zone: Tz,
    budget: u32,
) -> Vec<ContextItem> {
    if newest.safety_tier > 0 {
        return Vec::new();
    }
    let now = newest.created_at;
    let mut known: Vec<&Fact> =
        facts.iter().filter(|fact| fact.holds_at(now) && fact.source != newest.id).collect();
    known.sort_by_key(|fact| (fact.said_at, fact.id));
    let said: Vec<&Message> = said.iter().filter(|message| may_be_recalled(message, newest)).collect();

    let told: Vec<String> = known.iter().map(|fact| phrase(fact)).collect();
    let turns = known
        .iter()
        .zip(&told)
        .map(|(fact, text)| Turn { speaker: PERSON, at: Some(fact.said_at), text })
        .chain(said.iter().map(|message| Turn {
            speaker: PERSON,
            at: Some(message.created_at),
            text: &message.text,
        }));
    let question = Question { text: &newest.text, at: Some(now), zone, asker: None };
    let found = Index::apart(turns).search(&question, LOOKED_AT);
    let enough = found.first().map_or(0.0, |best| best.score * WORTH_TELLING);

    let mut purse = Purse { left: budget, items: Vec::new() };
    let fact = |at: usize| ContextItem {
        kind: ContextKind::Fact,
        id: known[at].id.to_string(),
        text: told[at].clone(),
    };
    let relevant = found.iter().filter(|found| found.turn < known.len()).map(|found| found.turn);
    let related: Vec<usize> = relevant.take(MOST_FACTS).collect();
    for at in &related {
        purse.pay(fact(*at));
    }
    let messages = found
        .iter()
        .filter(|found| found.turn >= known.len() && found.score >= enough)
        .map(|found| said[found.turn - known.len()])
        .filter(|message| is_backed(message, facts, zone, now));
    for message in messages.take(MOST_MESSAGES) {
        purse.pay(ContextItem {
            kind: ContextKind::Message,
            id: message.id.to_string(),
            text: message.text.clone(),
        });
    }
    let mut others: Vec<usize> = (0..known.len()).filter(|at| !related.contains(at)).collect();
    // The newest of those that matter most first.
    others.sort_by_key(|at| (rank(known[*at]), std::cmp::Reverse(*at)));
    for at in others.into_iter().take(MOST_FACTS.saturating_sub(related.len())) {
        purse.pay(fact(at));
    }
    purse.items
}

/// Whether a message may be shown beside another one at all.
pub fn may_be_recalled(message: &Message, newest: &Message) -> bool {
    message.sender == Sender::User
        && message.safety_tier == 0
        && !message.off_the_record
        && message.created_at < newest.created_at
}

/// What is told first of a person when nothing in particular is asked.
fn rank(fact: &Fact) -> u8 {
    match fact.slot {
        Slot::Name if fact.subject == SELF => 0,
        Slot::Plan => 1,
        Slot::Home | Slot::Occupation | Slot::Workplace | Slot::Study | Slot::School => 2,
        Slot::Name | Slot::Health => 3,
        Slot::Age
        | Slot::Birthday
        | Slot::Hometown
        | Slot::Pet
        | Slot::Favourite
        | Slot::Likes
        | Slot::Dislikes
        | Slot::Speaks
        | Slot::Diet => 4,
    }
}

struct Purse {
    left: u32,
    items: Vec<ContextItem>,
}

impl Purse {
    /// Takes an item that can be paid for; a shorter one behind it may still fit.
    fn pay(&mut self, item: ContextItem) {
        let cost = estimate_tokens(&item.text);
        if let Some(left) = self.left.checked_sub(cost) {
            self.left = left;
            self.items.push(item);
        }
    }
}
