//! Summaries of a chat, made by rules: how much was said and when, which words came up, and some of it word for word.
//! Nothing is inferred. Of days and weeks for the person, of all older talk for a model that is not shown it any more.

mod bounds;
mod older_talk;
mod topics;
mod words;

use chrono::Timelike;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::messages::{Message, Sender};
use crate::timestamp::Timestamp;

pub use chrono::NaiveDate;

pub use bounds::{Bounds, bounds, last_complete};
pub use older_talk::{NEWEST_LEFT_OUT, OlderTalk, STEP, older_talk, older_talk_due};
use topics::topics;

/// How much time a summary is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// A day of the person's calendar.
    Day,
    /// Seven such days from Monday.
    Week,
}

impl Period {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Day, Self::Week];

    /// Its wire and storage name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
        }
    }

    /// The period of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|period| period.as_str() == name)
    }
}

/// What a period of a chat was about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatSummary {
    /// A day or a week.
    pub period: Period,
    /// Where it begins.
    pub from: Timestamp,
    /// Where it ends; this instant is no longer in it.
    pub to: Timestamp,
    /// One to four plain sentences.
    pub text: String,
    /// How many of the person's own messages it is about.
    pub message_count: u32,
    /// Words that came up in more than one message, the most frequent first; at most five.
    pub topics: Vec<String>,
    /// The mood that most of the scored messages showed.
    pub mood: Option<String>,
}

/// How many characters of a message are quoted.
const QUOTE: usize = 80;

/// Sums up the messages of a period, given oldest to newest; times of day are those of `zone`.
///
/// Bondhu's own messages, messages off the record and messages of safety tier 1 or more count for nothing and are
/// quoted nowhere. Without any other there is no summary.
pub fn summarise(period: Period, bounds: Bounds, messages: &[Message], zone: Tz) -> Option<ChatSummary> {
    let within = |it: &&Message| bounds.from <= it.created_at && it.created_at < bounds.to;
    let told: Vec<&Message> = told(messages).filter(within).collect();
    let (first, last) = (told.first()?, told.last()?);
    let topics = topics(told.iter().map(|it| it.text.as_str()));
    let mood = mood(&told);
    let amount = match told.len() {
        1 => format!("You wrote one message, {}.", part_of_day(first.created_at, zone)),
        count => format!("You wrote {count} messages, {}.", times(&told, zone)),
    };
    let came_up =
        if topics.is_empty() { String::new() } else { format!(" What came up: {}.", topics.join(", ")) };
    let said = if first.id == last.id {
        format!(" You said: “{}”", quote(&first.text))
    } else {
        format!(" It began with “{}” and ended with “{}”", quote(&first.text), quote(&last.text))
    };
    let text = amount + &came_up + &said;
    Some(ChatSummary {
        period,
        from: bounds.from,
        to: bounds.to,
        text,
        message_count: u32::try_from(told.len()).unwrap_or(u32::MAX),
        topics,
        mood,
    })
}

/// Those of the person's messages that may be repeated to them.
fn told(messages: &[Message]) -> impl Iterator<Item = &Message> {
    messages.iter().filter(|it| it.sender == Sender::User && !it.off_the_record && it.safety_tier == 0)
}

/// The mood of most of the scored messages; of equally frequent ones the one that came last.
fn mood(told: &[&Message]) -> Option<String> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for mood in told.iter().filter_map(|it| it.mood.as_deref()) {
        let before = counts.iter().position(|(known, _)| *known == mood).map(|at| counts.remove(at).1);
        counts.push((mood, before.unwrap_or(0) + 1));
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(mood, _)| mood.to_owned())
}

const PARTS: [&str; 4] = ["at night", "in the morning", "in the afternoon", "in the evening"];

/// Night until 5, morning until 12, afternoon until 17, evening until 22, then night again.
fn part(at: Timestamp, zone: Tz) -> usize {
    match at.to_datetime().with_timezone(&zone).hour() {
        5..=11 => 1,
        12..=16 => 2,
        17..=21 => 3,
        0..=4 | 22.. => 0,
    }
}

fn part_of_day(at: Timestamp, zone: Tz) -> &'static str {
    PARTS[part(at, zone)]
}

/// Where most messages lie, when that is more than half of them.
fn times(told: &[&Message], zone: Tz) -> String {
    let mut counts = [0_usize; 4];
    for message in told {
        counts[part(message.created_at, zone)] += 1;
    }
    let used: Vec<usize> = (0..4).filter(|at| counts[*at] > 0).collect();
    let most = (0..4).max_by_key(|at| counts[*at]).unwrap_or(0);
    match used.as_slice() {
        [only] => format!("all {}", PARTS[*only]),
        _ if counts[most] * 2 > told.len() => format!("most of them {}", PARTS[most]),
        _ => "spread over the day".to_owned(),
    }
}

/// A text in one line, cut at a word where it is long.
fn quote(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((end, _)) = line.char_indices().nth(QUOTE) else { return line };
    let cut = &line[..end];
    let whole_words = cut.rfind(' ').filter(|at| *at * 2 > end).map_or(cut, |at| &cut[..at]);
    format!("{whole_words}…")
}

#[cfg(test)]
mod tests;
