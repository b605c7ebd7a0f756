//! How well recall finds what answers questions about long made-up conversations, beside BM25 alone.
//!
//! The conversations and questions are written by hand; small talk of the same speakers, drawn from templates, lies between
//! their visits, so that each has about six hundred turns. The same in every run. `docs/memory.md` has the figures.
#![expect(clippy::unwrap_used, reason = "what cannot be unwrapped here is a failed test")]

use std::collections::BTreeMap;
use std::time::Duration;

use bondhu_domain::recall::{Index, Question, Turn, Weights};
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::UTC;

const FILLER: &str = include_str!("data/recall/filler.txt");

struct Line {
    speaker: String,
    at: Timestamp,
    text: String,
    answers: Vec<usize>,
}

struct Conversation {
    lines: Vec<Line>,
    questions: BTreeMap<usize, String>,
}

fn dice(state: &mut u64, sides: usize) -> usize {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    usize::try_from((z ^ (z >> 31)) % u64::try_from(sides).unwrap()).unwrap()
}

fn conversation(text: &str, visits_between: usize) -> Conversation {
    let mut lines: Vec<Line> = Vec::new();
    let mut questions = BTreeMap::new();
    let mut at = Timestamp::UNIX_EPOCH;
    let speakers: Vec<String> = {
        let mut names: Vec<String> = text
            .lines()
            .filter(|line| !line.starts_with(['#', '=', '?']))
            .filter_map(|line| line.split_once(": "))
            .map(|(name, _)| name.to_owned())
            .collect();
        names.sort();
        names.dedup();
        names
    };
    let mut seed = 7;
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(time) = line.strip_prefix("= ") {
            let next: Timestamp = time.parse().unwrap();
            if !lines.is_empty() {
                for number in 1..=visits_between {
                    let gap = next.since(at) * u32::try_from(number).unwrap()
                        / u32::try_from(visits_between + 1).unwrap();
                    lines.extend(small_talk(&speakers, at + gap, &mut seed));
                }
            }
            at = next;
        } else if let Some(question) = line.strip_prefix("? ") {
            let (number, question) = question.split_once(' ').unwrap();
            questions.insert(number.parse().unwrap(), question.to_owned());
        } else {
            let (speaker, said) = line.split_once(": ").unwrap();
            let mut parts = said.split(" @");
            let text = parts.next().unwrap().to_owned();
            let answers = parts.map(|number| number.trim().parse().unwrap()).collect();
            at = at + Duration::from_secs(40);
            lines.push(Line { speaker: speaker.to_owned(), at, text, answers });
        }
    }
    Conversation { lines, questions }
}

fn small_talk(speakers: &[String], start: Timestamp, seed: &mut u64) -> Vec<Line> {
    let lists: Vec<(&str, Vec<&str>)> = FILLER
        .lines()
        .filter_map(|line| line.strip_prefix("% "))
        .map(|line| {
            line.split_once('\t').map(|(name, entries)| (name, entries.split('|').collect())).unwrap()
        })
        .collect();
    let templates: Vec<&str> =
        FILLER.lines().filter(|line| !line.starts_with(['#', '%']) && !line.is_empty()).collect();
    let begin = dice(seed, templates.len());
    (0..10 + dice(seed, 8))
        .map(|number| {
            let mut text = templates[(begin + number) % templates.len()].to_owned();
            for (name, entries) in &lists {
                let hole = format!("{{{name}}}");
                while text.contains(&hole) {
                    text = text.replacen(&hole, entries[dice(seed, entries.len())], 1);
                }
            }
            let (me, other) = (number % 2, 1 - number % 2);
            let text = text
                .replace("{a2}", &speakers[other])
                .replace("{a}", &speakers[me])
                .replace("{b}", &speakers[other]);
            let at = start + Duration::from_secs(40) * u32::try_from(number).unwrap();
            Line { speaker: speakers[me].clone(), at, text, answers: Vec::new() }
        })
        .collect()
}

/// The mean share of the answering turns that are among the first ten.
fn recall_at_10(conversation: &Conversation, weights: &Weights, misses: &mut Vec<String>) -> (f64, usize) {
    let turns = conversation.lines.iter().map(|line| Turn {
        speaker: &line.speaker,
        at: Some(line.at),
        text: &line.text,
    });
    let index = Index::new(turns);
    let at = conversation.lines.last().map(|line| line.at);
    let mut total = 0.0;
    for (number, text) in &conversation.questions {
        let wanted: Vec<usize> = (0..conversation.lines.len())
            .filter(|turn| conversation.lines[*turn].answers.contains(number))
            .collect();
        assert!(!wanted.is_empty(), "question {number} has an answer");
        let found = index.search_with(&Question { text, at, zone: UTC, asker: None }, 10, weights);
        let hits = wanted.iter().filter(|turn| found.iter().any(|found| found.turn == **turn)).count();
        if hits < wanted.len() {
            misses.push(format!("{text} -> {}", conversation.lines[wanted[0]].text));
        }
        total += f64::from(u32::try_from(hits).unwrap()) / f64::from(u32::try_from(wanted.len()).unwrap());
    }
    (total, conversation.questions.len())
}

/// The other conversation told by the speakers of this one, as small talk that a person wrote.
fn mixed(text: &str, other: &str, names: [(&str, &str); 2]) -> String {
    let questions_aside = other.lines().filter(|line| !line.starts_with(['?', '#']));
    let renamed = questions_aside.map(|line| {
        let line = line.split(" @").next().unwrap().to_owned();
        names.iter().fold(line, |line, (from, to)| line.replace(from, to))
    });
    let mut visits: Vec<(String, Vec<String>)> = Vec::new();
    for line in text.lines().map(str::to_owned).chain(renamed).filter(|line| !line.starts_with(['#', '?'])) {
        match line.strip_prefix("= ") {
            Some(time) => visits.push((time.to_owned(), Vec::new())),
            None => visits.last_mut().unwrap().1.push(line),
        }
    }
    visits.sort();
    let lines =
        visits.into_iter().flat_map(|(time, lines)| std::iter::once(format!("= {time}")).chain(lines));
    lines
        .chain(text.lines().filter(|line| line.starts_with('?')).map(str::to_owned))
        .collect::<Vec<_>>()
        .join("\n")
}

const CONVERSATIONS: [&str; 2] =
    [include_str!("data/recall/nadia_tom.txt"), include_str!("data/recall/devika_sam.txt")];

/// The texts on which the weights were chosen.
fn chosen_on() -> Vec<String> {
    let [first, second] = CONVERSATIONS;
    vec![
        first.to_owned(),
        second.to_owned(),
        mixed(first, second, [("Devika", "Nadia"), ("Sam", "Tom")]),
        mixed(second, first, [("Nadia", "Devika"), ("Tom", "Sam")]),
    ]
}

fn measured(texts: &[String], weights: &Weights) -> (f64, Vec<String>) {
    let mut misses = Vec::new();
    let (mut total, mut questions) = (0.0, 0);
    for text in texts {
        let conversation = conversation(text, if text.lines().count() > 250 { 2 } else { 4 });
        let (sum, count) = recall_at_10(&conversation, weights, &mut misses);
        total += sum;
        questions += count;
    }
    (total / f64::from(u32::try_from(questions).unwrap()), misses)
}

#[test]
fn better_than_bm25_alone_and_each_part_is_worth_it() {
    let texts = chosen_on();
    let (plain, _) = measured(&texts, &Weights::plain());
    let all = Weights::default();
    let (with_all, misses) = measured(&texts, &all);
    println!("BM25 alone {plain:.3}, all {with_all:.3}");
    for (part, weights) in [
        ("neighbouring turns", Weights { before: 0.0, earlier: 0.0, after: 0.0, ..all }),
        ("related words", Weights { related: 0.0, ..all }),
        ("weak words", Weights { weak: 1.0, ..all }),
        ("the speaker", Weights { speaker: 0.0, ..all }),
        ("the visit", Weights { visit: 0.0, ..all }),
        ("days", Weights { days: 0.0, ..all }),
        ("the kind of answer", Weights { kind: 0.0, ..all }),
        ("recency", Weights { recency: 0.0, ..all }),
    ] {
        let (without, _) = measured(&texts, &weights);
        println!("without {part} {without:.3}");
        assert!(without <= with_all + 0.02, "{part} costs more than it gives");
    }
    for miss in misses {
        println!("missed: {miss}");
    }
    assert!(with_all >= plain + 0.25, "{plain} {with_all}");
}

#[test]
fn better_than_bm25_alone_on_what_was_kept_apart() {
    let texts = [include_str!("data/recall/isha.txt").to_owned()];
    let ((plain, _), (all, misses)) =
        (measured(&texts, &Weights::plain()), measured(&texts, &Weights::default()));
    println!("BM25 alone {plain:.3}, all {all:.3}");
    for miss in misses {
        println!("missed: {miss}");
    }
    assert!(all >= plain + 0.1, "{plain} {all}");
}

#[test]
fn the_same_turns_in_every_run() {
    let texts = chosen_on();
    let conversation = conversation(&texts[0], 4);
    let turns = || {
        conversation.lines.iter().map(|line| Turn {
            speaker: &line.speaker,
            at: Some(line.at),
            text: &line.text,
        })
    };
    let question =
        Question { text: "What did Nadia make in the workshop?", at: None, zone: UTC, asker: None };
    let first = Index::new(turns()).search(&question, 50);
    assert_eq!(first.len(), 50);
    assert!(first.windows(2).all(|pair| pair[0].score >= pair[1].score));
    assert_eq!(first, Index::new(turns()).search(&question, 50));
    assert_eq!(Index::new(turns()).search(&question, 7), first[..7]);
}
