//! Trains the linear model of the safety detector and prints its weights.
//!
//! `cargo run --release -p bondhu-domain --example train_safety > bondhu-domain/src/safety/data/linear.tsv`
//!
//! Input are the own lines in `tests/data/safety` that are not held out, each once (without the harmless sentences beside
//! them). Stochastic gradient descent on the log loss with a fixed order, so the same lines give the same weights.

use bondhu_domain::safety::linear::{BUCKETS, SCALE, features, scale, score};

const EPOCHS: u16 = 40;
const RATE: f32 = 0.5;
const DECAY: f32 = 0.001;

fn main() {
    let mut lines = examples();
    let mut weights = vec![0.0_f32; BUCKETS];
    let (mut bias, mut seed) = (0.0_f32, 1_u64);
    for epoch in 0..EPOCHS {
        shuffle(&mut lines, &mut seed);
        let rate = RATE / (1.0 + 0.3 * f32::from(epoch));
        for (features, distress) in &lines {
            let odds = score(features, bias, &weights);
            let error = f32::from(u8::from(*distress)) - 1.0 / (1.0 + (-odds).exp());
            bias += 0.1 * rate * error;
            for feature in features {
                let weight = &mut weights[usize::from(*feature)];
                *weight = *weight * (1.0 - rate * DECAY) + rate * error * scale(features);
            }
        }
    }
    println!(
        "# Weights of the linear model in thousandths: bucket, weight. Made by examples/train_safety.rs from own lines."
    );
    println!("bias\t{:.0}", bias * SCALE);
    for (bucket, weight) in weights.iter().enumerate().filter(|(_, weight)| weight.abs() * SCALE >= 1.0) {
        println!("{bucket}\t{:.0}", weight * SCALE);
    }
}

fn examples() -> Vec<(Vec<u16>, bool)> {
    let files = [
        include_str!("../tests/data/safety/posts.tsv"),
        include_str!("../tests/data/safety/english.tsv"),
        include_str!("../tests/data/safety/hinglish.tsv"),
        include_str!("../tests/data/safety/bangla.tsv"),
        include_str!("../tests/data/safety/bangla_latin.tsv"),
    ];
    let mut examples = Vec::new();
    for line in files.into_iter().flat_map(str::lines) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [split, class, least, text, history] = fields[..] else { continue };
        let alone = history.is_empty() && !class.ends_with("emoji");
        let framed = FRAMES.iter().any(|frame| text.contains(frame));
        if split == "dev" && alone && !framed {
            examples.push((features(text), least != "0"));
        }
    }
    examples
}

/// The harmless sentences beside which lines stand once more.
const FRAMES: [&str; 8] = [
    "It is raining here today.",
    "rice and dal for lunch",
    "Aaj baarish ho rahi hai.",
    "rajma chawal",
    "Aj brishti hocche.",
    "bhat ar dal",
    "আজ বৃষ্টি হচ্ছে।",
    "ভাত আর ডাল",
];

/// Fisher and Yates with Knuth's linear congruential generator.
fn shuffle<T>(items: &mut [T], seed: &mut u64) {
    for last in (1..items.len()).rev() {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let other = usize::try_from((*seed >> 33) % (last as u64 + 1)).unwrap_or_default();
        items.swap(last, other);
    }
}
