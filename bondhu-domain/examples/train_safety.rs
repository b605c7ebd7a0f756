//! Trains the linear models of the safety detector and prints their weights.
//!
//! `cargo run --release -p bondhu-domain --example train_safety > bondhu-domain/src/safety/data/linear.tsv`
//!
//! Input are the own lines in `tests/data/safety` that are not held out, each once (without the harmless sentences beside
//! them), and the own lines of the sentiment tests as talk that is neither. Stochastic gradient descent on the log loss
//! with a fixed order, so the same lines give the same weights.

use bondhu_domain::safety::linear::{BUCKETS, SCALE, features, scale, score};

const EPOCHS: u16 = 30;
const RATE: f32 = 0.5;
const DECAY: f32 = 0.0005;
/// Weights below this change nothing that matters.
const LEAST: f32 = 0.03;

/// The features of a line and the least tier it must have.
type Example = (Vec<u16>, u8);

fn main() {
    let examples = examples();
    let [distress, intent] = [1, 2].map(|least| train(&examples, least));
    println!(
        "# Weights of the linear models in hundredths: bucket, distress, intent. Made by examples/train_safety.rs from own lines."
    );
    println!("bias\t{:.0}\t{:.0}", distress.0 * SCALE, intent.0 * SCALE);
    for (bucket, (distress, intent)) in distress.1.iter().zip(&intent.1).enumerate() {
        if distress.abs().max(intent.abs()) >= LEAST {
            println!("{bucket}\t{:.0}\t{:.0}", distress * SCALE, intent * SCALE);
        }
    }
}

/// Bias and weights of the model that tells lines of tier `least` and above from the others.
fn train(examples: &[Example], least: u8) -> (f32, Vec<f32>) {
    let mut lines: Vec<&Example> = examples.iter().collect();
    let mut weights = vec![0.0_f32; BUCKETS];
    let (mut bias, mut seed) = (0.0_f32, 1_u64);
    for epoch in 0..EPOCHS {
        shuffle(&mut lines, &mut seed);
        let rate = RATE / (1.0 + 0.3 * f32::from(epoch));
        for (features, tier) in &lines {
            let odds = score(features, bias, |feature| weights[feature]);
            let error = f32::from(u8::from(*tier >= least)) - 1.0 / (1.0 + (-odds).exp());
            bias += 0.1 * rate * error;
            for feature in features {
                let weight = &mut weights[usize::from(*feature)];
                *weight = *weight * (1.0 - rate * DECAY) + rate * error * scale(features);
            }
        }
    }
    (bias, weights)
}

fn examples() -> Vec<Example> {
    let files = [
        include_str!("../tests/data/safety/posts.tsv"),
        include_str!("../tests/data/safety/english.tsv"),
        include_str!("../tests/data/safety/hinglish.tsv"),
        include_str!("../tests/data/safety/bangla.tsv"),
        include_str!("../tests/data/safety/bangla_latin.tsv"),
        include_str!("../tests/data/safety/wild.tsv"),
        include_str!("../tests/data/safety/everyday.tsv"),
        include_str!("../tests/data/safety/fresh.tsv"),
    ];
    let mut examples = Vec::new();
    for line in files.into_iter().flat_map(str::lines) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [split, class, least, text, history] = fields[..] else { continue };
        let alone = history.is_empty() && !class.ends_with("emoji");
        let framed = FRAMES.iter().any(|frame| text.contains(frame));
        if split == "dev" && alone && !framed {
            examples.push((features(text), least.parse().expect("a tier")));
        }
    }
    let scored = include_str!("../tests/data/vader_reference.tsv")
        .lines()
        .filter_map(|line| line.splitn(5, '\t').nth(4));
    let labelled = include_str!("../tests/data/sentiment_labelled.tsv")
        .lines()
        .filter_map(|line| line.rsplit('\t').next());
    examples
        .extend(scored.chain(labelled).filter(|text| !text.starts_with('#')).map(|text| (features(text), 0)));
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
