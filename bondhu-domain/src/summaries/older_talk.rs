//! What is left of the talk that a model is not shown any more: the days it was on, with the words that came up and one
//! thing that was said on each.

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;

use super::topics::topics;
use super::{quote, told};
use crate::ids::MessageId;
use crate::messages::Message;
use crate::streaks::civil_date;
use crate::users::DayStart;

/// A rolling summary of everything but the newest messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OlderTalk {
    /// A few lines; empty when there was nothing that may be repeated.
    pub text: String,
    /// How many of the person's own messages it is about.
    pub message_count: u32,
    /// The last message, of either side, that was looked at.
    pub through: MessageId,
}

/// So many of the newest messages, of both sides, are not older talk.
pub const NEWEST_LEFT_OUT: usize = 10;
/// After so many further messages the summary is made anew.
pub const STEP: usize = 20;

/// The latest days are told one by one.
const DAYS: usize = 5;
/// Words of one day.
const WORDS: usize = 3;

/// Sums up these messages, given oldest to newest; days are those of `zone` and begin at `day_start`. Nothing for no
/// messages at all.
///
/// As in summaries of days, Bondhu's own messages, messages off the record and those of safety tier 1 or more count for
/// nothing and are quoted nowhere.
pub fn older_talk(messages: &[Message], zone: Tz, day_start: DayStart) -> Option<OlderTalk> {
    let through = messages.last()?.id;
    let told: Vec<&Message> = told(messages).collect();
    let mut days: Vec<(NaiveDate, Vec<&Message>)> = Vec::new();
    for message in &told {
        let date = civil_date(message.created_at, zone, day_start);
        match days.last_mut() {
            Some((day, of_day)) if *day == date => of_day.push(message),
            Some(_) | None => days.push((date, vec![message])),
        }
    }
    let latest = days.split_off(days.len().saturating_sub(DAYS));
    let mut parts = Vec::new();
    if let (Some((from, _)), Some((to, _))) = (days.first(), days.last()) {
        let before: Vec<&str> = days.iter().flat_map(|(_, told)| told).map(|it| it.text.as_str()).collect();
        let words = topics(before.iter().copied());
        let about =
            if words.is_empty() { String::new() } else { format!(", often about {}", words.join(", ")) };
        let when = if from == to {
            format!("On {}", date(*from))
        } else {
            format!("From {} to {}", date(*from), date(*to))
        };
        parts.push(format!("{when}: {} messages{about}.", before.len()));
    }
    parts.extend(latest.iter().map(|(day, told)| of_day(*day, told)));
    let message_count = u32::try_from(told.len()).unwrap_or(u32::MAX);
    Some(OlderTalk { text: parts.join(" "), message_count, through })
}

/// Whether the summary is to be made anew. `newest` are the newest messages of both sides, oldest first, and at least
/// [`NEWEST_LEFT_OUT`] + [`STEP`] of them where there are so many.
pub fn older_talk_due(newest: &[Message], through: Option<MessageId>) -> bool {
    newest.iter().filter(|it| through.is_none_or(|through| it.id > through)).count() >= NEWEST_LEFT_OUT + STEP
}

fn of_day(day: NaiveDate, told: &[&Message]) -> String {
    let mut words = topics(told.iter().map(|it| it.text.as_str()));
    words.truncate(WORDS);
    let about = if words.is_empty() { String::new() } else { format!("{}; ", words.join(", ")) };
    // The longest message says most; of equally long ones the first.
    let most = told.iter().rev().max_by_key(|it| it.text.chars().count());
    let said = most.map(|it| quote(&it.text)).unwrap_or_default();
    format!("On {}: {about}“{said}”.", date(day))
}

fn date(day: NaiveDate) -> String {
    format!("{} {} {}", day.day(), day.format("%B"), day.year())
}
