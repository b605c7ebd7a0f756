//! Counting words, and what follows from them.

use super::*;
use crate::personality::evidence::Source;

fn tally(messages: &[&str]) -> WordTally {
    let mut tally = WordTally::default();
    for message in messages {
        tally.read(message);
    }
    tally
}

#[test]
fn each_message_is_counted_in_its_language() {
    let mixed = tally(&[
        "I don’t know what to do about the exam",
        "mujhe nahi pata yaar, kal kya hoga",
        "আমি ভালো আছি",
        "???",
    ]);
    assert_eq!((mixed.english.words, mixed.hinglish.words), (9, 7));
    let negation = |counts: &Counts| {
        let rows = ROWS.with(Trait::Openness);
        let last = rows.last().map(|row| counts.of[usize::from(row.category)]);
        last.unwrap()
    };
    assert_eq!((negation(&mixed.english), negation(&mixed.hinglish)), (1, 1));
}

#[test]
fn whole_words_only() {
    // "hell" in "hello", "i" in "it", "ass" in "class".
    let plain = tally(&["hello the class"]);
    let of = |name: &str| plain.english.of[usize::from(table_number(name))];
    assert_eq!((of("swearing"), of("i"), of("article")), (0, 0, 1));
}

fn table_number(name: &str) -> u8 {
    table::number_of(name).unwrap()
}

#[test]
fn the_signs_are_those_of_the_source() {
    let kind = tally(&["we love our family and our home, it is good to be together with everyone"; 80]);
    let harsh = tally(&["fuck this shit, the money is gone and i hate the damn idiots who took it"; 80]);
    assert!(kind.words() > NEEDED_WORDS && harsh.words() > NEEDED_WORDS);
    assert!(kind.predictor(Trait::Agreeableness).unwrap() > 0.5);
    assert!(harsh.predictor(Trait::Agreeableness).unwrap() < -0.5);
    assert!(harsh.predictor(Trait::Neuroticism).unwrap() > kind.predictor(Trait::Neuroticism).unwrap());
}

#[test]
fn words_at_the_usual_rates_say_nothing_much() {
    // Lines of everyday chats in several languages, not chosen for any trait.
    let lines = include_str!("../../../tests/data/safety/everyday.tsv").lines();
    let lines = lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split('\t').nth(3));
    let usual = tally(&lines.collect::<Vec<_>>());
    assert!(usual.words() > NEEDED_WORDS);
    for of in Trait::ALL {
        assert!(usual.predictor(of).unwrap().abs() < 1.0, "{of:?}: {:?}", usual.predictor(of));
    }
}

#[test]
fn what_follows_is_weighed_by_its_words_and_of_small_validity() {
    let some = tally(&["i am not sure about the plan"]);
    let evidence = some.evidence()[Trait::Extraversion].unwrap();
    assert_eq!((evidence.source, evidence.r, evidence.weight), (Source::Text, 0.14, 7.0));
    assert_eq!(tally(&["ঠিক আছে"]).evidence(), TraitMap::default());
}

#[test]
fn not_before_a_thousand_words_and_seven_days() {
    let now = Timestamp::from_seconds(1_800_000_000);
    assert!(observation_due(1_000, None, now) && !observation_due(999, None, now));
    assert!(observation_due(1_000, Some(now - NEEDED_TIME), now));
    assert!(!observation_due(50_000, Some((now - NEEDED_TIME).next()), now));
}
