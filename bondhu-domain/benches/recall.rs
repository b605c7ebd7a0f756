//! How long recall takes over 10,000 and 100,000 turns, and how long it takes to read facts out of a message.

use std::hint::black_box;

use bondhu_domain::facts::extract;
use bondhu_domain::ids::{MessageId, SessionId, UserId};
use bondhu_domain::messages::{Message, Sender};
use bondhu_domain::recall::{Index, Question, Turn};
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::UTC;
use criterion::{Criterion, criterion_group, criterion_main};

const WORDS: [&str; 40] = [
    "sister", "bakery", "river", "exam", "garden", "doctor", "music", "train", "winter", "festival",
    "office", "guitar", "coffee", "letter", "window", "mountain", "dinner", "camera", "puppy", "school",
    "market", "ticket", "summer", "kitchen", "island", "museum", "soccer", "wedding", "laptop", "blanket",
    "mirror", "candle", "pocket", "harbor", "basket", "engine", "button", "carpet", "ladder", "bottle",
];

/// Turns of twenty words from a few thousand different ones, some of them frequent.
fn texts(count: usize) -> Vec<String> {
    let mut state = 1_usize;
    let mut roll = move |sides: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % sides
    };
    let word = |roll: &mut dyn FnMut(usize) -> usize| match roll(3) {
        0 => WORDS[roll(WORDS.len())].to_owned(),
        _ => format!("{}{}", WORDS[roll(WORDS.len())], roll(100)),
    };
    (0..count).map(|_| (0..20).map(|_| word(&mut roll)).collect::<Vec<_>>().join(" ")).collect()
}

fn recall(c: &mut Criterion) {
    for count in [10_000, 100_000] {
        let texts = texts(count);
        let turns = texts.iter().enumerate().map(|(number, text)| Turn {
            speaker: ["user", "ai"][number % 2],
            at: Some(Timestamp::from_seconds(1_700_000_000 + i64::try_from(number).unwrap_or(0) * 300)),
            text,
        });
        let index = Index::new(turns);
        let at = Some(Timestamp::from_seconds(1_800_000_000));
        let text = "Which doctor did my sister see before the exam last winter, and what music was played?";
        let question = Question { text, at, zone: UTC, asker: Some("user") };
        c.bench_function(&format!("recall/{count} turns"), |b| {
            b.iter(|| index.search(black_box(&question), 10));
        });
    }
}

fn read_facts(c: &mut Criterion) {
    let at = Timestamp::from_seconds(1_800_000_000);
    let everyday = "today was long, the bus was late again and I live in Pune now, my exam is next Friday and I love chai";
    let message = |text: &str| Message {
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
    };
    let (short, long) = (message(everyday), message(&everyday.repeat(48)));
    c.bench_function("facts/100 characters", |b| b.iter(|| extract(black_box(&short), UTC)));
    c.bench_function("facts/5000 characters", |b| b.iter(|| extract(black_box(&long), UTC)));
}

criterion_group!(benches, recall, read_facts);
criterion_main!(benches);
