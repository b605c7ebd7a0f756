//! Days and weeks of chats, summed up.

use chrono::{Datelike, NaiveDate, Weekday};
use proptest::prelude::*;

use super::*;
use crate::ids::{MessageId, SessionId, UserId};
use crate::users::{DayStart, UTC};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn said(when: &str, text: &str) -> Message {
    let created_at = at(when);
    Message {
        id: MessageId::new(created_at, [0; 10]),
        user_id: UserId::new(created_at, [0; 10]),
        session_id: SessionId::new(created_at, [0; 10]),
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
        created_at,
    }
}

fn day() -> Bounds {
    let first = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
    bounds(Period::Day, first, UTC, DayStart::default())
}

fn summary(messages: &[Message]) -> Option<ChatSummary> {
    summarise(Period::Day, day(), messages, UTC)
}

#[test]
fn a_day_in_plain_sentences() {
    let happy = |message: Message| Message { mood: Some("happy".to_owned()), ..message };
    let messages = [
        happy(said("2026-03-02T18:00:00Z", "My exam went well!")),
        said("2026-03-02T18:05:00Z", "The exam was about rivers, and rivers again"),
        happy(said("2026-03-02T20:00:00Z", "Good night, rivers")),
    ];
    let summary = summary(&messages).unwrap();
    assert_eq!(
        summary.text,
        "You wrote 3 messages, all in the evening. What came up: exam, rivers. \
         It began with “My exam went well!” and ended with “Good night, rivers”"
    );
    assert_eq!(summary.topics, ["exam", "rivers"]);
    assert_eq!((summary.message_count, summary.mood.as_deref()), (3, Some("happy")));
}

#[test]
fn what_was_hard_to_say_or_off_the_record_is_nowhere() {
    let open = said("2026-03-02T08:00:00Z", "breakfast");
    let hidden = [
        Message { safety_tier: 1, ..said("2026-03-02T09:00:00Z", "darkness darkness") },
        Message {
            off_the_record: true,
            mood: Some("sad".to_owned()),
            ..said("2026-03-02T10:00:00Z", "secret")
        },
        Message { sender: Sender::Ai, ..said("2026-03-02T11:00:00Z", "answer") },
        said("2026-03-03T00:00:00Z", "tomorrow's"),
        said("2026-03-01T23:59:59.999999Z", "yesterday's"),
    ];
    assert_eq!(summary(&hidden), None);
    let mut all = hidden.to_vec();
    all.insert(0, open.clone());
    assert_eq!(summary(&all), summary(&[open]));
}

#[test]
fn times_of_day_are_the_persons() {
    let kolkata: Tz = "Asia/Kolkata".parse().unwrap();
    let message = said("2026-03-02T18:45:00Z", "late");
    let text = |zone| summarise(Period::Day, day(), std::slice::from_ref(&message), zone).unwrap().text;
    assert_eq!(text(UTC), "You wrote one message, in the evening. You said: “late”");
    assert_eq!(text(kolkata), "You wrote one message, at night. You said: “late”");
}

#[test]
fn topics_come_in_any_script_and_hold_no_fillers() {
    let texts = ["আমি গান শুনি, गाना भी", "গান আমার, এবং गाना", "the THE of गाना और और"];
    assert_eq!(topics(texts.into_iter()), ["गाना", "গান"]);
}

#[test]
fn weeks_are_from_monday_and_over() {
    let monday = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
    for (now, expected) in
        [("2026-03-08T23:59:59Z", monday - chrono::Days::new(7)), ("2026-03-09T00:00:00Z", monday)]
    {
        assert_eq!(last_complete(Period::Week, at(now), UTC, DayStart::default()), expected);
    }
}

fn older(messages: &[Message]) -> OlderTalk {
    older_talk(messages, UTC, DayStart::default()).unwrap()
}

#[test]
fn older_talk_tells_the_latest_days_and_the_time_before() {
    let mut messages = vec![
        said("2026-01-03T08:00:00Z", "My mother sings"),
        said("2026-01-09T08:00:00Z", "My mother called"),
    ];
    for day in 1..=5 {
        messages.push(said(&format!("2026-03-0{day}T08:00:00Z"), &format!("hello {day}")));
    }
    messages.push(said("2026-03-05T09:00:00Z", "The exam is near, the exam of rivers"));
    messages.push(said("2026-03-05T10:00:00Z", "exam"));
    let older = older(&messages);
    assert_eq!(
        older.text,
        "From 3 January 2026 to 9 January 2026: 2 messages, often about mother. On 1 March 2026: “hello 1”. \
         On 2 March 2026: “hello 2”. On 3 March 2026: “hello 3”. On 4 March 2026: “hello 4”. \
         On 5 March 2026: exam; “The exam is near, the exam of rivers”."
    );
    assert_eq!((older.message_count, older.through), (9, messages[8].id));
}

#[test]
fn older_talk_hides_what_is_hidden_and_still_tells_how_far_it_looked() {
    let hidden = [
        Message { safety_tier: 1, ..said("2026-03-02T09:00:00Z", "darkness") },
        Message { off_the_record: true, ..said("2026-03-02T10:00:00Z", "secret") },
        Message { sender: Sender::Ai, ..said("2026-03-02T11:00:00Z", "answer") },
    ];
    let of_hidden = older(&hidden);
    assert_eq!((of_hidden.text.as_str(), of_hidden.message_count, of_hidden.through), ("", 0, hidden[2].id));
    let open = said("2026-03-02T08:00:00Z", "breakfast");
    let all: Vec<_> = std::iter::once(open.clone()).chain(hidden).collect();
    assert_eq!(older(&all).text, older(&[open]).text);
    assert_eq!(older_talk(&[], UTC, DayStart::default()), None);
}

#[test]
fn older_talk_is_due_when_enough_has_left_the_newest() {
    let newest: Vec<_> = (10..60).map(|minute| said(&format!("2026-03-02T08:{minute}:00Z"), "x")).collect();
    assert!(!older_talk_due(&newest[..29], None) && older_talk_due(&newest[..30], None));
    assert!(!older_talk_due(&newest, Some(newest[20].id)), "29 since then");
    assert!(older_talk_due(&newest, Some(newest[19].id)));
    assert!(!older_talk_due(&[], None));
}

proptest! {
    #[test]
    fn older_talk_is_short(texts in prop::collection::vec("\\PC{0,200}", 1..60)) {
        let start = at("2026-03-02T08:00:00Z");
        let messages: Vec<_> = texts.iter().enumerate().map(|(number, text)| {
            let hours = std::time::Duration::from_hours(7 * u64::try_from(number).unwrap());
            said(&(start + hours).to_string(), text)
        }).collect();
        prop_assert!(older(&messages).text.chars().count() <= 2_000);
        prop_assert_eq!(older(&messages), older(&messages));
    }

    #[test]
    fn the_last_complete_period_is_over(seconds in 0_i64..2_000_000_000, zone in 0..chrono_tz::TZ_VARIANTS.len()) {
        let (now, zone) = (Timestamp::from_seconds(seconds), chrono_tz::TZ_VARIANTS[zone]);
        for period in Period::ALL {
            let first = last_complete(period, now, zone, DayStart::default());
            let bounds = bounds(period, first, zone, DayStart::default());
            prop_assert!(bounds.from < bounds.to && bounds.to <= now);
            prop_assert!(period == Period::Day || first.weekday() == Weekday::Mon);
        }
    }

    #[test]
    fn any_text_is_quoted_short(texts in prop::collection::vec("\\PC{0,200}", 1..20)) {
        let messages: Vec<_> = texts.iter().map(|text| said("2026-03-02T08:00:00Z", text)).collect();
        let summary = summary(&messages).unwrap();
        prop_assert!(summary.topics.len() <= 5);
        prop_assert!(summary.text.chars().count() <= 2 * (QUOTE + 1) + 5 * 30 + 150);
    }
}
