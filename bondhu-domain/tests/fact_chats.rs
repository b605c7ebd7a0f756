//! A thousand made-up chats whose truth is known: what is remembered of them is asked for, not assumed.
//!
//! Each chat tells, repeats and changes things in many wordings and spellings, between questions, conditions, what others
//! say, Bondhu's own words, what is off the record, and messages of distress that name things too. The chats are the same
//! in every run.
#![expect(clippy::unwrap_used, reason = "what cannot be unwrapped here is a failed test")]

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use bondhu_domain::facts::{Change, Fact, Slot, extract, is_single, remember};
use bondhu_domain::ids::{FactId, MessageId, SessionId, UserId};
use bondhu_domain::messages::{Message, Sender};
use bondhu_domain::safety::Detector;
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::Zone;

/// A thing one can tell: its slot and subject, its spellings (the first is the usual one), and sentences with `{}`.
struct Topic {
    slot: Slot,
    subject: &'static str,
    values: &'static [&'static [&'static str]],
    sentences: &'static [&'static str],
}

const TOPICS: &[Topic] = &[
    Topic {
        slot: Slot::Home,
        subject: "self",
        values: &[
            &["Pune", "pune", "PUNE", "Poona"],
            &["Bengaluru", "Bangalore", "bangalore", "banglore"],
            &["Kolkata", "kolkatta", "Calcutta"],
            &["Delhi", "delhi", "New Delhi"],
            &["Goa", "goa"],
        ],
        sentences: &[
            "I live in {}",
            "i live in {} now",
            "So I moved to {}, it's nice",
            "I'm living in {} these days",
            "main {} mein rehta hoon",
            "mai {} me rehti hu",
            "btw i stay in {} because of my job",
        ],
    },
    Topic {
        slot: Slot::Workplace,
        subject: "self",
        values: &[
            &["Infosys", "infosys", "INFOSYS"],
            &["Wipro", "wipro"],
            &["Apollo Hospital", "apollo hospital"],
            &["Flipkart", "flipkart"],
        ],
        sentences: &[
            "I work at {}",
            "i work for {}",
            "I'm working at {} now",
            "main {} mein kaam karta hoon",
            "So yeah, I currently work at {}.",
        ],
    },
    Topic {
        slot: Slot::Name,
        subject: "self",
        values: &[&["Riya", "riya", "RIYA"], &["Arjun", "arjun"], &["Sneha", "sneha"]],
        sentences: &[
            "My name is {}",
            "my name's {}",
            "mera naam {} hai",
            "hey, call me {}",
            "btw you can call me {}",
        ],
    },
    Topic {
        slot: Slot::Favourite,
        subject: "colour",
        values: &[&["blue", "Blue"], &["green", "GREEN"], &["maroon"]],
        sentences: &[
            "my favourite colour is {}",
            "My favorite color is {}!",
            "mera favourite colour {} hai",
            "my fav color is {} lol",
        ],
    },
    Topic {
        slot: Slot::Name,
        subject: "mother",
        values: &[&["Sunita", "sunita"], &["Anita", "anita"]],
        sentences: &["My mom's name is {}", "my mother is called {}", "meri maa ka naam {} hai"],
    },
    Topic {
        slot: Slot::Name,
        subject: "sister",
        values: &[&["Meera", "meera", "Mira"], &["Zoya", "zoya"], &["Tanvi", "tanvi"]],
        sentences: &["My sister's name is {}", "my sister is called {}", "meri behen ka naam {} hai"],
    },
    Topic {
        slot: Slot::Name,
        subject: "dog",
        values: &[&["Bruno", "bruno"], &["Simba", "simba"]],
        sentences: &["I have a dog named {}", "my dog's name is {}", "mere kutte ka naam {} hai"],
    },
    Topic {
        slot: Slot::Likes,
        subject: "self",
        values: &[
            &["biryani", "Biriyani", "biryanii"],
            &["pizza", "PIZZA", "pizzas"],
            &["chai", "Chai"],
            &["cricket", "Cricket"],
            &["dancing", "dance"],
            &["old songs", "Old Songs"],
            &["chocolate", "chocoalte", "chocolates"],
            &["rainy days", "rainy day"],
        ],
        sentences: &[
            "I love {}",
            "i really like {}",
            "I love {} so much!!",
            "I'm a big fan of {}",
            "mujhe {} bahut pasand hai",
            "I also enjoy {}",
            "honestly i love {} haha",
        ],
    },
    Topic {
        slot: Slot::Dislikes,
        subject: "self",
        values: &[
            &["mushrooms", "Mushrooms", "mushroom"],
            &["loud music", "Loud music"],
            &["karela", "Karela"],
        ],
        sentences: &[
            "I hate {}",
            "i don't like {}",
            "I can't stand {}",
            "mujhe {} pasand nahi hai",
            "I really dislike {}",
        ],
    },
    Topic {
        slot: Slot::Health,
        subject: "self",
        values: &[&["asthma", "Asthma"], &["diabetes"], &["migraine", "migraines"]],
        sentences: &["I have {}", "i have {} since childhood", "mujhe {} hai"],
    },
];

/// What tells nothing about the person, and must stay unknown.
const NOTHING: &[&str] = &[
    "what should I do today?",
    "do you think I live in Mumbai?",
    "if I lived in Chennai I would swim",
    "my friend said \"I love karaoke\"",
    "she lives in Indore",
    "haha ok",
    "I'm so tired",
    "can you tell me a joke",
    "maybe I work at Google one day",
    "I wish I had a dog named Rocky",
    "he loves skydiving",
    "imagine my name is Batman",
    "I used to live in Nagpur",
    "aaj mausam accha hai",
    "Rahul: I love golf",
    "do i like sushi",
    "I'm going to sleep now",
    "good night!",
    "kya mujhe sushi pasand hai?",
    "thanks yaar",
    "that movie was great",
    "I might move to London",
    "work was long today",
    "> I live in Jaipur",
];

/// Messages of distress that name things on the side.
const DISTRESS: &[&str] = &[
    "I want to die. I live in Nowhere City and I love silence",
    "i want to kill myself, my name is Nobody",
    "I don't want to live anymore, I hate parties",
    "main marna chahta hoon, mujhe andhera pasand hai",
    "everyone would be better off without me, I work at Nightshift",
    "I have a plan to end it all tomorrow, my exam is tomorrow",
];

/// `SplitMix64` (Steele et al. 2014).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(sides).unwrap()).unwrap()
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.roll(from.len())]
    }
}

/// The truth of one value: its topic and the number of the value.
type Truth = (usize, usize);

#[derive(Default)]
struct Totals {
    told: usize,
    known: usize,
    missing: Vec<String>,
    facts: usize,
    duplicates: usize,
    strangers: Vec<String>,
    wrong: Vec<String>,
}

fn truth_of(fact: &Fact) -> Option<Truth> {
    TOPICS.iter().enumerate().find_map(|(number, topic)| {
        let here = topic.slot == fact.slot && topic.subject == fact.subject;
        let value = topic
            .values
            .iter()
            .position(|spellings| spellings.iter().any(|one| one.eq_ignore_ascii_case(&fact.value)));
        here.then_some(())?;
        Some((number, value?))
    })
}

struct Chat {
    dice: Dice,
    at: Timestamp,
    messages: Vec<Message>,
    facts: Vec<Fact>,
    /// The last value told of each single slot, the values told of the others.
    truth: BTreeMap<usize, usize>,
    lists: BTreeSet<Truth>,
}

impl Chat {
    fn new(seed: u64) -> Self {
        let at = "2026-01-01T06:00:00Z".parse().unwrap();
        Self {
            dice: Dice(seed),
            at,
            messages: Vec::new(),
            facts: Vec::new(),
            truth: BTreeMap::new(),
            lists: BTreeSet::new(),
        }
    }

    fn hear(&mut self, sender: Sender, text: &str, off_the_record: bool) {
        self.at = self.at + Duration::from_mins(1 + u64::try_from(self.dice.roll(600)).unwrap());
        let id = |byte| [byte; 10];
        let message = Message {
            id: MessageId::new(self.at, id(1)),
            user_id: UserId::new(self.at, id(2)),
            session_id: SessionId::new(self.at, id(3)),
            sender,
            text: text.to_owned(),
            mood: None,
            sentiment_score: None,
            has_personality_context: false,
            safety_tier: if sender == Sender::User {
                Detector::global().detect(text, &[]).tier.number()
            } else {
                0
            },
            off_the_record,
            in_reply_to: None,
            authorship: None,
            reactions: Vec::new(),
            created_at: self.at,
        };
        let claims = extract(&message, Zone::Asia__Kolkata);
        let mut made = u8::try_from(self.facts.len()).unwrap();
        let changes = remember(&self.facts, &claims, || {
            made += 1;
            FactId::new(self.at, [made; 10])
        });
        for change in changes {
            match change {
                Change::Add(fact) => self.facts.push(fact),
                Change::Close { id, valid_to } => {
                    self.facts.iter_mut().find(|fact| fact.id == id).unwrap().valid_to = Some(valid_to);
                }
            }
        }
        self.messages.push(message);
    }

    fn step(&mut self) {
        let number = self.dice.roll(TOPICS.len());
        let topic = &TOPICS[number];
        let value = self.dice.roll(topic.values.len());
        let spelling = *self.dice.pick(topic.values[value]);
        let text = self.dice.pick(topic.sentences).replace("{}", spelling);
        match self.dice.roll(10) {
            0 | 1 => {
                let text = *self.dice.pick(NOTHING);
                self.hear(Sender::User, text, false);
            }
            2 => {
                let text = *self.dice.pick(DISTRESS);
                self.hear(Sender::User, text, false);
            }
            3 => self.hear(Sender::Ai, &text, false),
            4 => self.hear(Sender::User, &text, true),
            _ => {
                self.hear(Sender::User, &text, false);
                if is_single(topic.subject, topic.slot) {
                    self.truth.insert(number, value);
                } else {
                    self.lists.insert((number, value));
                }
            }
        }
    }

    fn judge(&self, totals: &mut Totals) {
        let sources: BTreeMap<MessageId, &Message> =
            self.messages.iter().map(|message| (message.id, message)).collect();
        let now: Vec<&Fact> = self.facts.iter().filter(|fact| fact.holds_at(self.at)).collect();
        for fact in &self.facts {
            let source = sources.get(&fact.source).expect("a fact has a source message");
            assert_eq!((source.sender, source.safety_tier, source.off_the_record), (Sender::User, 0, false));
            if truth_of(fact).is_none() {
                totals.strangers.push(format!("{fact:?} from {:?}", source.text));
            }
        }
        let mut seen = BTreeSet::new();
        totals.facts += now.len();
        totals.duplicates +=
            now.iter().filter_map(|fact| truth_of(fact)).filter(|truth| !seen.insert(*truth)).count();
        let wanted: BTreeSet<Truth> = self
            .truth
            .iter()
            .map(|(topic, value)| (*topic, *value))
            .chain(self.lists.iter().copied())
            .collect();
        totals.told += wanted.len();
        totals.known += wanted.intersection(&seen).count();
        for (topic, value) in wanted.difference(&seen) {
            totals.missing.push(format!("{} {:?}", TOPICS[*topic].subject, TOPICS[*topic].values[*value]));
        }
        for (topic, value) in seen.difference(&wanted) {
            totals.wrong.push(format!("{} {:?}", TOPICS[*topic].subject, TOPICS[*topic].values[*value]));
        }
    }
}

#[test]
fn a_thousand_chats() {
    let mut totals = Totals::default();
    for seed in 0..1_000 {
        let mut chat = Chat::new(seed);
        for _ in 0..12 + chat.dice.roll(28) {
            chat.step();
            // After each message the answer to a question is the newest value, never an older one.
            for (topic, value) in &chat.truth {
                let topic_of =
                    |fact: &&Fact| fact.slot == TOPICS[*topic].slot && fact.subject == TOPICS[*topic].subject;
                let answers: Vec<&Fact> =
                    chat.facts.iter().filter(topic_of).filter(|fact| fact.holds_at(chat.at)).collect();
                assert_eq!(answers.len(), 1, "{answers:?}");
                assert_eq!(
                    truth_of(answers[0]),
                    Some((*topic, *value)),
                    "{:?}",
                    chat.messages.last().unwrap().text
                );
            }
        }
        chat.judge(&mut totals);
    }
    assert!(totals.told > 8_000, "{} told", totals.told);
    assert_eq!(totals.missing, Vec::<String>::new(), "told but not known");
    assert_eq!(totals.strangers, Vec::<String>::new());
    assert_eq!(totals.wrong, Vec::<String>::new(), "known but not told");
    assert!(totals.duplicates * 50 <= totals.facts, "{} duplicates of {}", totals.duplicates, totals.facts);
}

#[test]
fn distress_is_distress() {
    for text in DISTRESS {
        assert!(Detector::global().detect(text, &[]).tier.number() >= 1, "{text}");
    }
}
