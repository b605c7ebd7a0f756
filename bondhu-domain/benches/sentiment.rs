//! Speed of one score with its mood: a usual message, a long one, the longest a request can carry many times over; and of
//! score, mood and safety together, which is what a message costs.

use std::hint::black_box;

use bondhu_domain::safety::Detector;
use bondhu_domain::sentiment::Analyzer;
use criterion::{Criterion, criterion_group, criterion_main};

const ENGLISH: &str =
    "I was so tired after the exam but honestly the dinner with my cousins was lovely, thank you all! 😭😂";
const HINGLISH: &str =
    "yaar aaj ka din bahut accha tha, lekin exam ka result dekh ke thoda dar lag raha hai, kya karu 😭";
const BANGLA: &str = "আজ মনটা খুব খারাপ, কিন্তু তোমার গানটা শুনে অনেক ভালো লাগলো, ধন্যবাদ বন্ধু";

fn scoring(criterion: &mut Criterion) {
    let analyzer = Analyzer::new();
    for (name, text) in [("english_100", ENGLISH), ("hinglish_100", HINGLISH), ("bangla_76", BANGLA)] {
        criterion.bench_function(name, |bencher| bencher.iter(|| analyzer.score(black_box(text))));
    }
    let mixed = format!("{ENGLISH} {HINGLISH} {BANGLA} ");
    let long: String = mixed.chars().cycle().take(5_000).collect();
    criterion.bench_function("mixed_5000", |bencher| bencher.iter(|| analyzer.score(black_box(&long))));
    let huge = format!("{ENGLISH} {HINGLISH} ").repeat(500);
    criterion.bench_function("latin_100kB", |bencher| bencher.iter(|| analyzer.score(black_box(&huge))));
    let emoji = "😭🔥".repeat(2_500);
    criterion.bench_function("emoji_5000", |bencher| bencher.iter(|| analyzer.score(black_box(&emoji))));
    let word = "a".repeat(100_000);
    criterion.bench_function("one_word_100kB", |bencher| bencher.iter(|| analyzer.score(black_box(&word))));
    criterion.bench_function("tables", |bencher| bencher.iter(Analyzer::new));
}

/// 100 characters of plain English.
const PLAIN: &str =
    "today was long, the bus was late again and I still have an assignment to finish before dinner, but ok";

fn message(criterion: &mut Criterion) {
    let (analyzer, detector) = (Analyzer::new(), Detector::global());
    let long: String = format!("{PLAIN}. ").chars().cycle().take(5_000).collect();
    for (name, text) in [
        ("message/plain_100", PLAIN),
        ("message/english_100", ENGLISH),
        ("message/hinglish_100", HINGLISH),
        ("message/bangla_76", BANGLA),
        ("message/english_5000", &long),
    ] {
        criterion.bench_function(name, |bencher| {
            bencher.iter(|| (analyzer.score(black_box(text)), detector.detect(black_box(text), &[])));
        });
    }
}

criterion_group!(benches, scoring, message);
criterion_main!(benches);
