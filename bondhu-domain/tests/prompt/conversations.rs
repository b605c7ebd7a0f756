//! The order of a conversation.

use bondhu_domain::ids::{MessageId, SessionId, UserId};
use bondhu_domain::messages::{Message, Sender};
use bondhu_domain::prompt::{conversation, unanswered};
use bondhu_domain::timestamp::Timestamp;

fn said(at: i64, text: &str) -> Message {
    let created_at = Timestamp::from_seconds(1_700_000_000 + at);
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

fn replied(at: i64, to: &Message, text: &str) -> Message {
    Message { sender: Sender::Ai, in_reply_to: Some(to.id), ..said(at, text) }
}

fn shown(messages: &[Message], newest: &Message) -> Vec<String> {
    let lines = conversation(messages, newest.id);
    lines.iter().map(|line| format!("{}: {}", line.sender.as_str(), line.text)).collect()
}

/// Three messages in one go: all are stored before the first reply.
#[test]
fn replies_stand_after_what_they_answer() {
    let [one, two, three] = [said(1, "one"), said(2, "two"), said(3, "three")];
    let first = replied(4, &one, "first");
    let messages = [one.clone(), two.clone(), three.clone(), first];
    assert_eq!(shown(&messages, &two), ["user: one", "ai: first", "user: two"]);
    assert_eq!(shown(&messages, &three), ["user: one", "ai: first", "user: two", "user: three"]);
    assert_eq!(unanswered(&messages, three.id), [two.id]);
    assert_eq!(unanswered(&messages, one.id), []);
}

#[test]
fn a_reply_without_its_question_is_left_out() {
    let (gone, asked, newest) = (said(1, "gone"), said(3, "asked"), said(5, "newest"));
    let messages = [
        replied(2, &gone, "about what?"),
        asked.clone(),
        replied(4, &asked, "half an ans…"),
        newest.clone(),
        replied(6, &newest, "of another try"),
    ];
    assert_eq!(shown(&messages, &newest), ["user: asked", "ai: half an ans…", "user: newest"]);
}
