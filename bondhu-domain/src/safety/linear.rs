//! A small logistic model over hashed words and pairs of words. It only raises "nothing" to tier 1, for distress that no
//! phrase of the tables names. `examples/train_safety.rs` makes its weights from the own lines that are not held out.

use std::sync::OnceLock;

use super::letters::{Meaning, fold};

/// How many weights there are; a feature's hash is below it.
pub const BUCKETS: usize = 1 << 15;
/// Weights are stored in thousandths.
pub const SCALE: f32 = 1000.0;
/// Sentences that are judged together.
const SENTENCES: usize = 4;
/// Fewer words than this say too little.
const WORDS: usize = 10;
/// Log-odds from which a passage counts as distress.
const THRESHOLD: f32 = -0.1;

/// Bias and weights.
struct Weights {
    bias: f32,
    weights: Vec<f32>,
}

/// Whether any passage of up to four sentences reads like distress.
pub(super) fn is_distress(text: &str) -> bool {
    let sentences = sentences(text);
    let model = weights();
    let length = sentences.len().min(SENTENCES);
    let mut features = Vec::new();
    (length > 0)
        && sentences.windows(length).any(|passage| {
            features.clear();
            let words = passage.iter().map(Vec::len).sum::<usize>();
            add_features(passage, &mut features);
            words >= WORDS && score(&features, model.bias, &model.weights) > THRESHOLD
        })
}

/// The features of a whole text: hashes of its words and neighbouring pairs, sorted, each once.
pub fn features(text: &str) -> Vec<u16> {
    let mut features = Vec::new();
    add_features(&sentences(text), &mut features);
    features
}

/// Log-odds of distress: the bias plus the sum of the weights over the root of the number of features.
pub fn score(features: &[u16], bias: f32, weights: &[f32]) -> f32 {
    let sum: f32 = features.iter().map(|feature| weights[usize::from(*feature)]).sum();
    bias + sum * scale(features)
}

/// One over the root of the number of features.
pub fn scale(features: &[u16]) -> f32 {
    let count = u16::try_from(features.len()).unwrap_or(u16::MAX).max(1);
    f32::from(count).sqrt().recip()
}

/// The words of each sentence as hashes. Runs of one letter are one.
fn sentences(text: &str) -> Vec<Vec<u64>> {
    let mut sentences: Vec<Vec<u64>> = vec![Vec::new()];
    let (mut word, mut last) = (SEED, None);
    let end_word = |word: &mut u64, sentences: &mut Vec<Vec<u64>>| {
        if *word != SEED
            && let Some(sentence) = sentences.last_mut()
        {
            sentence.push(*word);
        }
        *word = SEED;
    };
    for c in text.chars() {
        match fold(c) {
            Meaning::Nothing => {}
            Meaning::Letter(letter) => {
                if last != Some(letter) {
                    word = hash(word, u32::from(letter));
                }
                last = Some(letter);
                continue;
            }
            Meaning::Break => {
                end_word(&mut word, &mut sentences);
                if sentences.last().is_some_and(|sentence| !sentence.is_empty()) {
                    sentences.push(Vec::new());
                }
            }
            Meaning::Digit(_) | Meaning::Symbol(_) | Meaning::Sign(_) | Meaning::Space => {
                end_word(&mut word, &mut sentences);
            }
        }
        last = None;
    }
    end_word(&mut word, &mut sentences);
    sentences.retain(|sentence| !sentence.is_empty());
    sentences
}

fn add_features(passage: &[Vec<u64>], features: &mut Vec<u16>) {
    let words: Vec<u64> = passage.iter().flatten().copied().collect();
    features.extend(words.iter().map(|word| bucket(*word)));
    features.extend(words.windows(2).map(|pair| bucket(pair[0].rotate_left(17) ^ pair[1])));
    features.sort_unstable();
    features.dedup();
}

/// FNV-1a over characters.
const SEED: u64 = 0xcbf2_9ce4_8422_2325;

fn hash(state: u64, c: u32) -> u64 {
    (state ^ u64::from(c)).wrapping_mul(0x0100_0000_01b3)
}

fn bucket(hash: u64) -> u16 {
    let mixed = hash ^ (hash >> 15) ^ (hash >> 30) ^ (hash >> 45);
    u16::try_from(mixed & 0x7fff).unwrap_or_default()
}

fn weights() -> &'static Weights {
    static WEIGHTS: OnceLock<Weights> = OnceLock::new();
    WEIGHTS.get_or_init(|| {
        let mut model = Weights { bias: 0.0, weights: vec![0.0; BUCKETS] };
        for line in include_str!("data/linear.tsv").lines().filter(|line| !line.starts_with('#')) {
            if let Some((place, weight)) = line.split_once('\t') {
                let weight = weight.parse::<f32>().expect("a weight") / SCALE;
                match place.parse::<usize>() {
                    Ok(bucket) => model.weights[bucket] = weight,
                    Err(_) => model.bias = weight,
                }
            }
        }
        model
    })
}
