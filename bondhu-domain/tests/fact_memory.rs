//! How facts change: repetition, contradiction, order of arrival, ends.
#![expect(clippy::unwrap_used, reason = "what cannot be unwrapped here is a failed test")]

use std::time::Duration;

use bondhu_domain::facts::{Change, Fact, Slot, extract, phrase, remember};
use bondhu_domain::ids::{FactId, MessageId, SessionId, UserId};
use bondhu_domain::messages::{Message, Sender};
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::Zone;
use proptest::prelude::*;

const HOUR: Duration = Duration::from_hours(1);

/// What one person told, read message by message.
#[derive(Default)]
struct Memory {
    facts: Vec<Fact>,
    made: u8,
}

fn start() -> Timestamp {
    "2026-11-21T12:00:00+05:30".parse().unwrap()
}

fn message(at: Timestamp, text: &str) -> Message {
    Message {
        id: MessageId::new(at, [1; 10]),
        user_id: UserId::new(start(), [2; 10]),
        session_id: SessionId::new(start(), [3; 10]),
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

impl Memory {
    fn hear(&mut self, message: &Message) -> usize {
        let claims = extract(message, Zone::Asia__Kolkata);
        let made = &mut self.made;
        let changes = remember(&self.facts, &claims, || {
            *made += 1;
            FactId::new(message.created_at, [*made; 10])
        });
        for change in &changes {
            match change {
                Change::Add(fact) => self.facts.push(fact.clone()),
                Change::Close { id, valid_to } => {
                    self.facts.iter_mut().find(|fact| fact.id == *id).unwrap().valid_to = Some(*valid_to);
                }
            }
        }
        changes.len()
    }

    fn tell(&mut self, hours: u32, text: &str) -> usize {
        self.hear(&message(start() + HOUR * hours, text))
    }

    fn now(&self, hours: u32) -> Vec<String> {
        let at = start() + HOUR * hours;
        let mut now: Vec<String> = self.facts.iter().filter(|fact| fact.holds_at(at)).map(phrase).collect();
        now.sort();
        now
    }
}

#[test]
fn saying_it_again_changes_nothing() {
    let mut memory = Memory::default();
    assert_eq!(memory.tell(0, "I live in Bangalore and I love pizza. My sister's name is Meera."), 3);
    for again in [
        "I live in bengaluru now",
        "i love PIZZA!!",
        "i really love pizzas",
        "my sister is called meera",
        "I LIVE IN BANGALORE and i love pizza",
    ] {
        assert_eq!(memory.tell(5, again), 0, "{again}");
    }
}

#[test]
fn a_new_value_closes_the_old_one() {
    let mut memory = Memory::default();
    memory.tell(0, "I live in Pune");
    memory.tell(10, "I just moved to Delhi");
    assert_eq!(memory.now(5), ["Lives in Pune."]);
    assert_eq!(memory.now(11), ["Lives in Delhi."]);
    assert_eq!(memory.facts[0].valid_to, Some(start() + HOUR * 10));
    memory.tell(20, "I moved back to Pune");
    assert_eq!(memory.now(21), ["Lives in Pune."]);
    assert_eq!(memory.facts.len(), 3);
}

#[test]
fn it_holds_from_the_time_that_is_named() {
    let mut memory = Memory::default();
    memory.tell(0, "I have been living in Delhi since 2019");
    assert_eq!(memory.facts[0].valid_from, "2019-01-01T00:00:00+05:30".parse().unwrap());
    assert_eq!(memory.facts[0].said_at, start());
    memory.tell(1, "I moved to Goa last month");
    assert_eq!(memory.facts[0].valid_to, Some("2026-10-01T00:00:00+05:30".parse().unwrap()));
}

#[test]
fn lists_hold_many_and_contraries_exclude_each_other() {
    let mut memory = Memory::default();
    memory.tell(0, "I love coffee and tea");
    memory.tell(1, "I hate coffee");
    assert_eq!(memory.now(2), ["Does not like coffee.", "Likes tea."]);
    memory.tell(3, "I don't like tea anymore");
    assert_eq!(memory.now(4), ["Does not like coffee."]);
    memory.tell(5, "My friend Asha came. My friend Zoya too, and my friend Asha stayed");
    assert_eq!(memory.now(6), ["Does not like coffee.", "Friend is called Asha.", "Friend is called Zoya."]);
}

#[test]
fn a_plan_ends_with_its_day_and_may_be_moved() {
    let mut memory = Memory::default();
    memory.tell(0, "My exam is tomorrow");
    assert_eq!(memory.now(1), ["Plan: exam (2026-11-22)."]);
    assert_eq!(memory.tell(1, "my exam is tomorrow!"), 0);
    assert_eq!(memory.now(36), Vec::<String>::new(), "midnight has passed");
    memory.tell(2, "my exam is on 25 november");
    assert_eq!(memory.now(3), ["Plan: exam (2026-11-25)."]);
    memory.tell(4, "my exam got cancelled");
    assert_eq!(memory.now(5), Vec::<String>::new());
}

#[test]
fn the_zone_decides_which_day_tomorrow_is() {
    // In Kolkata it is already the 22nd.
    let late = message("2026-11-21T20:00:00Z".parse().unwrap(), "My exam is tomorrow");
    let days: Vec<String> = [Zone::Asia__Kolkata, Zone::America__New_York]
        .into_iter()
        .map(|zone| extract(&late, zone)[0].date.unwrap().to_string())
        .collect();
    assert_eq!(days, ["2026-11-23", "2026-11-22"]);
}

#[test]
fn what_must_not_be_learnt() {
    let text = "I live in Pune and I want to go to Goa";
    let plain = message(start(), text);
    assert!(!extract(&plain, Zone::UTC).is_empty());
    let mut silent = vec![plain.clone(); 5];
    silent[0].sender = Sender::Ai;
    silent[1].off_the_record = true;
    for tier in 1..=3 {
        silent[usize::from(tier) + 1].safety_tier = tier;
    }
    for message in silent {
        assert_eq!(extract(&message, Zone::UTC), Vec::new());
    }
}

#[test]
fn one_mother_but_several_sisters() {
    let mut memory = Memory::default();
    memory.tell(0, "My mom's name is Sunita");
    memory.tell(1, "My mom is called Anita");
    memory.tell(2, "My sister's name is Meera");
    memory.tell(3, "My sister's name is Tara");
    let now = ["Mother is called Anita.", "Sister is called Meera.", "Sister is called Tara."];
    assert_eq!(memory.now(4), now);
    assert!(memory.facts.iter().all(|fact| fact.slot == Slot::Name));
}

proptest! {
    #[test]
    fn the_order_of_reading_makes_no_difference(order in Just((0..8_usize).collect::<Vec<_>>()).prop_shuffle()) {
        let told = [
            "I live in Pune", "I love tea", "I just moved to Delhi", "I hate tea", "I live in Goa", "my name is Ria",
            "my name is Riya Sen", "I work at Wipro",
        ];
        let mut memory = Memory::default();
        for place in order {
            memory.tell(u32::try_from(place).unwrap(), told[place]);
        }
        prop_assert_eq!(memory.now(100), ["Does not like tea.", "Is called Riya Sen.", "Lives in Goa.", "Works at Wipro."]);
    }

    #[test]
    fn any_text_is_read_without_panic_and_with_its_source(text in "\\PC{0,300}") {
        let message = message(start(), &text);
        for claim in extract(&message, Zone::Asia__Kolkata) {
            prop_assert_eq!(claim.source, message.id);
            prop_assert!(claim.value.chars().count() <= 200);
        }
    }

    #[test]
    fn words_of_the_rules_in_any_order_are_read_without_panic(
        words in prop::collection::vec(
            prop::sample::select(vec!["i", "am", "my", "name", "is", "sister", "'s", "live", "in", "Pune", "love", ",", "and", "the", "next",
                "friday", "not", "?", ".", "\"", "mujhe", "pasand", "hai", "going", "to", "exam", "dog", "called", "on", "5", "march", "x"]),
            0..60,
        )
    ) {
        extract(&message(start(), &words.join(" ")), Zone::Asia__Kolkata);
    }
}
