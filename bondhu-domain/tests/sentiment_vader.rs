//! The base is VADER to the last published digit.
#![expect(clippy::unwrap_used, reason = "what cannot be unwrapped here is a failed test")]

use bondhu_domain::sentiment::Analyzer;
use vader_parity::SentimentIntensityAnalyzer;

struct Row {
    scores: [f64; 4],
    text: String,
}

fn rows() -> Vec<Row> {
    let table = include_str!("data/vader_reference.tsv");
    table
        .split('\n')
        .filter(|line| !line.starts_with("# ") && !line.is_empty())
        .map(|line| {
            let fields: Vec<&str> = line.splitn(5, '\t').collect();
            Row { scores: std::array::from_fn(|at| fields[at].parse().unwrap()), text: unescape(fields[4]) }
        })
        .collect()
}

fn unescape(text: &str) -> String {
    let mut chars = text.chars();
    let mut plain = String::new();
    while let Some(c) = chars.next() {
        plain.push(match (c, c == '\\') {
            (_, true) => match chars.next() {
                Some('t') => '\t',
                Some('n') => '\n',
                Some('r') => '\r',
                other => other.unwrap(),
            },
            (c, false) => c,
        });
    }
    plain
}

#[test]
fn all_four_scores_equal_the_reference() {
    let base = SentimentIntensityAnalyzer::new();
    let rows = rows();
    assert!(rows.len() >= 2_000, "{} lines", rows.len());
    let differences: Vec<_> = rows
        .iter()
        .filter(|row| {
            let scores = base.polarity_scores(&row.text);
            let scores = [scores.neg, scores.neu, scores.pos, scores.compound];
            scores
                .iter()
                .zip(row.scores)
                .any(|(own, reference)| own.to_bits() << 1 != reference.to_bits() << 1)
        })
        .map(|row| &row.text)
        .collect();
    assert!(differences.is_empty(), "{differences:?}");
}

#[test]
fn the_compound_is_reported_unchanged_by_the_layer() {
    for row in rows() {
        let Some(reading) = Analyzer::shared().score(&row.text) else {
            assert_eq!(row.scores[3].to_bits() << 1, 0, "{:?} has a score but was not read", row.text);
            continue;
        };
        assert_eq!(reading.vader_compound.to_bits(), row.scores[3].to_bits(), "{:?}", row.text);
    }
}
