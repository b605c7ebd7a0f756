//! Two small logistic models over hashed words, pairs of words and letter groups, for what no phrase of the tables names:
//! one raises "nothing" to tier 1 (distress), one raises what is below it to tier 2 (intent). Neither lowers anything.
//! `examples/train_safety.rs` makes their weights from the own lines that are not held out.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::Tier;
use super::letters::{Meaning, fold};

/// How many weights each model has; a feature's hash is below it.
pub const BUCKETS: usize = 1 << 16;
/// Weights are stored in hundredths.
pub const SCALE: f32 = 100.0;
/// The length of a letter group, word ends included.
const GROUP: usize = 4;

/// One of the two models.
struct Model {
    /// How many sentences are judged together: each number up to the length of the text.
    sentences: &'static [usize],
    /// Fewer words than this say too little.
    words: usize,
    /// Log-odds from which a passage counts. Chosen by cross-validation on the lines that are not held out.
    threshold: f32,
    /// Whether a passage counts only with one of the risk words, so that common words alone never do.
    needs_risk_word: bool,
}

/// Distress shows over several sentences. Short ordinary lines are those that only look like it; short distress has rules.
const DISTRESS: Model = Model { sentences: &[4], words: 8, threshold: 0.5, needs_risk_word: false };
/// Intent is looked for in each sentence by itself too, so that a harmless neighbour cannot thin it out. Rules are its main
/// means; the model counts only when it is sure, since its tier replaces the answer.
const INTENT: Model = Model { sentences: &[1, 2], words: 5, threshold: 2.0, needs_risk_word: true };

/// Biases and weights, distress first.
struct Weights {
    biases: [f32; 2],
    weights: Vec<[f32; 2]>,
}

/// The highest tier that any passage of `text` reads like; distress counts only when it `may_be_distress`.
pub(super) fn tier(text: &str, may_be_distress: bool) -> Tier {
    let sentences = sentences(text);
    if INTENT.applies(&sentences, 1) {
        Tier::Ideation
    } else if may_be_distress && DISTRESS.applies(&sentences, 0) {
        Tier::Distress
    } else {
        Tier::None
    }
}

impl Model {
    /// Whether any passage scores above the threshold with the weights at `column`.
    fn applies(&self, sentences: &[Sentence], column: usize) -> bool {
        let Weights { biases, weights } = weights();
        let mut features = Vec::new();
        self.sentences.iter().any(|length| {
            sentences.windows((*length).min(sentences.len()).max(1)).any(|passage| {
                let words = passage.iter().map(|sentence| sentence.words.len()).sum::<usize>();
                features.clear();
                add_features(passage, &mut features);
                words >= self.words
                    && (!self.needs_risk_word || passage.iter().any(|sentence| sentence.risk))
                    && score(&features, biases[column], |feature| weights[feature][column]) > self.threshold
            })
        })
    }
}

/// The features of a whole text: hashes of its words, of neighbouring pairs and of groups of four letters.
pub fn features(text: &str) -> Vec<u16> {
    let mut features = Vec::new();
    add_features(&sentences(text), &mut features);
    features
}

/// Log-odds: the bias plus the sum of the weights over the root of the number of features.
pub fn score(features: &[u16], bias: f32, weight: impl Fn(usize) -> f32) -> f32 {
    let sum: f32 = features.iter().map(|feature| weight(usize::from(*feature))).sum();
    bias + sum * scale(features)
}

/// One over the root of the number of features.
pub fn scale(features: &[u16]) -> f32 {
    let count = u16::try_from(features.len()).unwrap_or(u16::MAX).max(1);
    f32::from(count).sqrt().recip()
}

/// One sentence: its words as hashes, its letter groups, and whether a risk word is among its words.
#[derive(Default, PartialEq)]
struct Sentence {
    words: Vec<u64>,
    groups: Vec<u16>,
    risk: bool,
}

/// The words of a text, sentence by sentence. Runs of one letter are one, and so are runs of one sentence.
fn sentences(text: &str) -> Vec<Sentence> {
    let mut sentences = vec![Sentence::default()];
    let mut word: Vec<u32> = Vec::with_capacity(16);
    for c in text.chars() {
        match fold(c) {
            Meaning::Nothing => {}
            Meaning::Letter(letter) => {
                if word.last() != Some(&u32::from(letter)) {
                    word.push(u32::from(letter));
                }
            }
            Meaning::Break => {
                end_word(&mut word, &mut sentences);
                if sentences.last().is_some_and(|sentence| !sentence.words.is_empty()) {
                    sentences.push(Sentence::default());
                }
            }
            Meaning::Digit(_) | Meaning::Symbol(_) | Meaning::Sign(_) | Meaning::Space => {
                end_word(&mut word, &mut sentences);
            }
        }
    }
    end_word(&mut word, &mut sentences);
    sentences.retain(|sentence| !sentence.words.is_empty());
    // Said over and over, one sentence would stand in for the several that distress shows over.
    sentences.dedup();
    sentences
}

fn end_word(word: &mut Vec<u32>, sentences: &mut [Sentence]) {
    let Some(sentence) = sentences.last_mut().filter(|_| !word.is_empty()) else { return };
    let mut state = SEED;
    for letter in word.iter() {
        state = hash(state, *letter);
        sentence.risk = sentence.risk || risk_words().stems.contains(&state);
    }
    sentence.risk = sentence.risk || risk_words().whole.contains(&state);
    sentence.words.push(state);
    // The ends of a word are letters of its groups.
    word.insert(0, u32::from('^'));
    word.push(u32::from('$'));
    sentence.groups.extend(
        word.windows(GROUP)
            .map(|group| bucket(group.iter().fold(!SEED, |state, letter| hash(state, *letter)))),
    );
    word.clear();
}

/// Hashes of the risk words: those that must be whole, and those that may go on.
#[derive(Default)]
struct RiskWords {
    whole: HashSet<u64>,
    stems: HashSet<u64>,
}

fn risk_words() -> &'static RiskWords {
    static WORDS: OnceLock<RiskWords> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut words = RiskWords::default();
        let lines = include_str!("data/risk_words.txt").lines().filter(|line| !line.starts_with('#'));
        for word in lines.flat_map(str::split_whitespace) {
            let mut letters: Vec<u32> = word.chars().filter_map(letter).collect();
            letters.dedup();
            let state = letters.iter().fold(SEED, |state, letter| hash(state, *letter));
            if word.ends_with('*') {
                words.stems.insert(state)
            } else {
                words.whole.insert(state)
            };
        }
        words
    })
}

fn letter(c: char) -> Option<u32> {
    match fold(c) {
        Meaning::Letter(letter) => Some(u32::from(letter)),
        Meaning::Nothing
        | Meaning::Break
        | Meaning::Digit(_)
        | Meaning::Symbol(_)
        | Meaning::Sign(_)
        | Meaning::Space => None,
    }
}

fn add_features(passage: &[Sentence], features: &mut Vec<u16>) {
    let mut before: Option<u64> = None;
    for sentence in passage {
        for word in &sentence.words {
            features.push(bucket(*word));
            features.extend(before.map(|before| bucket(before.rotate_left(17) ^ word)));
            before = Some(*word);
        }
        features.extend_from_slice(&sentence.groups);
    }
}

/// FNV-1a over characters.
const SEED: u64 = 0xcbf2_9ce4_8422_2325;

fn hash(state: u64, c: u32) -> u64 {
    (state ^ u64::from(c)).wrapping_mul(0x0100_0000_01b3)
}

fn bucket(hash: u64) -> u16 {
    let mixed = hash ^ (hash >> 16) ^ (hash >> 32) ^ (hash >> 48);
    u16::try_from(mixed & 0xffff).unwrap_or_default()
}

fn weights() -> &'static Weights {
    static WEIGHTS: OnceLock<Weights> = OnceLock::new();
    WEIGHTS.get_or_init(|| {
        let mut model = Weights { biases: [0.0; 2], weights: vec![[0.0; 2]; BUCKETS] };
        for line in include_str!("data/linear.tsv").lines().filter(|line| !line.starts_with('#')) {
            let mut fields = line.split('\t');
            let place = fields.next().unwrap_or_default();
            let pair = [(); 2].map(|()| {
                fields.next().and_then(|field| field.parse::<f32>().ok()).expect("a weight") / SCALE
            });
            match place.parse::<usize>() {
                Ok(bucket) => model.weights[bucket] = pair,
                Err(_) => model.biases = pair,
            }
        }
        model
    })
}
