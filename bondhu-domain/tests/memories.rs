//! What is told to a model of a person: within the budget, relevant first, and nothing that must not be told.
#![expect(clippy::unwrap_used, reason = "what cannot be unwrapped here is a failed test")]

use std::time::Duration;

use bondhu_domain::facts::{Change, Fact, extract, remember};
use bondhu_domain::ids::{FactId, MessageId, SessionId, UserId};
use bondhu_domain::memories::memories;
use bondhu_domain::messages::{Message, Sender};
use bondhu_domain::prompt::estimate_tokens;
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::UTC;

fn message(hour: u32, text: &str) -> Message {
    let start: Timestamp = "2026-11-21T00:00:00Z".parse().unwrap();
    let at = start + Duration::from_hours(1) * hour;
    Message {
        id: MessageId::new(at, [1; 10]),
        user_id: UserId::new(start, [2; 10]),
        session_id: SessionId::new(start, [3; 10]),
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

fn learnt(messages: &[Message]) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    for message in messages {
        let mut made = u8::try_from(facts.len()).unwrap();
        let claims = extract(message, UTC);
        for change in remember(&facts.clone(), &claims, || {
            made += 1;
            FactId::new(message.created_at, [made; 10])
        }) {
            match change {
                Change::Add(fact) => facts.push(fact),
                Change::Close { id, valid_to } => {
                    facts.iter_mut().find(|fact| fact.id == id).unwrap().valid_to = Some(valid_to);
                }
            }
        }
    }
    facts
}

fn told(newest: &str, said: &[Message], facts: &[Fact], budget: u32) -> Vec<String> {
    memories(&message(1_000, newest), facts, said, UTC, budget).into_iter().map(|item| item.text).collect()
}

#[test]
fn relevant_first_then_who_they_are() {
    let said = [
        message(1, "My name is Mitu, I love jazz and I live in Pune"),
        message(2, "My dog's name is Bruno"),
        message(3, "The vet was rude to us yesterday"),
    ];
    let facts = learnt(&said);
    let all = told("How do I bathe my dog after the vet?", &said, &facts, 1_000);
    assert!(all[..1] == ["Dog is called Bruno."], "{all:?}");
    assert!(all.contains(&"The vet was rude to us yesterday".to_owned()), "{all:?}");
    assert_eq!(all[all.len() - 3..], ["Is called Mitu.", "Lives in Pune.", "Likes jazz."]);
}

#[test]
fn never_more_than_the_budget() {
    let said: Vec<Message> = (0..30)
        .map(|hour| message(hour, &format!("I love tea number{hour} and the long story of tea number{hour}")))
        .collect();
    let facts = learnt(&said);
    for budget in [0, 10, 60, 300] {
        let told = told("What tea do I love?", &said, &facts, budget);
        assert!(told.iter().map(|text| estimate_tokens(text)).sum::<u32>() <= budget);
        assert_eq!(told.is_empty(), budget == 0);
    }
}

#[test]
fn nothing_that_changed_and_nothing_of_distress() {
    let mut said = vec![
        message(1, "I live in Pune near the old violin shop"),
        message(2, "the violin makes me cry at night"),
        message(3, "my violin is a secret"),
        message(4, "I moved to Delhi"),
    ];
    said[1].safety_tier = 1;
    said[2].off_the_record = true;
    let facts = learnt(&said);
    assert_eq!(told("where is a violin shop?", &said, &facts, 1_000), ["Lives in Delhi."]);
    let mut low = message(1_000, "violin");
    low.safety_tier = 2;
    assert_eq!(memories(&low, &facts, &said, UTC, 1_000), []);
    // Forgotten: what said it is not recalled either.
    let again = [message(1, "I have asthma, the violin teacher knows")];
    assert_eq!(told("what does my violin teacher know?", &again, &[], 1_000), Vec::<String>::new());
}
