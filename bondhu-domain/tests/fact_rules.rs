//! What the rules read out of a message, and what they leave alone.
#![expect(clippy::unwrap_used, reason = "what cannot be unwrapped here is a failed test")]

use bondhu_domain::facts::extract;
use bondhu_domain::ids::{MessageId, SessionId, UserId};
use bondhu_domain::messages::{Message, Sender};
use bondhu_domain::users::Zone;

/// Said on Saturday, 21 November 2026, at noon in Kolkata.
fn message(text: &str) -> Message {
    let at = "2026-11-21T12:00:00+05:30".parse().unwrap();
    Message {
        id: MessageId::new(at, [1; 10]),
        user_id: UserId::new(at, [2; 10]),
        session_id: SessionId::new(at, [3; 10]),
        sender: Sender::User,
        text: text.to_owned(),
        mood: None,
        sentiment_score: None,
        has_personality_context: false,
        safety_tier: 0,
        off_the_record: false,
        in_reply_to: None,
        authorship: None,
        reactions: Vec::new(),
        created_at: at,
    }
}

fn read(text: &str) -> Vec<String> {
    extract(&message(text), Zone::Asia__Kolkata)
        .into_iter()
        .map(|claim| {
            let sign = if claim.ended { "-" } else { "" };
            let date = claim.date.map_or_else(String::new, |date| format!(" on {date}"));
            format!("{sign}{} {}={}{date}", claim.subject, claim.slot.as_str(), claim.value)
        })
        .collect()
}

/// Lines of a table: the message, a tab, what is read separated by `;` (nothing for nothing).
fn check(table: &str) {
    let mut wrong = Vec::new();
    for line in table.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let (text, wanted) = line.split_once('\t').unwrap_or((line, ""));
        let wanted: Vec<&str> = wanted.split(';').map(str::trim).filter(|one| !one.is_empty()).collect();
        let found = read(text);
        if found != wanted {
            wrong.push(format!("{text:?}\n   wanted {wanted:?}\n   found  {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} lines:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_is_told() {
    check(include_str!("data/facts_told.tsv"));
}

#[test]
fn what_is_not_told() {
    check(include_str!("data/facts_not_told.tsv"));
}
